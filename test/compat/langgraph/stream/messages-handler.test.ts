import { AIMessage, type HumanMessage } from '@langchain/core/messages';
import { describe, expect, it } from 'vitest';
import { StreamMessagesHandler } from '../../../../compat/langgraph/stream/messages-handler.ts';
import { StreamProtocolMessagesHandler } from '../../../../compat/langgraph/stream/protocol-messages-handler.ts';
import { asks, programs } from './message-programs.ts';
import * as oracle from './oracle.ts';
import { chunksOf, numbered } from './recorded-chunks.ts';

const clone = (input: typeof asks) => ({
  messages: input.messages.map(
    (message) =>
      new (message.constructor as typeof HumanMessage)({ content: message.content, id: message.id } as never),
  ),
});

describe.each([
  ['StreamMessagesHandler', StreamMessagesHandler, oracle.StreamMessagesHandler],
  ['StreamProtocolMessagesHandler', StreamProtocolMessagesHandler, oracle.StreamProtocolMessagesHandler],
] as const)('%s', (name, Ours, Theirs) => {
  it.each(Object.keys(programs))('%s give the chunks of upstream', async (title) => {
    const program = programs[title]!;
    const mine = await chunksOf((push) => new Ours(push as never), program, clone(asks));
    const theirs = await chunksOf((push) => new Theirs(push as never), program, clone(asks));
    expect(mine).toEqual(theirs);
  });

  it('has the name and the marks of upstream', () => {
    const mine = new Ours(() => {});
    const theirs = new Theirs(() => {}) as unknown as Record<string, unknown>;
    expect(mine.name).toBe(name);
    expect(Ours.name).toBe(name);
    for (const mark of [
      'name',
      'lc_prefer_streaming',
      'lc_prefer_chat_model_stream_events',
      'raiseError',
      'ignoreLLM',
      'ignoreChain',
    ]) {
      expect((mine as unknown as Record<string, unknown>)[mark], mark).toBe(theirs[mark]);
    }
  });

  it('takes whatever it is told', () => {
    const told: unknown[] = [];
    const handler = new Ours((chunk) => told.push(chunk));
    const start = (metadata: unknown, tags?: string[]) =>
      handler.handleChatModelStart({}, [], 'r', undefined, undefined, tags, metadata as never, 'n');
    for (const metadata of [undefined, null, {}, { langgraph_checkpoint_ns: '' }, { langgraph_checkpoint_ns: 7 }])
      start(metadata);
    handler.handleLLMEnd({ generations: [[{ text: 'x', message: new AIMessage('x') } as never]] }, 'r');
    start({ langgraph_checkpoint_ns: 'plan:1' });
    for (const generations of [[], [[]], [[{ text: 'x' }]], undefined]) {
      handler.handleLLMEnd({ generations: generations as never }, 'r');
      start({ langgraph_checkpoint_ns: 'plan:1' });
    }
    for (const input of [
      undefined,
      null,
      7,
      'text',
      [],
      [null],
      { messages: null },
      { messages: [null, undefined, 7] },
    ]) {
      const metadata = { langgraph_node: 'n', langgraph_checkpoint_ns: 'n:1' };
      handler.handleChainStart({}, input, 'c', undefined, undefined, metadata, undefined, 'n');
      handler.handleChainEnd(input, 'c');
    }
    handler.handleChainEnd({ messages: [new AIMessage('x')] }, 'unknown');
    handler.handleLLMError(new Error('x'), 'unknown');
    handler.handleChainError(new Error('x'), 'unknown');
    expect(told).toEqual([]);
  });
});

describe('StreamMessagesHandler', () => {
  it('gives the chunks of the mode itself', async () => {
    for (const title of Object.keys(programs)) {
      const chunks: unknown[] = [];
      const end = await (async () => {
        const stream = await programs[title]!().stream(clone(asks) as never, {
          streamMode: 'messages',
          subgraphs: true,
          configurable: { own: 'x' },
        });
        for await (const [namespace, payload] of stream as AsyncIterable<[string[], unknown]>)
          chunks.push([namespace, 'messages', payload]);
        return 'done';
      })().catch(String);
      const mine = await chunksOf((push) => new StreamMessagesHandler(push as never), programs[title]!, clone(asks));
      expect(mine, title).toEqual(numbered([...chunks, end]));
    }
  });

  it('says all chunks of a run with the same metadata object', () => {
    const told: unknown[] = [];
    const handler = new StreamMessagesHandler(([, , [, metadata]]) => told.push(metadata));
    handler.handleChatModelStart(
      {},
      [],
      'r',
      undefined,
      undefined,
      undefined,
      { langgraph_checkpoint_ns: 'plan:1' },
      'n',
    );
    for (const token of ['a', 'b', 'c']) handler.handleLLMNewToken(token, undefined, 'r');
    expect(new Set(told).size).toBe(1);
    expect(told).toHaveLength(3);
  });

  it('keeps runs apart whose tokens alternate', () => {
    const told: string[] = [];
    const handler = new StreamMessagesHandler(([namespace, , [message]]) =>
      told.push(`${namespace.join()} ${String(message.id)} ${message.text}`),
    );
    for (const run of ['1', '2'])
      handler.handleChatModelStart(
        {},
        [],
        run,
        undefined,
        undefined,
        undefined,
        { langgraph_checkpoint_ns: `plan:${run}` },
        'n',
      );
    for (const run of ['1', '2', '1']) handler.handleLLMNewToken('x', undefined, run);
    handler.handleLLMEnd({ generations: [] }, '1');
    for (const run of ['1', '2']) handler.handleLLMNewToken('y', undefined, run);
    expect(told).toEqual(['plan:1 run-1 x', 'plan:2 run-2 x', 'plan:1 run-1 x', 'plan:2 run-2 y']);
  });
});
