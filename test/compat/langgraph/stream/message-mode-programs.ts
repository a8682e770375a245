/** Mode `messages` and mode `tools` with LangChain's own models and tools. */
import { AIMessage, AIMessageChunk, HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { FakeListChatModel, FakeStreamingLLM, FakeStreamingChatModel } from '@langchain/core/utils/testing';
import { z } from 'zod';
import type { Library } from '../differential/library.ts';
import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

/** Answers at once where it is invoked, in pieces where it is streamed. */
class Talker extends BaseChatModel {
  readonly #own: boolean;
  constructor(own = false) {
    super({});
    this.#own = own;
  }
  _llmType(): string {
    return 'talker';
  }
  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const message = new AIMessage({ content: `re: ${messages.length}`, ...(this.#own && { id: 'own' }) });
    return { generations: [{ text: 'x', message }] };
  }
  override async *_streamResponseChunks(
    _m: BaseMessage[],
    _o: this['ParsedCallOptions'],
    run?: Loose,
  ): AsyncGenerator<ChatGenerationChunk> {
    for (const text of ['one ', 'two']) {
      const message = new AIMessageChunk({
        content: text,
        ...(this.#own && { id: 'own' }),
        usage_metadata: { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
      });
      const chunk = new ChatGenerationChunk({ text, message });
      yield chunk;
      await run?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

/** One that cannot stream. */
class Writer extends BaseChatModel {
  _llmType(): string {
    return 'writer';
  }
  async _generate(): Promise<ChatResult> {
    return { generations: [{ text: 'x', message: new AIMessage('whole') }] };
  }
}

const list = (...responses: string[]): Loose => new FakeListChatModel({ responses });

const chat = (lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose => {
  const builder: Loose = new lib.StateGraph(lib.MessagesAnnotation);
  let last = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node).addEdge(last, name);
    last = name;
  }
  return builder.compile(compile);
};

const input = { messages: [new HumanMessage({ content: 'hi', id: 'h' })] };
const answers = (model: Loose) => async (s: Loose) => ({ messages: [await model.invoke(s.messages)] });

/** What a stream gives. */
async function collected(items: Loose): Promise<Loose[]> {
  const all: Loose[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const told = async (t: Loose, name: string, graph: Loose, options: Loose = {}): Promise<void> => {
  for (const more of [{ streamMode: 'messages' }, { streamMode: ['messages', 'updates'], subgraphs: true }])
    await t.chunks(`${name} ${String(more.streamMode)}`, () => graph.stream(input, { ...more, ...options }));
};

export const messageModePrograms: Programs = {
  'every kind of model, invoked and streamed': async (lib, t) => {
    const models: Record<string, () => Loose> = {
      talker: () => new Talker(),
      own: () => new Talker(true),
      writer: () => new Writer({}),
      list: () => list('ab'),
      llm: () => new FakeStreamingLLM({ responses: ['ab'] }),
      streaming: () =>
        new FakeStreamingChatModel({ chunks: ['a', 'b'].map((content) => new AIMessageChunk({ content, id: 'own' })) }),
      bound: () => list('ab').withConfig({ runName: 'mine', tags: ['mine'], metadata: { o: 1 } }),
      quiet: () => list('ab').withConfig({ tags: ['nostream'] }),
      quietest: () => list('ab').withConfig({ tags: ['langsmith:nostream'] }),
      piped: () => list('ab').pipe((m: Loose) => m),
      failing: () => list('ab').withFallbacks([list('cd')]),
    };
    for (const [name, make] of Object.entries(models)) {
      await told(t, `${name} invoked`, chat(lib, { n: answers(make()) }));
      await told(
        t,
        `${name} given`,
        chat(lib, { n: async (s: Loose, c: Loose) => ({ messages: [await make().invoke(s.messages, c)] }) }),
      );
      await told(t, `${name} streamed`, chat(lib, { n: async (s: Loose) => {
        let whole: Loose;
        for await (const chunk of await make().stream(s.messages)) whole = whole?.concat?.(chunk) ?? chunk;
        return { messages: [whole] };
      } })); // prettier-ignore
      await told(
        t,
        `${name} as node`,
        chat(lib, { n: RunnableSequence.from([(s: Loose) => s.messages, make(), (m: Loose) => ({ messages: [m] })]) }),
      );
    }
  },
  'several models, side by side and after each other': async (lib, t) => {
    await told(
      t,
      'after',
      chat(lib, {
        a: answers(list('ab')),
        b: answers(list('cd')),
        c: async (s: Loose) => ({ messages: [await list('x').invoke(s.messages), await list('y').invoke(s.messages)] }),
      }),
    );
    await told(t, 'unused', chat(lib, { a: async (s: Loose) => (await list('ab').invoke(s.messages), {}) }));
    await told(
      t,
      'at once',
      chat(lib, {
        a: async (s: Loose) => ({
          messages: await Promise.all([list('a').invoke(s.messages), (await pause(20), list('b').invoke(s.messages))]),
        }),
      }),
    );
  },
  'nested graphs, tools and lambdas': async (lib, t) => {
    const inner = chat(lib, { model: answers(list('ab')) }, { name: 'inner' });
    const asks = tool(async (_i: Loose, c: Loose) => (await inner.invoke(input, c)).messages.at(-1).content, {
      name: 'asks',
      description: 'd',
      schema: z.object({}),
    });
    await told(t, 'node', chat(lib, { sub: inner }));
    await told(t, 'deep', chat(lib, { sub: chat(lib, { sub: inner }) }));
    await told(t, 'called', chat(lib, { n: async (s: Loose) => ({ messages: (await inner.invoke(s)).messages }) }));
    await told(
      t,
      'own stream',
      chat(lib, {
        n: async (s: Loose) => ({
          messages: (await collected((await inner.stream(s, { streamMode: 'messages' })) as Loose))
            .map(([m]: Loose) => m)
            .slice(-1),
        }),
      }),
    );
    await told(t, 'tool', chat(lib, { n: async () => ({ messages: [new AIMessage(await asks.invoke({}))] }) }));
    await told(
      t,
      'lambda',
      chat(lib, { n: RunnableLambda.from(async (s: Loose) => ({ messages: [await list('ab').invoke(s.messages)] })) }),
    );
    await told(t, 'on a thread', chat(lib, { sub: inner }, { checkpointer: t.memory() }), thread('1'));
  },
  'messages that nodes return': async (lib, t) => {
    await told(
      t,
      'plain',
      chat(lib, {
        a: () => ({ messages: [new AIMessage('no id'), new AIMessage({ content: 'id', id: 'x' })] }),
        b: () => ({ messages: 'text' }),
        c: () => ({ messages: [{ role: 'assistant', content: 'r' }] }),
      }),
    );
    await told(
      t,
      'again',
      chat(lib, {
        a: (s: Loose) => ({ messages: s.messages }),
        b: () => new lib.Command({ update: { messages: [new AIMessage('c')] } }),
        c: () => [new lib.Command({ update: { messages: new AIMessage('d') } })],
      }),
    );
    await told(
      t,
      'tool',
      chat(lib, {
        a: () => ({
          messages: [
            new AIMessage({ content: '', tool_calls: [{ name: 'x', args: {}, id: 'c' }] }),
            new ToolMessage({ content: 'r', tool_call_id: 'c' }),
          ],
        }),
      }),
    );
    await told(
      t,
      'pushed',
      chat(lib, {
        a: (_s: Loose, c: Loose) => (lib.pushMessage({ role: 'ai', content: 'p', id: 'p' } as Loose, c), {}),
      }),
    );
    await told(
      t,
      'two runs',
      chat(lib, { a: () => ({ messages: [new AIMessage({ content: 'id', id: 'x' })] }) }, { checkpointer: t.memory() }),
      thread('1'),
    );
  },
  tools: async (lib, t) => {
    const adds = tool(({ n }: Loose) => n + 1, { name: 'adds', description: 'd', schema: z.object({ n: z.number() }) });
    const bad = tool(
      (): string => {
        throw new RangeError('bad');
      },
      { name: 'bad', description: 'd', schema: z.object({}) },
    );
    const yields = tool(
      async function* () {
        yield 'one';
        yield 'two';
        return 'three';
      } as Loose,
      { name: 'yields', description: 'd', schema: z.object({}) },
    );
    const call = (name: string, args: Loose): Loose => ({ type: 'tool_call', id: `call-${name}`, name, args });
    const graph = chat(lib, {
      plain: async (_s: Loose, c: Loose) => (await adds.invoke({ n: 1 }, c), {}),
      called: async () => ({ messages: [await adds.invoke(call('adds', { n: 1 }))] }),
      yields: async () => ({ messages: [await yields.invoke(call('yields', {}))] }),
      hidden: async () => (await adds.invoke({ n: 1 }, { tags: ['langsmith:hidden'] }), {}),
      nested: chat(lib, { i: async () => ({ messages: [await adds.invoke(call('adds', { n: 3 }))] }) }),
      bad: async () => (await bad.invoke(call('bad', {})).catch(() => 0), {}),
    });
    for (const streamMode of ['tools', ['tools', 'messages', 'updates']] as Loose[])
      for (const subgraphs of [false, true])
        await t.chunks(`${streamMode}`, () => graph.stream(input, { streamMode, subgraphs }));
  },
};
