/** Leads one call of a Pregel from its options to its outcome. */
import { CallbackManager, type CallbackManagerForChainRun, type Callbacks } from '@langchain/core/callbacks/manager';
import { AsyncBatchedStore, type BaseStore } from '@langchain/langgraph-checkpoint';
import { systemClock } from '../../../src/base/index.ts';
import { ChannelValues, StopControl, runToEnd, type Run } from '../../../src/engine/internal.ts';
import { GraphInterrupt, isParentCommand } from '../errors/index.ts';
import { interrupt } from '../interrupt.ts';
import { getConfig } from './ambient-config.ts';
import { beginAnew } from './begin-anew.ts';
import { callsOf } from './calls.ts';
import { readChannels } from './channel-output.ts';
import { mergeCallConfig } from './merge-config.ts';
import { NodeCache } from './node-cache.ts';
import { NodeExecutor } from './node-executor.ts';
import { listen } from './abort-run.ts';
import type { AnyPregel } from './pregel.ts';
import { PregelRun, type TaskListener } from './pregel-run.ts';
import { PregelSink } from './pregel-sink.ts';
import { RunControl } from './run-control.ts';
import { settingsOf, type CallOptions, type PregelDefaults, type RunSettings } from './run-settings.ts';
import type { RunStream } from './run-stream.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';
import { serverInfoOf, tracingMetadata } from './served-from.ts';
import { openRunThread, type AskedCheckpoint, type RunThread } from './thread/run-thread.ts';
import { endTrace, startTrace } from './traced-node.ts';
import type { TaskFrame } from './task-frame.ts';
import { settlePause } from './settle-pause.ts';
import { turns } from './turns.ts';

type Config = LangGraphRunnableConfig & CallOptions;

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

export async function conductPregel(call: PregelCall): Promise<PregelOutcome> {
  const { graph, options } = call;
  const config = mergeCallConfig(graph.config, options) as Config;
  if (config.recursionLimit === undefined || config.recursionLimit < 1)
    throw new Error('Passed "recursionLimit" must be at least 1.');
  if (options?.timeout !== undefined) noteTimeout(config, options.timeout);
  const input: unknown = await graph['_validateInput'](call.input);
  const settings = settingsOf(graph as PregelDefaults, config);
  await completeConfig(graph, config, settings, call.stream);
  const callbacks = isUnwatched(config) ? undefined : configureCallbacks(config);
  const manager = await startTrace(callbacks, {
    graph,
    input: call.input,
    runId: config.runId,
    name: config.runName ?? graph.getName(),
  });
  try {
    const outcome = await runGraph(call, { input, config, settings, manager });
    await endTrace(manager, outcome.output, call.stream);
    return outcome;
  } catch (error) {
    await manager?.handleChainError(error);
    throw error;
  }
}

function noteTimeout(config: Config, timeout: number): void {
  if (timeout <= 0) throw new Error('Timeout must be a positive number');
  config.metadata = { timeoutMs: timeout, ...config.metadata };
}

function configureCallbacks(config: Config): CallbackManager | undefined {
  return CallbackManager._configureSync(
    config.callbacks, undefined, config.tags, undefined, config.metadata, undefined, { tracerInheritableMetadata: tracingMetadata(config) },
  ); // prettier-ignore
}

/** A graph within one that nobody watches: the environment was asked once, for that. */
function isUnwatched({ callbacks, configurable }: Config): boolean {
  const outer = configurable?.__pregel_frame as TaskFrame | undefined;
  return outer?.watched === false && (callbacks === undefined || (Array.isArray(callbacks) && callbacks.length === 0));
}

async function completeConfig(
  graph: AnyPregel,
  config: Config,
  settings: RunSettings,
  stream: RunStream | undefined,
): Promise<void> {
  config.metadata = { ls_integration: 'langgraph', ...config.metadata };
  if (config.context === undefined) config.configurable = (await graph['_validateContext'](config.configurable)) ?? {};
  else config.context = await graph['_validateContext'](config.context);
  const { handlers } = graph._streamHandlers(settings.modes, stream);
  if (handlers.length > 0) config.callbacks = withHandlers(config.callbacks, handlers);
  config.writer ??= writerTo(stream);
  config.interrupt ??= graph['userInterrupt'] ?? interrupt;
  config.serverInfo ??= serverInfoOf(config) as NonNullable<Config['serverInfo']>;
  config.control ??= new RunControl();
  if (settings.store !== undefined) config.store = batched(settings.store);
}

/** Look-ups of one turn of the loop reach the store together. */
function batched(store: BaseStore): AsyncBatchedStore {
  const batching = new AsyncBatchedStore(store);
  batching.start();
  return batching;
}

function withHandlers(callbacks: Callbacks | undefined, handlers: Exclude<Callbacks, CallbackManager>): Callbacks {
  if (callbacks === undefined) return handlers;
  if (Array.isArray(callbacks)) return [...callbacks, ...handlers];
  const copy = callbacks.copy();
  for (const handler of handlers) copy.addHandler(handler as Parameters<CallbackManager['addHandler']>[0], true);
  return copy;
}

/** Tells what a node writes under the namespace of the graph that the node belongs to. */
function writerTo(stream: RunStream | undefined): (chunk: unknown) => void {
  return (chunk) => {
    if (!stream?.modes.has('custom')) return;
    const namespace = getConfig()?.configurable?.checkpoint_ns as string | undefined;
    stream.push([namespace?.split('|').slice(0, -1) ?? [], 'custom', chunk]);
  };
}

/** Turns until a graph within a task that has others beside it begins to tell: what those come to at once is told first. */
const BEGINNING = 8;

interface Prepared {
  readonly input: unknown;
  readonly config: Config;
  readonly settings: RunSettings;
  readonly manager: CallbackManagerForChainRun | undefined;
}

async function runGraph(call: PregelCall, { input, config, settings, manager }: Prepared): Promise<PregelOutcome> {
  const { graph, stream, stop, options } = call;
  const asked = askedFor(config);
  const run = new PregelRun({
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
  const sink = new PregelSink(run, streamsOf(config, stream), settings.debug);
  if (stream !== undefined && options && 'subgraphs' in options && options.subgraphs)
    run.configurable.__pregel_stream = stream;
  const release = listen(stop, config.signal, { run: options?.timeout, step: graph.stepTimeout }, run);
  run.cache = settings.cache && new NodeCache(settings.cache, run);
  try {
    stop.throwIfStopped();
    if (sink.isWatchedBesideOthers) await turns(BEGINNING);
    const thread = settings.saver && (await openRunThread(run, settings.saver, settings, asked));
    run.engineRun = engineRun(run, { settings, sink, stop, thread });
    run.callFrom = callsOf(run, sink, thread?.journal);
    run.listener = listenerOf(sink, thread);
    sink.teller = thread;
    run.limitFrom(thread?.step ?? -1);
    const tasks = thread === undefined ? beginAnew(run, input, settings.inputKeys) : await thread.begin(input, sink);
    run.begins(tasks, config.control);
    sink.checkpoint(tasks);
    thread?.resumeHandlers(tasks);
    for (const task of tasks) if (task.phase === 'settled') sink.taskResumes(run.frameOf(task));
    if ((thread?.breaks ?? true) && run.engineRun.breakpoints?.between([], tasks)) run.engineRun.pausedBy = [];
    if (run.engineRun.pausedBy === undefined) await run.cache?.look(tasks);
    run.engineRun.restored = tasks;
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
    if (config.store instanceof AsyncBatchedStore) config.store.stop();
  }
  if (run.engineRun.pausedBy !== undefined && run.nested) throw new GraphInterrupt([...run.lastInterrupts]);
  return { latest: sink.latest, sink, output: readChannels(run.program, run.engineRun.values, run.outputKeys) };
}

/** Which checkpoint the caller named; a task's config names none, but says so. */
function askedFor({ configurable = {} }: Config): AskedCheckpoint {
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
function placeOf(graph: AnyPregel, config: Config): string {
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

function streamsOf(config: Config, own: RunStream | undefined): RunStream[] {
  const outer = config.configurable?.__pregel_stream as RunStream | undefined;
  return [own, outer].filter((stream) => stream !== undefined);
}

interface Parts {
  readonly settings: RunSettings;
  readonly sink: PregelSink;
  readonly stop: StopControl;
  readonly thread: Awaited<ReturnType<typeof openRunThread>> | undefined;
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
