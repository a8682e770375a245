/** `invoke`: a run of which only the outcome is asked for, or all of its chunks at once. */
import { StopControl } from '../../../src/engine/internal.ts';
import { INTERRUPT } from '../reserved-names.ts';
import { conductPregel } from './conduct-pregel.ts';
import { openRun } from './open-run.ts';
import type { AnyPregel } from './pregel.ts';
import type { CallOptions } from './run-settings.ts';

/** @returns the last state, with the questions where the run waits; in modes other than `values` every chunk */
export async function invokePregel(
  graph: AnyPregel,
  input: unknown,
  options: (CallOptions & { readonly subgraphs?: boolean }) | undefined,
): Promise<unknown> {
  const { streamMode = 'values' } = options ?? {};
  const outputKeys = options?.outputKeys ?? graph.outputChannels;
  const called = { ...options, outputKeys, streamMode, encoding: undefined } as CallOptions;
  if (streamMode !== 'values') return await collect(graph, input, called);
  if (options?.subgraphs) return (await collect(graph, input, called)).at(-1);
  const stop = new StopControl(undefined);
  const { latest, sink } = await conductPregel({ graph, input, options: called, stream: undefined, stop });
  const values = latest?.values;
  if (!sink.paused) return values;
  if (values === undefined || values === null) return { [INTERRUPT]: sink.told };
  return typeof values === 'object' ? { ...values, [INTERRUPT]: sink.told } : values;
}

async function collect(graph: AnyPregel, input: unknown, options: CallOptions): Promise<unknown[]> {
  const chunks: unknown[] = [];
  for await (const chunk of await openRun(graph, input, options)) chunks.push(chunk);
  return chunks;
}
