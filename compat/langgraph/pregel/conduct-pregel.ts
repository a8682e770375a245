/** Leads one call of a Pregel from its options to its outcome. */
import { CallbackManager, type CallbackManagerForChainRun, type Callbacks } from '@langchain/core/callbacks/manager';
import { systemClock } from '../../../src/base/index.ts';
import { ChannelValues, StopControl, runToEnd, type Run } from '../../../src/engine/internal.ts';
import { GraphInterrupt, isParentCommand } from '../errors/index.ts';
import { interrupt } from '../interrupt.ts';
import { getConfig } from './ambient-config.ts';
import { beginAnew } from './begin-anew.ts';
import { callsOf } from './calls.ts';
import { mergeRunConfig } from './merge-config.ts';
import { NodeExecutor } from './node-executor.ts';
import { listen } from './abort-run.ts';
import type { AnyPregel } from './pregel.ts';
import { PregelRun } from './pregel-run.ts';
import { PregelSink } from './pregel-sink.ts';
import { RunControl } from './run-control.ts';
import { settingsOf, type CallOptions, type PregelDefaults, type RunSettings } from './run-settings.ts';
import type { RunStream } from './run-stream.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';
import { serverInfoOf, tracingMetadata } from './served-from.ts';
import { openRunThread } from './thread/run-thread.ts';
import { startTrace } from './traced-node.ts';
import { settlePause } from './settle-pause.ts';

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
  readonly sink: PregelSink;
}

export async function conductPregel(call: PregelCall): Promise<PregelOutcome> {
  const { graph, options } = call;
  const config = mergeRunConfig(graph.config, options) as Config;
  if (config.recursionLimit === undefined || config.recursionLimit < 1)
    throw new Error('Passed "recursionLimit" must be at least 1.');
  if (
    graph.checkpointer &&
    options?.configurable === undefined &&
    getConfig() === undefined &&
    graph.config?.configurable === undefined
  )
    throw new Error(
      'Checkpointer requires one or more of the following "configurable" keys: "thread_id", "checkpoint_ns", "checkpoint_id"',
    );
  const input: unknown = await graph._validateInput(call.input);
  const settings = settingsOf(graph as PregelDefaults, { ...config, ...namedOptions(options) });
  await completeConfig(graph, config, settings, call.stream);
  const callbacks = CallbackManager._configureSync(
    config.callbacks, undefined, config.tags, undefined, config.metadata, undefined, { tracerInheritableMetadata: tracingMetadata(config) },
  ); // prettier-ignore
  const manager = await startTrace(callbacks, {
    input: call.input,
    runId: options?.runId,
    name: config.runName ?? graph.getName(),
  });
  try {
    const outcome = await runGraph(call, { input, config, settings, manager });
    await manager?.handleChainEnd((outcome.latest?.values ?? {}) as Record<string, unknown>);
    return outcome;
  } catch (error) {
    await manager?.handleChainError(error);
    throw error;
  }
}

/** Options of this very call: what is around it has none of them to give. */
function namedOptions(options: CallOptions | undefined): CallOptions {
  const { streamMode, inputKeys, outputKeys, interruptBefore, interruptAfter, debug, cache } = options ?? {};
  return { streamMode, inputKeys, outputKeys, interruptBefore, interruptAfter, debug, cache };
}

async function completeConfig(
  graph: AnyPregel,
  config: Config,
  settings: RunSettings,
  stream: RunStream | undefined,
): Promise<void> {
  config.metadata = { ls_integration: 'langgraph', ...config.metadata };
  if (config.context === undefined) config.configurable = (await graph._validateContext(config.configurable)) ?? {};
  else config.context = await graph._validateContext(config.context);
  const { handlers } = graph.streamHandlers(settings.modes, stream);
  if (handlers.length > 0) config.callbacks = withHandlers(config.callbacks, handlers);
  config.writer ??= writerTo(stream);
  config.interrupt ??= graph.userInterrupt ?? interrupt;
  config.serverInfo ??= serverInfoOf(config) as NonNullable<Config['serverInfo']>;
  config.control ??= new RunControl();
  if (settings.store !== undefined) config.store = settings.store;
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

interface Prepared {
  readonly input: unknown;
  readonly config: Config;
  readonly settings: RunSettings;
  readonly manager: CallbackManagerForChainRun | undefined;
}

async function runGraph(call: PregelCall, { input, config, settings, manager }: Prepared): Promise<PregelOutcome> {
  const { graph, stream, stop, options } = call;
  const run = new PregelRun({
    program: graph.program(),
    name: config.runName ?? graph.getName(),
    config,
    namespace: placeOf(graph, config),
    nested: config.configurable?.__pregel_read !== undefined,
    saver: settings.saver,
    manager,
    runId: options?.runId,
    retryPolicy: graph.retryPolicy,
    recursionLimit: config.recursionLimit ?? 25,
    outputKeys: settings.outputKeys,
    streamKeys: graph.streamChannelsAsIs as string | string[],
  });
  const sink = new PregelSink(run, streamsOf(config, stream), settings.debug);
  if (stream !== undefined && options && 'subgraphs' in options && options.subgraphs)
    run.configurable.__pregel_stream = stream;
  const release = listen(stop, config.signal, graph.stepTimeout, run);
  try {
    const thread = settings.saver && (await openRunThread(run, settings.saver, settings));
    run.engineRun = engineRun(run, { settings, sink, stop, thread });
    run.callFrom = callsOf(run, sink, thread?.journal);
    sink.teller = thread;
    const tasks = thread === undefined ? beginAnew(run, input, settings.inputKeys) : await thread.begin(input, sink);
    run.limitFrom(thread?.step ?? -1);
    run.begins(tasks, config.control);
    sink.checkpoint(tasks);
    for (const task of tasks) if (task.phase === 'settled') sink.taskEnds(run.frameOf(task), true);
    if ((thread?.breaks ?? true) && run.engineRun.breakpoints?.between([], tasks)) run.engineRun.pausedBy = [];
    run.engineRun.restored = tasks;
    await runToEnd(run.engineRun);
    settlePause(run, sink);
  } catch (error) {
    if (!isParentCommand(error) || run.nested) throw error;
  } finally {
    release();
  }
  if (run.engineRun.pausedBy !== undefined && run.nested) throw new GraphInterrupt([...run.lastInterrupts]);
  return { latest: sink.latest, sink };
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
  configurable.checkpoint_ns = place;
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
