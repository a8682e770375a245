import { describe, expect, it, vi } from 'vitest';
import { Annotation, START, StateGraph, type LangGraphRunnableConfig } from '../../../../compat/langgraph/index.ts';
import { createGraphRunStream } from '../../../../compat/langgraph/stream/create-graph-run-stream.ts';
import type { GraphRunStream } from '../../../../compat/langgraph/stream/graph-run-stream.ts';
import type { StreamChunk } from '../../../../compat/langgraph/stream/protocol-event.ts';
import { StreamChannel } from '../../../../compat/langgraph/stream/stream-channel.ts';
import { runs, say } from './run-chunks.ts';
import { type Chunks, drain, source } from './run-readers.ts';

describe('leaving a run', () => {
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setTimeout(resolve, 2));
  };

  /** A run that goes on until it is stopped. */
  function endless(chunk: (at: number) => Chunks[number] = (at) => [[], 'values', at]) {
    const controller = new AbortController();
    let isLeft = false;
    const source: AsyncIterable<StreamChunk> = {
      async *[Symbol.asyncIterator]() {
        try {
          for (let at = 0; ; at += 1) {
            await new Promise((resolve) => setTimeout(resolve, 1));
            yield chunk(at) as unknown as StreamChunk;
          }
        } finally {
          isLeft = true;
        }
      },
    };
    return { source, controller, wasLeft: () => isLeft };
  }

  it.each<[string, (run: GraphRunStream) => AsyncIterable<unknown>]>([
    ['events', (run) => run],
    ['values', (run) => run.values],
    ['lifecycle', (run) => run.lifecycle],
    ['subgraphs', (run) => run.subgraphs],
  ])('its %s, stops it', async (_name, part) => {
    const { source, controller, wasLeft } = endless((at) => [['a:1'], 'values', at] as Chunks[number]);
    const withRoot: AsyncIterable<StreamChunk> = {
      async *[Symbol.asyncIterator]() {
        yield [[], 'values', 0];
        yield* source;
      },
    };
    const run = createGraphRunStream(withRoot, [], controller) as GraphRunStream;
    for await (const _item of part(run)) break;
    await turns();
    expect(controller.signal.aborted).toBe(true);
    expect(wasLeft()).toBe(true);
    await expect(run.output).rejects.toThrow(/abort/i);
  });

  it('does not stop it for who then waits for its output, or goes on reading', async () => {
    const { source, controller } = endless();
    const run = createGraphRunStream(source, [], { abortController: controller });
    for await (const _event of run) break;
    const output = run.output;
    await turns();
    expect(controller.signal.aborted).toBe(false);
    run.abort(new Error('enough'));
    await expect(output).rejects.toThrow('enough');

    const other = endless();
    const second = createGraphRunStream(other.source, [], other.controller);
    for await (const _event of second) break;
    const reader = second[Symbol.asyncIterator]();
    await reader.next();
    await turns();
    expect(other.controller.signal.aborted).toBe(false);
    await reader.return?.();
    await turns();
    expect(other.controller.signal.aborted).toBe(true);
  });

  it('does not stop it while another one reads', async () => {
    const { source, controller } = endless();
    const run = createGraphRunStream(source, [], controller);
    const other = run.values[Symbol.asyncIterator]();
    await other.next();
    for await (const _event of run) break;
    await turns();
    expect(controller.signal.aborted).toBe(false);
    await other.return?.();
    await turns();
    expect(controller.signal.aborted).toBe(true);
  });

  it('does not stop it before a message in hand is complete', async () => {
    const release = Promise.withResolvers<void>();
    const controller = new AbortController();
    const run = createGraphRunStream(
      (async function* () {
        for (const chunk of say(['plan:1'], 'x').slice(0, 3)) yield chunk as unknown as StreamChunk;
        await release.promise;
        for (const chunk of say(['plan:1'], 'x').slice(3)) yield chunk as unknown as StreamChunk;
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield [[], 'values', 0] as StreamChunk;
        }
      })(),
      [],
      controller,
    );
    let first: Promise<string> | undefined;
    for await (const message of run.messages) {
      first = Promise.resolve(message.text);
      break;
    }
    await turns();
    expect(controller.signal.aborted).toBe(false);
    release.resolve();
    expect(await first).toBe('x');
    await turns();
    expect(controller.signal.aborted).toBe(true);
  });

  it('does not stop it while an extension is read, or waited for', async () => {
    for (const extension of [{ later: new Promise(() => {}) }, { own: { [Symbol.asyncIterator]: () => {} } }]) {
      const { source, controller } = endless();
      const run = createGraphRunStream(source, [() => ({ init: () => extension, process: () => true })], controller);
      for await (const _event of run) break;
      await turns();
      expect(controller.signal.aborted).toBe(false);
      run.abort();
    }
    const { source, controller } = endless();
    const seen = StreamChannel.local<number>();
    const run = createGraphRunStream(
      source,
      [() => ({ init: () => ({ seen }), process: () => (seen.push(1), true) })],
      controller,
    );
    const reader = run.extensions.seen[Symbol.asyncIterator]();
    await reader.next();
    for await (const _event of run) break;
    await turns();
    expect(controller.signal.aborted).toBe(false);
    await reader.return?.();
    await turns();
    expect(controller.signal.aborted).toBe(true);
  });

  it('an abort fails all readers at once, and leaves a source that hangs', async () => {
    const hanging: AsyncIterable<StreamChunk> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
    };
    const controller = new AbortController();
    const run = createGraphRunStream(hanging, [], controller);
    const reads = Promise.all([drain(run), drain(run.values), drain(run.messages), drain(run.subgraphs)]);
    const reason = new Error('stop');
    run.abort(reason);
    expect(await reads).toMatchObject([
      [{ method: 'lifecycle' }, { params: { data: { event: 'failed', error: 'stop' } } }, { failed: 'Error: stop' }],
      [{ failed: 'Error: stop' }],
      [{ failed: 'Error: stop' }],
      [{ failed: 'Error: stop' }],
    ]);
    await expect(run.output).rejects.toBe(reason);
    expect(run.signal.reason).toBe(reason);
  });

  it('changes nothing of a run that has ended', async () => {
    const controller = new AbortController();
    const run = createGraphRunStream(source(runs['a chain']!), [], controller);
    await turns();
    for await (const _event of run) break;
    await turns();
    expect(controller.signal.aborted).toBe(false);
  });

  it('a stream of bytes that cannot be written leaves its channel', async () => {
    const channel = StreamChannel.local<unknown>();
    const closed: boolean[] = [];
    channel._watch({ opened: () => {}, closed: (left) => closed.push(left) });
    channel.push(1n);
    await expect(new Response(channel.toEventStream()).text()).rejects.toThrow(/BigInt/);
    expect(closed).toEqual([true]);
  });

  it('an abort is heard while a transformer is being finished', async () => {
    const hangs = { init: () => ({}), process: () => true, finalize: () => new Promise<void>(() => {}) };
    const run = createGraphRunStream(source(runs['a chain']!), [() => hangs]);
    const read = drain(run);
    await turns();
    run.abort(new Error('enough'));
    expect((await read).at(-1)).toEqual({ failed: 'Error: enough' });
  });

  it('an abort reaches a node that has nothing to tell yet', async () => {
    for (const before of [0, 1]) {
      let heard: Promise<unknown> | undefined;
      const slow = (_state: unknown, { signal }: LangGraphRunnableConfig) => {
        heard = new Promise((resolve) => signal?.addEventListener('abort', () => resolve('heard')));
        return heard.then(() => ({}));
      };
      const graph = new StateGraph(Annotation.Root({ at: Annotation<number> }))
        .addNode('fast', () => ({ at: 1 }))
        .addNode('slow', slow as never)
        .addEdge(START, before === 0 ? 'slow' : 'fast')
        .addEdge(before === 0 ? 'slow' : 'fast', before === 0 ? 'fast' : 'slow')
        .compile();
      const run = await graph.streamEvents({ at: 0 }, { version: 'v3' });
      const output = run.output.catch(String);
      await vi.waitFor(() => expect(heard).toBeDefined());
      run.abort(new Error('enough'));
      expect(await heard).toBe('heard');
      expect(await output).toBe('Error: enough');
    }
  });

  it('keeps no listener on the signal of a run that has ended', async () => {
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, 'addEventListener');
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    await drain(createGraphRunStream(source(runs['a chain']!), [], controller));
    await turns();
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });
});
