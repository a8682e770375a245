import { setImmediate } from 'node:timers/promises';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { FakeListChatModel, FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answerMessage, chatModelClient, messageFromLangChain, messageToLangChain } from '../../src/langchain/index.ts';
import { type LLMEvent, type Message, withSchema } from '../../src/llm/index.ts';
import { runLLMClientSuite, type Script } from '../conformance/llm-client.ts';
import { collect, hello } from '../llm/wire.ts';
import { OwnModel } from './own-model.ts';

function chunksOf({ reasoning, text = [], calls = [], then }: Script): AIMessageChunk[] {
  const usage_metadata = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
  return [
    new AIMessageChunk({ content: '', id: 'run-1' }),
    ...(reasoning === undefined
      ? []
      : [new AIMessageChunk({ content: '', additional_kwargs: { reasoning_content: reasoning } })]),
    ...text.map((content) => new AIMessageChunk({ content })),
    ...calls.flatMap(({ id, name, args }, index) =>
      [{ id, name, args: '' }, { args: JSON.stringify(args).slice(0, 3) }, { args: JSON.stringify(args).slice(3) }].map(
        (piece) =>
          new AIMessageChunk({ content: '', tool_call_chunks: [{ type: 'tool_call_chunk', index, ...piece }] }),
      ),
    ),
    ...(then === 'finish' ? [new AIMessageChunk({ content: '', usage_metadata })] : []),
  ];
}

runLLMClientSuite("a user's own chat model", (script) => {
  const model = new OwnModel([chunksOf(script)], script.then);
  return {
    client: chatModelClient(model),
    calls: () => model.calls,
    ...(script.then === 'hang' && { hungUp: model.hungUp.promise }),
  };
});

const answer = async (model: BaseChatModel): Promise<Extract<LLMEvent, { type: 'done' }>> => {
  const last = (await collect(chatModelClient(model).stream(hello))).at(-1);
  if (last?.type !== 'done') throw new Error(`no answer, but ${JSON.stringify(last)}`);
  return last;
};

describe('a chat model as a client', () => {
  it('is named by itself, or by the caller', () => {
    expect(chatModelClient(new OwnModel([]))).toMatchObject({ provider: 'own', model: 'own' });
    expect(chatModelClient(new OwnModel([]), { provider: 'ollama' }).provider).toBe('ollama');
    expect(chatModelClient(Object.assign(new OwnModel([]), { model: 'm-1' })).model).toBe('m-1');
  });

  it("works with LangChain's own fakes, also with one that does not stream", async () => {
    const streaming = new FakeStreamingChatModel({ chunks: [new AIMessageChunk('Hel'), new AIMessageChunk('lo')] });
    expect((await answer(streaming)).message.content).toEqual([{ type: 'text', text: 'Hello' }]);
    expect((await answer(new FakeListChatModel({ responses: ['Hello'] }))).message.content).toEqual([
      { type: 'text', text: 'Hello' },
    ]);
    class Whole extends OwnModel {
      override async _generate(): Promise<ChatResult> {
        const tool_calls = [{ id: 'a', name: 'look', args: { at: 'sea' } }];
        const message = new AIMessage({
          content: 'I look.',
          tool_calls,
          response_metadata: { finish_reason: 'tool_calls' },
        });
        return { generations: [{ text: '', message }] };
      }
    }
    const whole = new Whole([]);
    whole._streamResponseChunks = BaseChatModel.prototype._streamResponseChunks as never;
    expect(await answer(whole)).toMatchObject({
      finishReason: 'tool-calls',
      message: {
        content: [
          { type: 'text', text: 'I look.' },
          { type: 'tool-call', id: 'a', name: 'look', args: { at: 'sea' } },
        ],
      },
    });
  });

  it('adds usage up, and keeps metadata and the reason of the end', async () => {
    const usage = (input_tokens: number, output_tokens: number) => ({
      input_tokens,
      output_tokens,
      total_tokens: input_tokens + output_tokens,
      input_token_details: { cache_read: 2 },
      output_token_details: { reasoning: 1 },
    });
    const done = await answer(
      new OwnModel([
        [
          new AIMessageChunk({ content: 'a', usage_metadata: usage(10, 0) }),
          new AIMessageChunk({
            content: 'b',
            usage_metadata: usage(0, 5),
            response_metadata: { stop_reason: 'max_tokens', model: 'm' },
          }),
        ],
      ]),
    );
    expect(done.usage).toEqual({ input: 10, output: 5, total: 15, cacheRead: 4, cacheWrite: undefined, reasoning: 2 });
    expect(done).toMatchObject({ finishReason: 'length', metadata: { stop_reason: 'max_tokens', model: 'm' } });
  });

  it('reads blocks of several providers', async () => {
    const blocks = [
      { type: 'thinking', thinking: 'Hm', index: 0 },
      { type: 'thinking', thinking: '.', signature: 'EqQB', index: 0 },
      { type: 'redacted_thinking', data: 'Emw', index: 1 },
      { type: 'text', text: 'Yes.', index: 2 },
      { type: 'input_json_delta', input: '{', index: 3 },
    ];
    const events = await collect(
      chatModelClient(new OwnModel([blocks.map((block) => new AIMessageChunk({ content: [block] }))])).stream(hello),
    );
    expect(events[0]).toMatchObject({ type: 'start', shape: 'blocks' });
    expect(events.at(-1)).toMatchObject({
      message: {
        content: [
          { type: 'reasoning', text: 'Hm.', signature: 'EqQB' },
          { type: 'reasoning', text: '', redacted: 'Emw' },
          { type: 'text', text: 'Yes.' },
        ],
      },
    });
  });

  it('tells it of tools by bindTools', async () => {
    const model = new OwnModel([[new AIMessageChunk('Hi')]]);
    const tools = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }];
    const request = { ...hello, tools, providerTools: [{ type: 'web_search' }], toolChoice: 'required' as const };
    expect((await collect(chatModelClient(model).stream(request))).at(-1)?.type).toBe('done');
    expect(model.options).toMatchObject({
      tools: [
        { type: 'function', function: { name: 'look', description: 'Looks.', parameters: { type: 'object' } } },
        { type: 'web_search' },
      ],
      tool_choice: 'any',
    });
    const dumb = Object.assign(new OwnModel([]), { bindTools: undefined });
    expect(() => chatModelClient(dumb as never).stream(request)).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID' }),
    );
  });

  it('holds its answer to a schema by what it has for that', async () => {
    const raw = new AIMessage({ content: '', usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } });
    const model = Object.assign(new OwnModel([]), {
      withStructuredOutput: (schema: object, options: object) => ({
        invoke: async () => ({ raw, parsed: { name: 'Vasa', schema: Object.keys(schema), options } }),
      }),
    });
    const ships = withSchema(chatModelClient(model as never), z.looseObject({ name: z.string() }), { name: 'ship' });
    const { value, usage } = await ships.generate(hello);
    expect(value).toMatchObject({ name: 'Vasa', options: { name: 'ship', includeRaw: true } });
    expect(usage?.total).toBe(3);
  });

  it('makes the document of what the model wrote, where that could not be parsed', async () => {
    const structured = (raw: AIMessage) =>
      Object.assign(new OwnModel([]), {
        withStructuredOutput: () => ({ invoke: async () => ({ raw, parsed: null }) }),
      });
    const output = { name: 'ship', schema: { type: 'object' } };
    const textOf = async (raw: AIMessage): Promise<unknown> =>
      (await collect(chatModelClient(structured(raw) as never).stream({ ...hello, output }))).at(-1);
    expect(await textOf(new AIMessage('no JSON'))).toMatchObject({ message: { content: [{ text: 'no JSON' }] } });
    const tool_calls = [{ id: 'c', name: 'ship', args: { name: 'Vasa' } }];
    const response_metadata = { finish_reason: 'tool_calls' };
    expect(await textOf(new AIMessage({ content: '', tool_calls, response_metadata }))).toMatchObject({
      finishReason: 'stop',
      message: { content: [{ type: 'text', text: '{"name":"Vasa"}' }] },
    });
  });

  it('tells the schema in the instructions where tools are to be had besides, or nothing better', async () => {
    const output = { name: 'ship', description: 'A ship.', schema: { type: 'object', properties: {} } };
    const tools = [{ name: 'look', parameters: { type: 'object' } }];
    const model = new OwnModel([[new AIMessageChunk('{}')]]);
    const system: Message = { role: 'system', content: 'Be brief.' };
    await collect(chatModelClient(model).stream({ messages: [system, ...hello.messages], tools, output }));
    expect(model.options['tools']).toHaveLength(1);
    expect(model.asked[0]).toBeInstanceOf(SystemMessage);
    expect(model.asked[0]?.content).toMatch(/^Be brief\.\n\n.*"ship" \(A ship\.\).*"properties":\{\}/s);
    expect(model.asked).toHaveLength(2);
    const dumb = new OwnModel([[new AIMessageChunk('{}')]]);
    Object.assign(dumb, { bindTools: undefined });
    const last = (await collect(chatModelClient(dumb).stream({ ...hello, output }))).at(-1);
    expect(last).toMatchObject({ type: 'done', message: { content: [{ type: 'text', text: '{}' }] } });
    expect(dumb.asked.map((message) => message.getType())).toEqual(['system', 'human']);
  });

  it('gives it the messages that were LangChain messages as the same objects', async () => {
    const model = new OwnModel([[new AIMessageChunk('Hi')]]);
    const [first, second] = [new HumanMessage('One'), new AIMessage('Two')];
    const plain: Message = { role: 'user', content: [{ type: 'text', text: 'Three' }] };
    const messages = [messageFromLangChain(first), messageFromLangChain(second), plain];
    await collect(chatModelClient(model).stream({ messages }));
    expect(model.asked[0]).toBe(first);
    expect(model.asked[1]).toBe(second);
    expect(model.asked[2]).toBe(messageToLangChain(plain));
    expect(model.asked[2]?.content).toBe('Three');
  });

  it('passes errors on as the model throws them', async () => {
    const events = await collect(chatModelClient(new OwnModel([[new AIMessageChunk('H')]], 'fail')).stream(hello));
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { message: 'broken' } });
    const error = { not: 'even an error' };
    class Failing extends OwnModel {
      override async *_streamResponseChunks(): AsyncGenerator<never> {
        yield await Promise.reject(error);
      }
    }
    const [only, ...rest] = await collect(chatModelClient(new Failing([])).stream(hello));
    expect(only?.type === 'error' && only.error).toBe(error);
    expect(rest).toEqual([]);
    const thrown = new Error('at once');
    const throwing = Object.assign(new OwnModel([]), {
      stream: () => {
        throw thrown;
      },
    });
    expect(await collect(chatModelClient(throwing).stream(hello))).toEqual([{ type: 'error', error: thrown }]);
  });

  it('gives a model back its own answer as its class made it, also after storage lost nothing of it', async () => {
    const first = [
      new AIMessageChunk({
        content: [{ type: 'strange', index: 0, text: 'a' }] as never,
        additional_kwargs: { own: 'x' },
      }),
      new AIMessageChunk({
        content: '',
        tool_call_chunks: [{ type: 'tool_call_chunk', index: 0, id: 'c', name: 'look', args: '{}' }],
      }),
    ];
    const model = new OwnModel([first, [new AIMessageChunk('Done')]]);
    const client = chatModelClient(model);
    const done = (await collect(client.stream(hello))).at(-1);
    if (done?.type !== 'done') throw new Error('no answer');
    const result: Message = { role: 'tool', toolCallId: 'c', content: 'sea' };
    await collect(client.stream({ messages: [...hello.messages, done.message, result] }));
    expect(model.asked[1]).toMatchObject({
      content: [{ type: 'strange', index: 0, text: 'a' }],
      additional_kwargs: { own: 'x' },
      tool_calls: [{ id: 'c', name: 'look', args: {} }],
    });
    const form = { id: 'm', shape: 'blocks', reasoningKey: 'reasoning', modelProvider: 'own' } as const;
    const answer = answerMessage(done, form);
    expect(answer).toMatchObject({ id: 'm', content: [{ type: 'strange' }], additional_kwargs: { own: 'x' } });
    expect(messageToLangChain(messageFromLangChain(answer))).toBe(answer);
  });

  describe('leaves no rejection unhandled', () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    beforeAll(() => void process.on('unhandledRejection', note));
    afterAll(() => void process.off('unhandledRejection', note));

    /** Pays no heed to the signal, and fails when nobody listens any more. */
    class Deaf extends OwnModel {
      readonly failing = Promise.withResolvers<never>();
      override async *_streamResponseChunks(): AsyncGenerator<ChatGenerationChunk> {
        yield new ChatGenerationChunk({ text: '', message: new AIMessageChunk('H') });
        await this.failing.promise;
      }
    }
    class DeafAtOnce extends Deaf {
      override async *_streamResponseChunks(): AsyncGenerator<ChatGenerationChunk> {
        yield await this.failing.promise;
      }
    }

    it.each([
      ['aborted while it writes', Deaf, 'abort'],
      ['left while it writes', Deaf, 'leave'],
      ['aborted before its first chunk', DeafAtOnce, 'abort'],
      ['left before its first chunk', DeafAtOnce, 'leave'],
    ])('%s', async (_, Model, how) => {
      const model = new Model([]);
      const controller = new AbortController();
      const iterator = chatModelClient(model)
        .stream({ ...hello, signal: controller.signal })
        [Symbol.asyncIterator]();
      const first = iterator.next();
      await setImmediate();
      if (how === 'abort') controller.abort();
      else await iterator.return?.();
      const events = [await first, await iterator.next(), await iterator.next()];
      const ends = events.filter(({ value }) => value?.type === 'error' || value?.type === 'done');
      expect(ends).toMatchObject(how === 'abort' ? [{ value: { error: { name: 'AbortError' } } }] : []);
      model.failing.reject(new Error('too late'));
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      expect(unhandled).toEqual([]);
    });
  });
});
