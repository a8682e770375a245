import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { type ChatGenerationChunk as Chunk, type ChatResult, ChatGenerationChunk } from '@langchain/core/outputs';
import { FakeListChatModel, FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { chatModelClient, messageFromLangChain, messageToLangChain } from '../../src/langchain/index.ts';
import { type LLMEvent, type Message, withSchema } from '../../src/llm/index.ts';
import { runLLMClientSuite, type Script } from '../conformance/llm-client.ts';
import { collect, hello } from '../llm/wire.ts';

/** A model of a user's own: streams the chunks it is given, and remembers what it was asked. */
class OwnModel extends BaseChatModel {
  calls = 0;
  asked: BaseMessage[] = [];
  options: Record<string, unknown> = {};
  readonly hungUp = Promise.withResolvers<void>();
  readonly #chunks: readonly AIMessageChunk[];
  readonly #then: Script['then'];

  constructor(chunks: readonly AIMessageChunk[], then: Script['then'] = 'finish') {
    super({});
    this.#chunks = chunks;
    this.#then = then;
  }

  override _llmType(): string {
    return 'own';
  }

  override bindTools(tools: unknown[], options: object = {}): never {
    return this.withConfig({ tools, ...options } as object) as never;
  }

  override async _generate(): Promise<ChatResult> {
    throw new Error('it streams');
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<Chunk> {
    this.calls++;
    this.asked = messages;
    this.options = { ...options };
    for (const message of this.#chunks) yield new ChatGenerationChunk({ text: '', message });
    if (this.#then === 'fail') throw new Error('broken');
    if (this.#then === 'finish') return;
    await new Promise<void>((resolve) => options.signal?.addEventListener('abort', () => resolve(), { once: true }));
    this.hungUp.resolve();
    options.signal?.throwIfAborted();
  }
}

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
  const model = new OwnModel(chunksOf(script), script.then);
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
        new AIMessageChunk({ content: 'a', usage_metadata: usage(10, 0) }),
        new AIMessageChunk({
          content: 'b',
          usage_metadata: usage(0, 5),
          response_metadata: { stop_reason: 'max_tokens', model: 'm' },
        }),
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
      chatModelClient(new OwnModel(blocks.map((block) => new AIMessageChunk({ content: [block] })))).stream(hello),
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
    const model = new OwnModel([new AIMessageChunk('Hi')]);
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

  it('gives it the messages that were LangChain messages as the same objects', async () => {
    const model = new OwnModel([new AIMessageChunk('Hi')]);
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
    const events = await collect(chatModelClient(new OwnModel([new AIMessageChunk('H')], 'fail')).stream(hello));
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { message: 'broken' } });
  });
});
