import { EventStream, InvalidConfigError, abortError, type EventReader } from '../base/index.ts';
import { ChannelValues } from './channel-values.ts';
import { describeValue, listNames } from './describe-value.ts';
import { HookCaller, printHookError, type HookErrorHandler } from './hook-caller.ts';
import type { EngineHooks } from './hooks.ts';
import type { Plan } from './plan.ts';
import { runLoop } from './run-loop.ts';
import type { Run } from './run.ts';
import { StopControl } from './stop-control.ts';
import { STREAM_MODES, StreamSink, type StreamChunk, type StreamMode } from './stream-modes.ts';
import { inPlaceExecutor, type TaskExecutor } from './task-executor.ts';

const DEFAULT_STEP_LIMIT = 25;

export interface EngineOptions {
  readonly hooks?: EngineHooks | undefined;
  /** Where errors of observing hooks go. Default: one line on `console.error` each. */
  readonly onHookError?: HookErrorHandler | undefined;
  /** Where nodes run. Default: in place. */
  readonly executor?: TaskExecutor | undefined;
}

/** Options of one run. `context` must be given where the graph declares one. */
export type RunOptions<Context = undefined> = {
  /** Aborting it stops the run at once. */
  readonly signal?: AbortSignal | undefined;
  /** How many super-steps may run, an integer of at least 1. Default 25. */
  readonly stepLimit?: number | undefined;
} & (undefined extends Context ? { readonly context?: Context } : { readonly context: Context });

export type StreamOptions<Context, Mode extends StreamMode> = RunOptions<Context> & {
  /** What to tell; at least one mode. Default `['updates']`. */
  readonly modes?: readonly Mode[];
};

/** Options may be left out where none is needed. */
type Optional<Context, Options> = undefined extends Context ? [options?: Options] : [options: Options];

/**
 * Runs a plan, any number of times, also concurrently.
 *
 * @example
 * const plan = stateGraph({ count: lastValue(0) })
 *   .addNode('increment', (state) => ({ count: state.count + 1 }))
 *   .addEdge(START, 'increment')
 *   .compile();
 * const { count } = await new StateGraphEngine(plan).invoke({ count: 41 });
 */
export class StateGraphEngine<State, Update, Context = undefined> {
  readonly #plan: Plan<State, Update, Context>;
  readonly #options: EngineOptions;

  constructor(plan: Plan<State, Update, Context>, options: EngineOptions = {}) {
    this.#plan = plan;
    this.#options = options;
  }

  /**
   * Runs the graph to its end.
   *
   * Nodes of one super-step run side by side on the same state; their writes meet in the order in which the nodes were added, whoever
   * finishes first. The first node that fails ends the run: the others are told by `runtime.signal` and not waited for, and what
   * they come to is dropped.
   *
   * @param input values to write before the first super-step
   * @returns the final state
   * @throws what a node, edge or channel threw, unchanged; an `AbortError` if `signal` aborted; GraphRecursionError if work was left
   *   after `stepLimit` super-steps; InvalidUpdateError for a write or route the graph cannot take; InvalidConfigError for unusable options
   */
  async invoke(input: Update, ...[options]: Optional<Context, RunOptions<Context>>): Promise<State> {
    checkRun(input, options);
    return this.#finish(this.#begin(input, options, undefined));
  }

  /**
   * Runs the graph and tells of it while it runs. The run begins when the first chunk is asked for.
   *
   * A reader who leaves early, by `break`, `throw` or `return`, stops the run. One who is slow makes it wait, between super-steps,
   * once 256 chunks are unread. `result()` gives the final state.
   *
   * @param input values to write before the first super-step
   * @throws InvalidConfigError at once for unusable options; all else is met by the reader, as by callers of `invoke`
   * @example
   * for await (const { mode, data } of engine.stream({ question }, { modes: ['updates', 'custom'] })) console.log(mode, data);
   */
  stream<Mode extends StreamMode = 'updates'>(
    input: Update,
    ...[options]: Optional<Context, StreamOptions<Context, Mode>>
  ): EventReader<Extract<StreamChunk<State, Update>, { mode: Mode }>, State> {
    const modes = checkModes(options?.modes ?? ['updates']);
    checkRun(input, options);
    let run: Run | undefined;
    const execute = async (): Promise<State> => {
      run = this.#begin(input, options, new StreamSink(stream, modes));
      return this.#finish(run);
    };
    const stream = new EventStream<StreamChunk, unknown>({
      onOpen: () => {
        execute().then(
          (state) => stream.end(state),
          (error: unknown) => stream.fail(error),
        );
      },
      onLeave: () => run?.stop.stop(abortError()),
    });
    // The plan vouches for the types: its channels gave State and Update their shape.
    return stream as EventReader<unknown, unknown> as EventReader<
      Extract<StreamChunk<State, Update>, { mode: Mode }>,
      State
    >;
  }

  #begin(input: Update, options: RunOptions<unknown> | undefined, sink: StreamSink | undefined): Run {
    const { hooks, executor = inPlaceExecutor, onHookError = printHookError } = this.#options;
    return {
      plan: this.#plan,
      input,
      context: options?.context,
      executor,
      hooks: hooks === undefined ? undefined : new HookCaller(hooks, onHookError),
      sink,
      emit: sink?.custom ?? emitNothing,
      values: new ChannelValues(this.#plan),
      stop: new StopControl(options?.signal),
      stepLimit: options?.stepLimit ?? DEFAULT_STEP_LIMIT,
      step: 0,
      open: 0,
      whenSettled: undefined,
    };
  }

  async #finish(run: Run): Promise<State> {
    run.hooks?.runStart(run);
    try {
      run.stop.throwIfStopped();
      await runLoop(run);
      const { state } = run.values;
      run.hooks?.runEnd(run, { status: 'done', state });
      return state as State;
    } catch (error) {
      run.stop.stop(error);
      run.hooks?.runEnd(run, { status: 'failed', error });
      throw error;
    } finally {
      run.stop.release();
    }
  }
}

function emitNothing(): void {}

function checkModes(modes: readonly StreamMode[]): readonly StreamMode[] {
  const unknown = modes.find((mode) => !STREAM_MODES.includes(mode));
  if (modes.length > 0 && unknown === undefined) return modes;
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    `modes ${modes.length === 0 ? 'is empty' : `has "${String(unknown)}"`}: give some of ${listNames(STREAM_MODES)}.`,
  );
}

function checkRun(input: unknown, options: RunOptions<unknown> | undefined): void {
  const { signal, stepLimit } = options ?? {};
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      `The input is ${describeValue(input)}: give an object with values for channels, {} for none.`,
    );
  }
  if (stepLimit !== undefined && !(Number.isSafeInteger(stepLimit) && stepLimit >= 1)) {
    throw new InvalidConfigError('CONFIG_INVALID', `stepLimit is ${String(stepLimit)}: give an integer of at least 1.`);
  }
  if (signal !== undefined && typeof signal.addEventListener !== 'function') {
    throw new InvalidConfigError('CONFIG_INVALID', `signal is ${describeValue(signal)}: give an AbortSignal.`);
  }
}
