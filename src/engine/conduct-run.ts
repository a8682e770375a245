/** Leads one run from its options to its outcome, on a thread if it has one. */
import { systemClock } from '../base/index.ts';
import { matchAnswers } from './answers.ts';
import { breakpointsOf } from './breakpoints.ts';
import type { Changes } from './channel-values.ts';
import { HookCaller, printHookError } from './hook-caller.ts';
import { Journal, type Durability } from './journal.ts';
import { noCheckpoint, openThread, type OpenThread } from './open-thread.ts';
import type { Plan } from './plan.ts';
import { runToEnd } from './run-loop.ts';
import { progressAfter } from './run-progress.ts';
import { checkThread, type EngineOptions, type RunOptions } from './run-options.ts';
import type { Run } from './run.ts';
import type { Saver, ThreadKey } from './saver.ts';
import { StopControl } from './stop-control.ts';
import type { StreamSink } from './stream-sink.ts';
import { planAt } from './subplans.ts';
import { inPlaceExecutor } from './task-executor.ts';
import { carryOver, recordAnswers, restoreTasks } from './task-record.ts';
import type { Task } from './task.ts';
import { lockThread, type OnConflict } from './thread-lock.ts';
import { applyUpdates, type StateUpdate } from './update-state.ts';

const DEFAULT_STEP_LIMIT = 25;
const NO_ANSWERS: ReadonlyMap<string, unknown> = new Map();
const NO_CHANGES: Changes = new Map();

/** One call of the engine; its options have been checked. */
export interface RunRequest {
  /** `null` or `undefined` to run on from where the thread stands. */
  readonly input?: unknown;
  /** Given by `resume` only. */
  readonly answer?: { readonly value: unknown } | undefined;
  readonly options: RunOptions<unknown> | undefined;
  readonly sink?: StreamSink | undefined;
  readonly stop: StopControl;
}

/** @returns the state at the end or at the pause */
export async function conductRun(plan: Plan, engine: EngineOptions, request: RunRequest): Promise<unknown> {
  try {
    if (engine.saver === undefined) return await finish(newRun(plan, engine, request, undefined));
    return await runOnThread(plan, engine, request, engine.saver);
  } finally {
    request.stop.release();
  }
}

function runOnThread(plan: Plan, engine: EngineOptions, request: RunRequest, saver: Saver): Promise<unknown> {
  const { options, answer } = request;
  const { runId, durability } = options ?? {};
  const key: ThreadKey = { thread: checkThread(options), namespace: '', run: runId };
  // See EngineOptions.onConflict.
  const onConflict = answer === undefined ? engine.onConflict : 'reject';
  return onThread({ saver, root: plan, key, onConflict, durability }, async (bound) => {
    const kept = await openRun(bound, key, request);
    const known = runId && (await bound.findRun?.(key, runId));
    if (known && known !== kept.opened.newest)
      return progressAfter(plan, (await openThread(bound, key, known)).saved).values.output;
    const run = newRun(plan, engine, known ? { ...request, answer: undefined } : request, kept);
    if (known || request.input === null || request.input === undefined) restore(run, kept);
    return finish(run);
  });
}

/** Which thread, and who may have it. */
interface ThreadPlace {
  readonly saver: Saver;
  /** The graph that the thread belongs to. */
  readonly root: Plan;
  readonly key: ThreadKey;
  readonly onConflict: OnConflict | undefined;
  readonly durability?: Durability | undefined;
}

/** Does `work` with the saver as a run uses it, while nobody else in this process writes the thread. */
function onThread<Outcome>(place: ThreadPlace, work: (bound: Saver) => Promise<Outcome>): Promise<Outcome> {
  const { saver, root, key, onConflict, durability = 'async' } = place;
  return lockThread(saver, key, onConflict, async () => {
    const bound = boundSaver(saver, root, durability);
    try {
      return await work(bound);
    } finally {
      await bound.release?.();
    }
  });
}

/** Where to write; `root` may be around the graph that is written. */
export interface UpdatePlace extends ThreadPlace {
  /** The one to write after; the newest if absent. */
  readonly checkpoint: string | undefined;
}

/**
 * Writes into a thread without running any node.
 *
 * @param supersteps the updates of each super-step
 * @returns the id of the last checkpoint
 */
export function updateThread(
  plan: Plan,
  place: UpdatePlace,
  supersteps: readonly (readonly StateUpdate[])[],
): Promise<string> {
  return onThread(place, async (bound) => {
    const { key, checkpoint } = place;
    const stop = new StopControl(undefined);
    const request: RunRequest = { options: { checkpoint }, stop };
    const kept = await openRun(bound, key, request);
    const run = newRun(plan, {}, request, kept);
    const { saved } = kept.opened;
    let tasks: readonly Task[] = saved === undefined ? [] : restoreTasks(run, saved);
    for (const updates of supersteps) tasks = await applyUpdates(run, updates, tasks);
    const failure = await kept.journal.close();
    if (failure !== undefined) throw failure;
    return kept.journal.checkpoint ?? '';
  });
}

/**
 * The saver as a run or a look-up uses it.
 *
 * @param durability absent for a look-up
 */
export function boundSaver(saver: Saver, plan: Plan, durability: Durability | undefined): Saver {
  const deferred = durability && durability === 'exit';
  return saver.forRun?.({ planOf: (namespace) => planAt(plan, namespace), deferred }) ?? saver;
}

async function openRun(saver: Saver, key: ThreadKey, { options, stop }: RunRequest): Promise<RunOnThread> {
  stop.throwIfStopped();
  const opened = await openThread(saver, key, options?.checkpoint);
  const journal = new Journal(saver, key, options?.durability ?? 'async', stop);
  journal.startAt({ parent: opened.saved?.id, newest: opened.newest });
  return { journal, opened };
}

/**
 * Takes the tasks that the thread was left with. From a checkpoint that is not the newest, a new branch begins: with the answers that
 * the tasks were given, if this is one, otherwise with tasks that have not run.
 */
function restore(run: Run, { journal, opened: { saved, newest } }: RunOnThread): void {
  if (saved === undefined) throw noCheckpoint(journal.key);
  const forks = saved.id !== newest;
  const tasks = restoreTasks(run, forks && run.answers === NO_ANSWERS ? { ...saved, records: [] } : saved);
  if (forks) journal.commit(run, { source: 'fork', ended: [], changes: NO_CHANGES, next: tasks });
  if (forks) for (const task of tasks) carryOver(run, task);
  else recordAnswers(run, tasks, saved);
  run.firstStep = saved.step;
  run.restored = tasks;
}

interface RunOnThread {
  readonly journal: Journal;
  readonly opened: OpenThread;
}

function newRun(plan: Plan, engine: EngineOptions, request: RunRequest, kept: RunOnThread | undefined): Run {
  const { input, answer, sink, stop } = request;
  const options = request.options ?? {};
  return {
    plan,
    input,
    context: options.context,
    executor: engine.executor ?? inPlaceExecutor,
    hooks: engine.hooks && new HookCaller(engine.hooks, engine.onHookError ?? printHookError),
    sink,
    emit: sink?.custom ?? emitNothing,
    journal: kept?.journal,
    answers: kept === undefined ? NO_ANSWERS : answersOf(kept, answer),
    breakpoints: breakpointsOf(plan, options.interruptBefore, options.interruptAfter),
    policies: engine.policies,
    cache: engine.cache,
    clock: engine.clock ?? systemClock,
    maxConcurrency: options.maxConcurrency ?? Infinity,
    stop,
    drain: options.drain,
    stepLimit: options.stepLimit ?? DEFAULT_STEP_LIMIT,
    ...progressAfter(plan, kept?.opened.saved),
  };
}

function answersOf({ journal, opened }: RunOnThread, answer: RunRequest['answer']): ReadonlyMap<string, unknown> {
  if (answer === undefined) return NO_ANSWERS;
  if (opened.saved === undefined) throw noCheckpoint(journal.key);
  return matchAnswers(opened.saved, answer.value);
}

async function finish(run: Run): Promise<unknown> {
  run.hooks?.tell('onRunStart', run);
  try {
    await runToEnd(run);
    const state = run.values.output;
    if (run.pausedBy === undefined) run.hooks?.tell('onRunEnd', run, { status: 'done', state });
    else {
      run.sink?.interrupts(run.pausedBy);
      run.hooks?.tell('onRunEnd', run, { status: 'paused', state, interrupts: run.pausedBy });
    }
    return state;
  } catch (error) {
    run.hooks?.tell('onRunEnd', run, { status: 'failed', error });
    throw error;
  }
}

function emitNothing(): void {}
