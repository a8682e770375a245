import { describe, expect, it } from 'vitest';
import type { StreamTransformer } from '../../../../compat/langgraph/stream/protocol-event.ts';
import { runs } from './run-chunks.ts';
import { type Door, drain, oracle, ours, source, withoutTime } from './run-readers.ts';

describe('the lifecycle transformer', () => {
  const options = [
    {},
    { rootGraphName: 'mine', initialStatus: 'started' as const, getGraphName: (ns: string[]) => `g${ns.length}` },
    { emitRootOnRegister: false },
    { getTerminalStatusOverride: async () => 'interrupted' as const },
    { getTerminalStatusOverride: async () => undefined },
    { getTerminalStatusOverride: () => Promise.reject(new Error('unknown')) },
    { serializeError: () => 'told' },
  ];
  it.each(options)('with %o reads as upstream', async (given) => {
    for (const chunks of [runs['subgraphs']!, runs['many runs of one node']!]) {
      for (const error of [undefined, new Error('broken'), 'text', { code: 1 }]) {
        const read = async (door: Door) => {
          const { init, onRegister, process, finalize, fail } = door.createLifecycleTransformer(given);
          const log = init()._lifecycleLog;
          const run = door.createGraphRunStream(source(chunks, error), [
            () => ({ init: () => ({}), onRegister, process, finalize, fail }) as StreamTransformer,
          ]);
          const [events, entries] = await Promise.all([drain(run), drain(run.lifecycle)]);
          return withoutTime([events, entries, await drain(log)]);
        };
        expect(await read(ours)).toEqual(await read(oracle));
      }
    }
  });
});
