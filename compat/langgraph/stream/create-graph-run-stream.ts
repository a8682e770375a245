/** Makes the stream of a run out of the chunks it streams, with the transformers that watch it. */
import { Audience } from './audience.ts';
import { feedMux } from './feed-mux.ts';
import {
  GraphRunStream,
  SET_LIFECYCLE_ITERABLE,
  SET_MESSAGES_ITERABLE,
  SET_SUBGRAPHS_ITERABLE,
  SET_VALUES_LOG,
  SubgraphRunStream,
} from './graph-run-stream.ts';
import {
  type InferExtensions,
  isNativeTransformer,
  type StreamChunk,
  type StreamTransformer,
} from './protocol-event.ts';
import { StreamMux } from './stream-mux.ts';
import { createLifecycleTransformer, filterLifecycleEntries } from './transformers/lifecycle-transformer.ts';
import { followedMessages } from './transformers/followed-messages.ts';
import { createMessagesTransformer } from './transformers/messages-transformer.ts';
import {
  createSubgraphDiscoveryTransformer,
  filterSubgraphHandles,
} from './transformers/subgraph-discovery-transformer.ts';
import { createValuesTransformer } from './transformers/values-transformer.ts';

export interface CreateGraphRunStreamOptions {
  /** Aborted when the run is to stop: by `abort()`, or because its last reader has left. */
  abortController?: AbortController;
}

/**
 * The source gives `[namespace, mode, payload]`, subgraphs included. It is read at once, whether or not anyone reads the
 * stream, and left when the controller aborts.
 */
export function createGraphRunStream<
  TValues = Record<string, unknown>,
  // oxlint-disable-next-line typescript/no-explicit-any -- `unknown` would be inferred for each projection.
  const TTransformers extends ReadonlyArray<() => StreamTransformer<any>> = [],
>(
  source: AsyncIterable<StreamChunk>,
  transformers?: TTransformers,
  optionsOrAbortController?: CreateGraphRunStreamOptions | AbortController,
): GraphRunStream<TValues, InferExtensions<TTransformers>> {
  const abortController = controllerOf(optionsOrAbortController);
  const audience = new Audience(() => {
    if (!mux.isOver) abortController.abort();
  });
  const mux = new StreamMux(audience);
  const lifecycle = createLifecycleTransformer();
  const { _lifecycleLog: lifecycleLog, lifecycle: entries } = lifecycle.init();
  const discovery = discoveryFor(mux, lifecycleLog);
  const values = createValuesTransformer([]);
  const messages = createMessagesTransformer([]);
  // Discovery comes first, so that the others find the stream of a graph they hear of.
  for (const transformer of [discovery, lifecycle, values, messages]) mux.addTransformer(transformer);
  const { extensions, native } = addTransformers(mux, transformers ?? []);

  const root = new GraphRunStream<TValues, InferExtensions<TTransformers>>(
    [],
    mux,
    0,
    0,
    extensions as InferExtensions<TTransformers>,
    abortController,
  );
  Object.assign(root, ...native);
  const { _valuesLog: valuesLog } = values.init();
  for (const log of [lifecycleLog, valuesLog]) log._watch(mux._audience);
  root[SET_VALUES_LOG](valuesLog);
  root[SET_MESSAGES_ITERABLE](followedMessages(messages.init().messages, mux._audience));
  root[SET_LIFECYCLE_ITERABLE](entries);
  root[SET_SUBGRAPHS_ITERABLE](discovery.init().subgraphs);
  mux.register([], root);
  void feedMux(source, mux, abortController.signal);
  return root;
}

function controllerOf(given: CreateGraphRunStreamOptions | AbortController | undefined): AbortController {
  const controller = given instanceof AbortController ? given : given?.abortController;
  return controller ?? new AbortController();
}

function discoveryFor(
  mux: StreamMux,
  lifecycleLog: Parameters<typeof filterLifecycleEntries>[0],
): ReturnType<typeof createSubgraphDiscoveryTransformer<SubgraphRunStream>> {
  return createSubgraphDiscoveryTransformer<SubgraphRunStream>(mux, {
    createStream: (path, discoveryStart, eventStart) => {
      const stream = new SubgraphRunStream(path, mux, discoveryStart, eventStart);
      stream[SET_SUBGRAPHS_ITERABLE](filterSubgraphHandles<SubgraphRunStream>(mux._discoveries, path, discoveryStart));
      stream[SET_LIFECYCLE_ITERABLE](filterLifecycleEntries(lifecycleLog, path, lifecycleLog.size));
      return stream;
    },
  });
}

function addTransformers(
  mux: StreamMux,
  factories: readonly (() => StreamTransformer<unknown>)[],
): { extensions: Record<string, unknown>; native: object[] } {
  const extensions: Record<string, unknown> = {};
  const native: object[] = [];
  for (const factory of factories) {
    const transformer = factory();
    mux.addTransformer(transformer);
    const projection = transformer.init();
    if (isNativeTransformer(transformer)) {
      native.push(projection as object);
      // Its readers cannot be seen from here.
      mux._audience.want();
      continue;
    }
    if (typeof projection !== 'object' || projection === null) continue;
    Object.assign(extensions, projection);
    mux.wireChannels(projection as Record<string, unknown>);
  }
  return { extensions, native };
}
