/** Runs a graph once its call is prepared. */
import type { CallbackManagerForChainRun } from '@langchain/core/callbacks/manager';
import { AsyncBatchedStore } from '@langchain/langgraph-checkpoint';
import { systemClock } from '../../../src/base/index.ts';
import {
  ChannelValues,
  beginTurn,
  runToEnd,
  type Run,
  type StopControl,
  type Task,
} from '../../../src/engine/internal.ts';
import { GraphInterrupt, isParentCommand } from '../errors/index.ts';
import { listen } from './abort-run.ts';
import { beginAnew } from './begin-anew.ts';
import { callsOf } from './calls.ts';
import { readChannels } from './channel-output.ts';
import { NodeCache } from './node-cache.ts';
import { NodeExecutor } from './node-executor.ts';
import type { AnyPregel } from './pregel.ts';
import { PregelRun, type TaskListener } from './pregel-run.ts';
import { PregelSink } from './pregel-sink.ts';
import type { CallOptions, RunSettings } from './run-settings.ts';
import type { RunStream } from './run-stream.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';
import { settlePause } from './settle-pause.ts';
import { openRunThread } from './thread/open-run-thread.ts';
import type { AskedCheckpoint, RunThread } from './thread/run-thread.ts';
import { turns } from './turns.ts';

/** What a call is given, with what it inherits. */
export type CallConfig = LangGraphRunnableConfig & CallOptions;

export interface PregelCall {
  readonly graph: AnyPregel;
  readonly input: unknown;
  readonly options: CallOptions | undefined;
  /** Where the run is told; absent where only its outcome is asked for. */
  readonly stream: RunStream | undefined;
  /** Stopped when the caller leaves. */
  readonly stop: StopControl;
}

/** What the caller of `invoke` gets. */
export interface PregelOutcome {
  /** The last state that was told; absent where none was. */
  readonly latest: { readonly values: unknown } | undefined;
  /** The state at the end. */
  readonly output: unknown;
  readonly sink: PregelSink;
}

/** What is known of a call before its graph runs. */
export interface Prepared {
  readonly input: unknown;
  readonly config: CallConfig;
  readonly settings: RunSettings;
  readonly manager: CallbackManagerForChainRun | undefined;
}

/** Turns until a graph within a task that has others beside it begins to tell: what those come to at once is told first. */
const BEGINNING = 3;

/**
 * @returns what is told last and the state at the end; of a run that waits too
 * @throws GraphInterrupt where a graph within another waits, and whatever the run fails with
 */
export async function runGraph(call: PregelCall, prepared: Prepared): Promise<PregelOutcome> {
  const { graph, stop, options } = call;
  const { input, config, settings } = prepared;
  const asked = askedFor(config);
  const run = runOf(graph, prepared);
  const sink = sinkOf(run, call, prepared);
  if (!run.nested) beginTurn();
  const release = listen(stop, config.signal, { run: options?.timeout, step: graph.stepTimeout }, run);
  run.cache = settings.cache && new NodeCache(settings.cache, run);
  // How many turns of the microtask queue pass here decides what is told first, so that parts that wait are not functions of their own.
  try {
    startStore(config);
    stop.throwIfStopped();
    if (sink.isWatchedBesideOthers) await turns(BEGINNING);
    const thread = settings.saver && (await openRunThread(run, settings.saver, settings, asked));
    equip(run, { settings, sink, stop, thread });
    const tasks = thread === undefined ? beginAnew(run, input, settings.inputKeys) : await thread.begin(input, sink);
    enter(run, sink, thread, tasks);
    if (run.engineRun.pausedBy === undefined) await run.cache?.look(tasks);
    await runToEnd(run.engineRun);
    run.failures.throwBubble();
    await run.cache?.close();
    settlePause(run, sink);
  } catch (error) {
    // For calls that are still under way.
    stop.stop(error);
    sink.flush();
    if (!isParentCommand(error) || run.nested) throw error;
  } finally {
    release();
    await run.cache?.settled();
    // It stops at its next turn, and nobody waits for that.
    if (config.store instanceof AsyncBatchedStore) void config.store.stop();
  }
  return outcomeOf(run, sink);
}

/** Here and no earlier: a call that fails before its run begins would leave it running. */
function startStore({ store }: CallConfig): void {
  if (store instanceof AsyncBatchedStore) store.start();
}

function runOf(graph: AnyPregel, { config, settings, manager }: Prepared): PregelRun {
  return new PregelRun({
    program: graph._program(),
    name: config.runName ?? graph.getName(),
    config,
    namespace: placeOf(graph, config),
    nested: config.configurable?.__pregel_read !== undefined,
    saver: settings.saver,
    manager,
    retryPolicy: graph.retryPolicy,
    recursionLimit: config.recursionLimit ?? 25,
    outputKeys: settings.outputKeys,
    streamKeys: graph.streamChannelsAsIs as string | string[],
  });
}

/** Tells the run's own stream and those around it; its own is told of graphs within where the caller asked for that. */
function sinkOf(run: PregelRun, { stream, options }: PregelCall, { config, settings }: Prepared): PregelSink {
  const sink = new PregelSink(run, streamsOf(config, stream), settings.debug);
  if (stream !== undefined && options && 'subgraphs' in options && options.subgraphs)
    run.configurable.__pregel_stream = stream;
  return sink;
}

/** Gives the run what tasks need that are not there yet. */
function equip(run: PregelRun, parts: Parts): void {
  const { sink, thread } = parts;
  run.engineRun = engineRun(run, parts);
  run.callFrom = callsOf(run, sink, thread?.journal);
  run.listener = listenerOf(sink, thread);
  sink.teller = thread;
  run.limitFrom(thread?.step ?? -1);
}

/** Enters the first super-step: tells of it, and waits before it where a breakpoint says so. */
function enter(run: PregelRun, sink: PregelSink, thread: RunThread | undefined, tasks: readonly Task[]): void {
  run.begins(tasks, run.config.control);
  sink.checkpoint(tasks);
  thread?.resumeHandlers(tasks);
  for (const task of tasks) if (task.phase === 'settled') sink.taskResumes(run.frameOf(task));
  if ((thread?.breaks ?? true) && run.engineRun.breakpoints?.between([], tasks)) run.engineRun.pausedBy = [];
  run.engineRun.restored = tasks;
}

function outcomeOf(run: PregelRun, sink: PregelSink): PregelOutcome {
  if (run.engineRun.pausedBy !== undefined && run.nested) throw new GraphInterrupt([...run.lastInterrupts]);
  return { latest: sink.latest, sink, output: readChannels(run.program, run.engineRun.values, run.outputKeys) };
}

/** Which checkpoint the caller named; a task's config names none, but says so. */
function askedFor({ configurable = {} }: CallConfig): AskedCheckpoint {
  return { named: 'checkpoint_id' in configurable, id: configurable.checkpoint_id as string | undefined };
}

function listenerOf(sink: PregelSink, thread: RunThread | undefined): TaskListener {
  return {
    begins: (frame) => sink.taskBegins(frame),
    fails: (frame, wrote) => sink.taskFails(frame, wrote),
    keeps: (frame) => thread?.journal.recordFrame(frame),
    flush: () => sink.flush(),
  };
}

/** Where in its thread a graph is kept. A task that calls several graphs has them numbered. */
function placeOf(graph: AnyPregel, config: CallConfig): string {
  const configurable = (config.configurable ??= {});
  let place = (configurable.checkpoint_ns as string | undefined) ?? '';
  const scratchpad = configurable.__pregel_scratchpad as { subgraphCounter: number } | undefined;
  if (graph.checkpointer === true)
    place = place
      .split('|')
      .map((part) => part.split(':')[0])
      .join('|');
  if (scratchpad !== undefined) {
    if (scratchpad.subgraphCounter > 0) place = `${place}|${scratchpad.subgraphCounter}`;
    scratchpad.subgraphCounter++;
  }
  if (configurable.__pregel_read === undefined && place !== '') {
    place = '';
    configurable.checkpoint_id = undefined;
  }
  if (place !== (configurable.checkpoint_ns ?? '')) configurable.checkpoint_ns = place;
  return place;
}

function streamsOf(config: CallConfig, own: RunStream | undefined): RunStream[] {
  const outer = config.configurable?.__pregel_stream as RunStream | undefined;
  return [own, outer].filter((stream) => stream !== undefined);
}

interface Parts {
  readonly settings: RunSettings;
  readonly sink: PregelSink;
  readonly stop: StopControl;
  readonly thread: RunThread | undefined;
}

function engineRun(run: PregelRun, { settings, sink, stop, thread }: Parts): Run {
  const { plan } = run.program;
  const step = thread?.step ?? -1;
  return {
    plan,
    input: undefined,
    context: run.config.context,
    executor: new NodeExecutor(run),
    hooks: undefined,
    sink,
    journal: thread?.journal,
    breakpoints: run.breakpoints(settings.interruptBefore, settings.interruptAfter),
    policies: undefined,
    cache: undefined,
    clock: systemClock,
    maxConcurrency: run.config.maxConcurrency ?? Infinity,
    stop,
    values: thread?.values ?? new ChannelValues(plan),
    emit: sink.custom,
    // The run counts for itself: LangGraph counts the step that finds nothing left to do.
    stepLimit: Infinity,
    firstStep: step,
    answers: new Map(),
    step,
    restored: undefined,
    pausedBy: undefined,
    open: 0,
    waiting: 0,
    wakeAt: 0,
    whenSettled: undefined,
  };
}
