import { AIMessage, HumanMessage } from '@langchain/core/messages';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { MemorySaver, MessagesAnnotation, STREAM_EVENTS_V3_MODES, StateGraph } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import type { StreamChunk } from '../../../../compat/langgraph/stream/protocol-event.ts';
import { createGraphRunStream } from '../../../../compat/langgraph/stream/create-graph-run-stream.ts';
import { protocolEventsToEventStream, toEventStream } from '../../../../compat/langgraph/stream/sse.ts';
import * as oracle from './oracle.ts';

async function* source(chunks: readonly unknown[], error?: unknown): AsyncGenerator<StreamChunk> {
  for (const chunk of chunks) yield chunk as StreamChunk;
  if (error !== undefined) throw error;
}

async function both(chunks: readonly unknown[], error?: unknown): Promise<[ours: string, oracle: string]> {
  const oracleStream = oracle.toEventStream as unknown as typeof toEventStream;
  return Promise.all([
    new Response(toEventStream(source(chunks, error))).text(),
    new Response(oracleStream(source(chunks, error))).text(),
  ]);
}

/** Ids differ from run to run: they are numbered in the order in which they come. */
function numbered(text: string): string {
  const known = new Map<string, string>();
  return text.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => {
    known.set(id, known.get(id) ?? `id${known.size}`);
    return known.get(id)!;
  });
}

const config = {
  configurable: { thread_id: 't', checkpoint_ns: '', checkpoint_id: 'c1', __pregel_read: 1, own: [1] },
  callbacks: ['x'],
  tags: ['y'],
};
const checkpoint = {
  config,
  parentConfig: { configurable: { thread_id: 't', checkpoint_ns: 'a:1', checkpoint_map: { '': 'c0' } } },
  values: { messages: [new HumanMessage({ content: 'hi', id: 'm1' })] },
  metadata: { step: 1, source: 'loop', parents: {} },
  next: ['plan'],
  tasks: [
    { id: 't1', name: 'plan', state: { configurable: { thread_id: 't', checkpoint_ns: 'plan:t1' } } },
    { id: 't2', name: 'act', state: { values: {} } },
    { id: 't3', name: 'end', interrupts: [] },
    { id: 't4', name: 'bad', state: { configurable: {} } },
  ],
};

describe('server-sent events', () => {
  it.each<[string, unknown[], unknown?]>([
    [
      'modes and namespaces',
      [
        [[], 'values', { a: 1 }],
        [['x:1', 'y:2'], 'updates', { n: null }],
        [null, 'custom', 'text'],
        [undefined, 'custom', 7],
      ],
    ],
    [
      'what is nothing',
      [
        [[], 'values', undefined],
        [[], 'values', null],
        [[''], 'values', []],
      ],
    ],
    [
      'messages',
      [
        [
          [],
          'messages',
          [
            new AIMessage({ content: 'hey', id: 'a', tool_calls: [{ name: 'x', args: {}, id: '1' }] }),
            { tags: undefined, n: 1 },
          ],
        ],
      ],
    ],
    ['messages deep in a state', [[['s:1'], 'values', { deep: { list: [new HumanMessage('x')] }, date: new Date(0) }]]],
    [
      'checkpoints',
      [
        [[], 'checkpoints', checkpoint],
        [[], 'checkpoints', { tasks: [], config: undefined, parentConfig: undefined }],
      ],
    ],
    [
      'debug records',
      [
        [[], 'debug', { type: 'checkpoint', step: 1, payload: checkpoint }],
        [[], 'debug', { type: 'task', payload: { id: 1 } }],
      ],
    ],
    ['a failed run', [[[], 'values', { a: 1 }]], new RangeError('too far')],
    ['a run that failed with no error', [[[], 'values', { a: 1 }]], { code: 7 }],
    [
      'what JSON cannot say',
      [
        [[], 'values', { a: 1n }],
        [[], 'values', 'never'],
      ],
    ],
    [
      'a record that is none',
      [
        [[], 'checkpoints', { id: 'c', step: 1 }],
        [[], 'values', 'never'],
      ],
    ],
    ['nothing', []],
  ])('%s are the bytes of upstream', async (_name, chunks, error) => {
    const [ours, theirs] = await both(chunks, error);
    expect(ours).toBe(theirs);
  });

  it('of a real run are the bytes of upstream', async () => {
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('one', () => ({ messages: [new AIMessage({ content: 'first', id: 'a1' })] }))
      .addNode('two', () => ({ messages: new AIMessage({ content: 'second', id: 'a2' }) }))
      .addEdge('__start__', 'one')
      .addEdge('one', 'two')
      .compile({ checkpointer: new MemorySaver() });
    const chunks: unknown[] = [];
    const stream = await graph.stream(
      { messages: [{ role: 'user', content: 'hi', id: 'u1' }] },
      {
        streamMode: ['values', 'updates', 'messages', 'debug', 'tasks', 'checkpoints'],
        subgraphs: true,
        configurable: { thread_id: '1' },
      },
    );
    for await (const chunk of stream) chunks.push(chunk);
    const [ours, theirs] = await both(chunks);
    expect(ours).toBe(theirs);
    expect(ours.length).toBeGreaterThan(2000);
  });

  it('of a typed run stream are the bytes of upstream', async () => {
    const inner = new StateGraph(MessagesAnnotation)
      .addNode('leaf', async () => ({ messages: await new FakeListChatModel({ responses: ['hey'] }).invoke('x') }))
      .addEdge('__start__', 'leaf')
      .compile();
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('outer', inner)
      .addNode('end', () => ({ messages: [new AIMessage({ content: 'end', id: 'e1' })] }))
      .addEdge('__start__', 'outer')
      .addEdge('outer', 'end')
      .compile({ checkpointer: new MemorySaver() });
    const input = { messages: [{ role: 'user', content: 'hi', id: 'u1' }] };
    const theirs = (await graph.streamEvents(input, {
      version: 'v3',
      encoding: 'text/event-stream',
      configurable: { thread_id: '1' },
    } as never)) as unknown as ReadableStream<Uint8Array>;
    const chunks = (await graph.stream(input, {
      version: 'v3',
      streamMode: STREAM_EVENTS_V3_MODES,
      subgraphs: true,
      configurable: { thread_id: '2' },
    } as never)) as unknown as AsyncIterable<StreamChunk>;
    const ours = protocolEventsToEventStream(createGraphRunStream(chunks));
    const text = numbered(await new Response(ours).text());
    expect(text).toBe(numbered(await new Response(theirs).text()));
    expect(text).toContain('event: messages|outer:');
    expect(text).toContain('event: checkpoints\n');
  });

  it('of a typed run stream that fails are the bytes of upstream', async () => {
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('bad', () => {
        throw new RangeError('too far');
      })
      .addEdge('__start__', 'bad')
      .compile();
    const theirs = (await graph.streamEvents({ messages: [] }, {
      version: 'v3',
      encoding: 'text/event-stream',
    } as never)) as unknown as ReadableStream<Uint8Array>;
    const chunks = (await graph.stream({ messages: [] }, {
      version: 'v3',
      streamMode: STREAM_EVENTS_V3_MODES,
      subgraphs: true,
    } as never)) as unknown as AsyncIterable<StreamChunk>;
    const ours = protocolEventsToEventStream(createGraphRunStream(chunks));
    const text = numbered(await new Response(ours).text());
    expect(text).toBe(numbered(await new Response(theirs).text()));
    expect(text).toContain('event: error\n');
  });

  it('leave the run when they are cancelled', async () => {
    let isLeft = false;
    async function* endless(): AsyncGenerator<StreamChunk> {
      try {
        for (;;) yield [[], 'values', 1];
      } finally {
        isLeft = true;
      }
    }
    const reader = toEventStream(endless()).getReader();
    await reader.read();
    await reader.cancel();
    expect(isLeft).toBe(true);
  });
});
