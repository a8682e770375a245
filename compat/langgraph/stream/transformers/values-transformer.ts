/** The states a graph within a run went through. */
import { isWithin } from '../namespace.ts';
import type { Namespace, StreamTransformer } from '../protocol-event.ts';
import { StreamChannel } from '../stream-channel.ts';

export interface ValuesTransformerProjection {
  _valuesLog: StreamChannel<Record<string, unknown>>;
}

/** Collects the `values` of exactly one namespace. */
export function createValuesTransformer(path: Namespace): StreamTransformer<ValuesTransformerProjection> {
  const log = StreamChannel.local<Record<string, unknown>>();
  return {
    init: () => ({ _valuesLog: log }),
    process({ method, params: { namespace, data } }) {
      if (method === 'values' && namespace.length === path.length && isWithin(namespace, path)) {
        log.push(data as Record<string, unknown>);
      }
      return true;
    },
    finalize: () => log.close(),
    fail: (err) => log.fail(err),
  };
}
