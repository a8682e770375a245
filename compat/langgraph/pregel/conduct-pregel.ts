/** Leads one call of a Pregel from its options to its outcome. */
import { CallbackManager } from '@langchain/core/callbacks/manager';
import { AsyncBatchedStore } from '@langchain/langgraph-checkpoint';
import { interrupt } from '../interrupt.ts';
import { getConfig } from './ambient-config.ts';
import { mergeCallbacks, mergeCallConfig } from './merge-config.ts';
import type { AnyPregel } from './pregel.ts';
import { RunControl } from './run-control.ts';
import { runGraph, type CallConfig, type PregelCall, type PregelOutcome } from './run-graph.ts';
import { settingsOf, type PregelDefaults, type RunSettings } from './run-settings.ts';
import type { RunStream } from './run-stream.ts';
import { serverInfoOf, tracingMetadata } from './served-from.ts';
import { endTrace, startTrace } from './traced-node.ts';
import type { TaskFrame } from './task-frame.ts';

export async function conductPregel(call: PregelCall): Promise<PregelOutcome> {
  const { graph, options } = call;
  const config = mergeCallConfig(graph.config, options) as CallConfig;
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

function noteTimeout(config: CallConfig, timeout: number): void {
  if (timeout <= 0) throw new Error('Timeout must be a positive number');
  config.metadata = { timeoutMs: timeout, ...config.metadata };
}

function configureCallbacks(config: CallConfig): CallbackManager | undefined {
  return CallbackManager._configureSync(
    config.callbacks, undefined, config.tags, undefined, config.metadata, undefined, { tracerInheritableMetadata: tracingMetadata(config) },
  ); // prettier-ignore
}

/** A graph within one that nobody watches: the environment was asked once, for that. */
function isUnwatched({ callbacks, configurable }: CallConfig): boolean {
  const outer = configurable?.__pregel_frame as TaskFrame | undefined;
  return outer?.watched === false && (callbacks === undefined || (Array.isArray(callbacks) && callbacks.length === 0));
}

async function completeConfig(
  graph: AnyPregel,
  config: CallConfig,
  settings: RunSettings,
  stream: RunStream | undefined,
): Promise<void> {
  config.metadata = { ls_integration: 'langgraph', ...config.metadata };
  if (config.context === undefined) config.configurable = (await graph['_validateContext'](config.configurable)) ?? {};
  else config.context = await graph['_validateContext'](config.context);
  const { handlers } = graph._streamHandlers(stream);
  if (handlers.length > 0) config.callbacks = mergeCallbacks(config.callbacks, handlers);
  config.writer ??= writerTo(stream);
  config.interrupt ??= graph['userInterrupt'] ?? interrupt;
  config.serverInfo ??= serverInfoOf(config) as NonNullable<CallConfig['serverInfo']>;
  config.control ??= new RunControl();
  // Look-ups of one turn of the loop reach the store together. The run starts it.
  if (settings.store !== undefined) config.store = new AsyncBatchedStore(settings.store);
}

/** Tells what a node writes under the namespace of the graph that the node belongs to. */
function writerTo(stream: RunStream | undefined): (chunk: unknown) => void {
  return (chunk) => {
    if (!stream?.modes.has('custom')) return;
    const namespace = getConfig()?.configurable?.checkpoint_ns as string | undefined;
    stream.push([namespace?.split('|').slice(0, -1) ?? [], 'custom', chunk]);
  };
}
