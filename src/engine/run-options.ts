/** What engines and runs can be told, and the refusal of what makes no sense. */
import { InvalidConfigError, type Clock } from '../base/index.ts';
import type { BreakAt } from './breakpoints.ts';
import { checkOption, isCount } from './check-option.ts';
import { listNames } from './describe-value.ts';
import type { HookErrorHandler } from './hook-caller.ts';
import type { EngineHooks } from './hooks.ts';
import { DURABILITIES, type Durability } from './journal.ts';
import type { NodeCache } from './node-cache.ts';
import type { NodePolicies } from './policies.ts';
import type { Saver } from './saver.ts';
import { STREAM_MODES, type StreamMode } from './stream-modes.ts';
import type { TaskExecutor } from './task-executor.ts';
import type { OnConflict } from './thread-lock.ts';

export interface EngineOptions {
  readonly hooks?: EngineHooks | undefined;
  /** Where errors of observing hooks go. Default: one line on `console.error` each. */
  readonly onHookError?: HookErrorHandler | undefined;
  /** Where nodes run. Default: in place. */
  readonly executor?: TaskExecutor | undefined;
  /** What is done for every node that fails, dawdles or has been asked the same before, where the node has no policy of its own. */
  readonly policies?: NodePolicies | undefined;
  /** Keeps results of nodes with a cache policy. */
  readonly cache?: NodeCache | undefined;
  /** The time by which policies wait. Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Where threads are kept. With one, every run needs a `threadId`; without one, nothing is kept. */
  readonly saver?: Saver | undefined;
  /**
   * What becomes of a run on a thread that is in use in this process: a ThreadConflictError, or it waits. Default `'reject'`. An answer
   * never waits: it would meet another question than the one it was given to.
   */
  readonly onConflict?: OnConflict | undefined;
}

/** What a run that is kept can be told. */
export interface ThreadOptions {
  /** The thread to begin or to go on with, any text. */
  readonly threadId?: string | undefined;
  /** A checkpoint of the thread to go on from, in place of the newest: what follows is a new branch, and the old one stays. */
  readonly checkpoint?: string | undefined;
  /**
   * What makes the same run, submitted twice, run once: while the first is going on, the second gets what that comes to; afterwards it gets
   * the state where the first ended or paused, and goes on where the first was cut short. Input and answer of the second are not looked
   * at. Afterwards only with a saver that finds runs, see {@link Saver.findRun}.
   */
  readonly runId?: string | undefined;
  /** When checkpoints have to be stored, see {@link Durability}. Default `'async'`. */
  readonly durability?: Durability | undefined;
  /** Nodes before which to pause; `'*'` for all. */
  readonly interruptBefore?: BreakAt | undefined;
  /** Nodes after which to pause; `'*'` for all. */
  readonly interruptAfter?: BreakAt | undefined;
}

/** Options of one run. `context` must be given where the graph declares one. */
export type RunOptions<Context = undefined> = ThreadOptions & {
  /** Aborting it stops the run at once; only what is being stored at that moment is waited for. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Aborting it stops the run, and each of its subgraphs, before the next super-step, with all of it stored: a GraphDrainedError, unless
   * nothing is left to run. Nodes that are running end; they can see it as `runtime.drainRequested`.
   */
  readonly drain?: AbortSignal | undefined;
  /** How many super-steps may run, an integer of at least 1. Default 25. */
  readonly stepLimit?: number | undefined;
  /** How many tasks of a super-step may run at the same time, an integer of at least 1. Default: all. */
  readonly maxConcurrency?: number | undefined;
} & (undefined extends Context ? { readonly context?: Context } : { readonly context: Context });

export type StreamOptions<Context, Mode extends StreamMode> = RunOptions<Context> & {
  /** What to tell; at least one mode. Default `['updates']`. */
  readonly modes?: readonly Mode[];
  /** Whether to tell of subgraphs too; their chunks have a `namespace`. Default `false`. */
  readonly subgraphs?: boolean | undefined;
};

/** Options may be left out where none is needed. */
export type Optional<Context, Options> = undefined extends Context ? [options?: Options] : [options: Options];

/** @throws InvalidConfigError */
export function checkModes(modes: readonly StreamMode[]): readonly StreamMode[] {
  const unknown = modes.find((mode) => !STREAM_MODES.includes(mode));
  if (modes.length > 0 && unknown === undefined) return modes;
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    `modes ${modes.length === 0 ? 'is empty' : `has "${String(unknown)}"`}: give some of ${listNames(STREAM_MODES)}.`,
  );
}

/** @throws InvalidConfigError for an input that is neither an object nor, in a thread, null or undefined */
export function checkInput(input: unknown, saver: Saver | undefined): void {
  if (saver !== undefined && (input === null || input === undefined)) return;
  const isFine = typeof input === 'object' && input !== null && !Array.isArray(input);
  checkOption('The input is', input, isFine, 'an object with values for channels, {} for none');
}

/** @throws InvalidConfigError */
export function checkRun(options: RunOptions<unknown> | undefined, saver: Saver | undefined): void {
  for (const option of ['stepLimit', 'maxConcurrency'] as const) {
    const limit = options?.[option];
    checkOption(`${option} is`, limit, limit === undefined || isCount(limit), 'an integer of at least 1');
  }
  for (const option of ['signal', 'drain'] as const) {
    const signal = options?.[option];
    const isFine = signal === undefined || typeof signal.addEventListener === 'function';
    checkOption(`${option} is`, signal, isFine, 'an AbortSignal');
  }
  if (saver === undefined) refuseThreadOptions(options);
  else checkThread(options);
}

/** @throws InvalidConfigError */
export function checkThread(options: ThreadOptions | undefined): string {
  const { threadId, durability } = options ?? {};
  const isText = typeof threadId === 'string' && threadId !== '';
  checkOption('threadId is', threadId, isText, 'every run the text that names its thread');
  if (durability !== undefined && !DURABILITIES.includes(durability)) {
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      `durability is "${String(durability)}": give one of ${listNames(DURABILITIES)}.`,
    );
  }
  return threadId as string;
}

/** @throws InvalidConfigError for nothing to do */
export function checkSupersteps(supersteps: readonly (readonly unknown[])[]): void {
  if (supersteps.length > 0 && supersteps.every((updates) => updates.length > 0)) return;
  throw new InvalidConfigError('CONFIG_INVALID', 'A super-step has no update: give one.');
}

const THREAD_OPTIONS = ['threadId', 'runId', 'checkpoint', 'durability', 'interruptBefore', 'interruptAfter'] as const;

/** What would silently do nothing is refused. */
function refuseThreadOptions(options: ThreadOptions | undefined): void {
  const given = THREAD_OPTIONS.find((name) => options?.[name] !== undefined);
  if (given !== undefined) throw saverMissing(`The option ${given}`);
}

/** @param what what cannot be done, as a subject */
export function saverMissing(what: string): InvalidConfigError {
  return new InvalidConfigError(
    'SAVER_MISSING',
    `${what} needs a saver: new StateGraphEngine(plan, { saver: new MemorySaver() }).`,
  );
}
