/** The graphs within a run, each with a stream of its own as soon as it is first heard of. */
import { isWithin } from '../namespace.ts';
import type { Namespace, NativeStreamTransformer } from '../protocol-event.ts';
import type { StreamChannel } from '../stream-channel.ts';
import { mapped, matching, type StreamHandle, type StreamMux, type SubgraphDiscovery } from '../stream-mux.ts';

export interface SubgraphDiscoveryProjection<TStream extends StreamHandle = StreamHandle> {
  _discoveries: StreamChannel<SubgraphDiscovery>;
  subgraphs: AsyncIterable<TStream>;
}

export interface SubgraphDiscoveryTransformerOptions<TStream extends StreamHandle = StreamHandle> {
  /** Makes the stream of a namespace, given how far the logs of discoveries and of events have come. */
  createStream: (path: Namespace, discoveryStart: number, eventStart: number) => TStream;
}

/** The streams of the direct children of a namespace. */
export function filterSubgraphHandles<TStream extends StreamHandle = StreamHandle>(
  log: StreamChannel<SubgraphDiscovery>,
  path: Namespace,
  startAt = 0,
): AsyncIterable<TStream> {
  return {
    [Symbol.asyncIterator]() {
      const children = matching(log.iterate(startAt), ({ ns }) => ns.length === path.length + 1 && isWithin(ns, path));
      return mapped(children, ({ stream }) => stream as TStream);
    },
  };
}

/** Tells of each graph right below the root once; what lies deeper are the inner workings of those. */
export function createSubgraphDiscoveryTransformer<TStream extends StreamHandle = StreamHandle>(
  mux: StreamMux,
  options: SubgraphDiscoveryTransformerOptions<TStream>,
): NativeStreamTransformer<SubgraphDiscoveryProjection<TStream>> {
  const { createStream } = options;
  const known = new Set<string>();
  return {
    __native: true,
    init: () => ({
      _discoveries: mux._discoveries,
      subgraphs: filterSubgraphHandles<TStream>(mux._discoveries, [], 0),
    }),
    process({ params: { namespace } }) {
      const child = namespace[0];
      if (child === undefined || known.has(child)) return true;
      known.add(child);
      const stream = createStream([child], mux._discoveries.size, mux._events.size);
      mux.register([child], stream);
      mux._discoveries.push({ ns: [child], stream });
      return true;
    },
  };
}
