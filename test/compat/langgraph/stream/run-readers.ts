/** Reads everything of a run, through our door or upstream's. */
import * as oracleDoor from '@langchain/langgraph';
import { createGraphRunStream } from '../../../../compat/langgraph/stream/create-graph-run-stream.ts';
import type { GraphRunStream } from '../../../../compat/langgraph/stream/graph-run-stream.ts';
import type { StreamChunk, StreamTransformer } from '../../../../compat/langgraph/stream/protocol-event.ts';
import { StreamChannel } from '../../../../compat/langgraph/stream/stream-channel.ts';
import { createLifecycleTransformer } from '../../../../compat/langgraph/stream/transformers/lifecycle-transformer.ts';

export type Door = {
  createGraphRunStream: typeof createGraphRunStream;
  StreamChannel: typeof StreamChannel;
  createLifecycleTransformer: typeof createLifecycleTransformer;
};
export const ours: Door = { createGraphRunStream, StreamChannel, createLifecycleTransformer };
export const oracle = oracleDoor as unknown as Door;

export type Chunks = readonly (readonly [string[], string, unknown])[];

export async function* source(chunks: Chunks, error?: unknown): AsyncGenerator<StreamChunk> {
  for (const chunk of chunks) {
    await Promise.resolve();
    yield chunk as unknown as StreamChunk;
  }
  if (error !== undefined) throw error;
}

export async function drain<T>(iterable: AsyncIterable<T>): Promise<(T | { failed: string })[]> {
  const seen: (T | { failed: string })[] = [];
  try {
    for await (const item of iterable) seen.push(item);
  } catch (error) {
    seen.push({ failed: String(error) });
  }
  return seen;
}

const settled = (promise: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(promise).then(
    (value) => ({ value }),
    (error: unknown) => ({ failed: String(error) }),
  );

export const withoutTime = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, held: unknown) => (key === 'timestamp' ? typeof held : held)) ?? 'null');

async function messagesOf(run: GraphRunStream, node?: string): Promise<unknown[]> {
  const handles = await drain(node === undefined ? run.messages : run.messagesFrom(node));
  return Promise.all(
    handles.map(async (handle) => {
      if ('failed' in handle) return handle;
      return {
        at: handle.namespace,
        node: handle.node,
        events: await drain(handle as never),
        text: await settled(handle.text),
      };
    }),
  );
}

/** Everything that can be read of a run. */
async function observe(run: GraphRunStream, depth = 2): Promise<unknown> {
  const [events, values, output, awaited, messages, fromPlan, lifecycle, subgraphs] = await Promise.all([
    drain(run),
    drain(run.values),
    settled(run.output),
    settled(run.values),
    messagesOf(run),
    messagesOf(run, 'plan'),
    drain(run.lifecycle),
    drain(run.subgraphs).then((subs) =>
      Promise.all(
        subs.map(async (sub) =>
          'failed' in sub || depth === 0
            ? sub
            : { name: sub.name, index: sub.index, read: await observe(sub, depth - 1) },
        ),
      ),
    ),
  ]);
  const { path, interrupted, interrupts, extensions, signal } = run;
  const late = await drain(run);
  return withoutTime({
    events,
    values,
    output,
    awaited,
    messages,
    fromPlan,
    lifecycle,
    subgraphs,
    path,
    interrupted,
    interrupts,
    extensions: Object.keys(extensions),
    aborted: signal.aborted,
    late,
  });
}

/** The same chunks read through both doors. */
export const both = async (
  chunks: Chunks,
  error?: unknown,
  transformers?: (door: Door) => (() => StreamTransformer)[],
): Promise<[unknown, unknown]> => {
  const read = (door: Door) =>
    observe(door.createGraphRunStream(source(chunks, error), transformers?.(door)) as GraphRunStream);
  return [await read(ours), await read(oracle)];
};
