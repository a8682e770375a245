import { AIMessage, AIMessageChunk, HumanMessage, RemoveMessage, ToolMessage } from '@langchain/core/messages';
import { FakeListChatModel, FakeStreamingChatModel } from '@langchain/core/utils/testing';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { thread, type Loose } from './log-state.ts';

const chat = (lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose => {
  const builder: Loose = new lib.StateGraph(lib.MessagesAnnotation);
  let before: string = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node).addEdge(before, name);
    before = name;
  }
  return builder.compile(compile);
};

const human = (content: string, id?: string): HumanMessage => new HumanMessage({ content, id });
const ai = (content: string, id?: string): AIMessage => new AIMessage({ content, id });
const says = (...responses: string[]): FakeListChatModel => new FakeListChatModel({ responses });

export const messages: Programs = {
  'the reducer adds, coerces and gives ids': (lib, t) => {
    const reduce: Loose = lib.messagesStateReducer;
    t.record('add', reduce([human('a', '1')], [ai('b', '2')]));
    t.record('one', reduce([human('a', '1')], ai('b', '2')));
    t.record('text', reduce([], 'hello'));
    t.record('texts', reduce([], ['hello', ['ai', 'there'], { role: 'system', content: 's' }]));
    t.record(
      'ids',
      reduce([human('a')], [ai('b')]).map((message: Loose) => typeof message.id),
    );
    t.record('same', lib.addMessages === lib.messagesStateReducer);
    t.record('empty', reduce([], []));
  },
  'the reducer replaces and removes by id': async (lib, t) => {
    const reduce: Loose = lib.messagesStateReducer;
    const held = [human('a', '1'), ai('b', '2'), human('c', '3')];
    t.record('replace', reduce(held, [ai('B', '2')]));
    t.record('replace and add', reduce(held, [ai('B', '2'), human('d', '4'), human('D', '4')]));
    t.record('remove', reduce(held, [new RemoveMessage({ id: '2' })]));
    t.record('remove and add', reduce(held, [new RemoveMessage({ id: '2' }), ai('new', '2')]));
    await t.attempt('unknown', () => reduce(held, [new RemoveMessage({ id: 'x' })]));
    t.record(
      'all',
      reduce(held, [human('gone', '8'), new RemoveMessage({ id: lib.REMOVE_ALL_MESSAGES }), human('kept', '9')]),
    );
    t.record('key', lib.REMOVE_ALL_MESSAGES);
    t.record('held is left alone', held);
    await t.attempt('bad', () => reduce([], [{ nope: 1 }]));
    await t.attempt('null', () => reduce([], null));
    await t.refusal('undefined held', () => reduce(undefined, ['x']));
  },
  'the reducer in bulk': async (lib, t) => {
    const reduce: Loose = lib.messagesDeltaReducer;
    const held = [human('a', '1'), ai('b', '2')];
    t.record('add', reduce(held, [[human('c', '3')], ai('d', '4')]));
    t.record('replace', reduce(held, [[ai('B', '2')], [ai('BB', '2')]]));
    t.record('remove', reduce(held, [[new RemoveMessage({ id: '1' })], [new RemoveMessage({ id: 'x' })]]));
    t.record('all', reduce(held, [[new RemoveMessage({ id: lib.REMOVE_ALL_MESSAGES })], [human('z', '9')]]));
    t.record('no ids', reduce([], [[human('a')]]));
    await t.attempt('texts', () => reduce([], ['x', [{ role: 'user', content: 'y' }]]));
  },
  'MessageGraph of old': async (lib, t) => {
    const graph: Loose = new (lib as Loose).MessageGraph()
      .addNode('a', () => ai('hi', '2'))
      .addNode('b', () => [ai('there', '3'), human('!', '4')])
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .compile();
    t.record('result', await graph.invoke(human('x', '1')));
    await t.chunks('updates', () => graph.stream([human('x', '1')]));
    await t.chunks('updates asked', () => graph.stream([human('x', '1')], { streamMode: 'updates' }));
  },
  'tokens of a model called with invoke, with stream, in the background': async (lib, t) => {
    const viaInvoke = async (s: Loose): Promise<Loose> => ({ messages: [await says('ab').invoke(s.messages)] });
    const viaStream = async (s: Loose): Promise<Loose> => {
      let whole: Loose;
      for await (const chunk of await says('cd').stream(s.messages))
        whole = whole === undefined ? chunk : whole.concat(chunk);
      return { messages: [whole] };
    };
    const graph = chat(lib, { viaInvoke, viaStream });
    await t.chunks('messages', () => graph.stream({ messages: [human('x', '1')] }, { streamMode: 'messages' }));
    await t.chunks('with updates', () =>
      graph.stream({ messages: [human('x', '1')] }, { streamMode: ['messages', 'updates'] }),
    );
  },
  'tokens without the model writing its answer': async (lib, t) => {
    const graph = chat(lib, { n: async () => (await says('ab').invoke('x'), {}) });
    await t.chunks('messages', () => graph.stream({ messages: [] }, { streamMode: 'messages' }));
  },
  'whole messages of nodes, once each, not those of the input': async (lib, t) => {
    const graph = chat(lib, {
      a: () => ({ messages: [ai('one', '2')] }),
      b: () => ({ messages: [ai('one', '2'), ai('two', '3')] }),
      c: (s: Loose) => ({ messages: s.messages }),
      d: () => new lib.Command({ update: { messages: [ai('by command', '4')] } }),
      e: () => ({ messages: 'plain text' }),
    });
    await t.chunks('messages', () => graph.stream({ messages: [human('x', '1')] }, { streamMode: 'messages' }));
  },
  'tags keep a model quiet': async (lib, t) => {
    const graph = chat(lib, {
      n: async (s: Loose) => {
        await says('quiet')
          .withConfig({ tags: ['nostream'] })
          .invoke(s.messages);
        await says('hush')
          .withConfig({ tags: ['langsmith:nostream'] })
          .invoke(s.messages);
        return {
          messages: [
            await says('l')
              .withConfig({ tags: ['loud'] })
              .invoke(s.messages),
          ],
        };
      },
    });
    await t.chunks('messages', () => graph.stream({ messages: [human('x', '1')] }, { streamMode: 'messages' }));
  },
  'tokens of nested graphs': async (lib, t) => {
    const inner = chat(lib, { m: async (s: Loose) => ({ messages: [await says('hi').invoke(s.messages)] }) });
    const graph = chat(lib, { sub: inner });
    const input = { messages: [human('x', '1')] };
    await t.chunks('flat', () => graph.stream(input, { streamMode: 'messages' }));
    await t.chunks('nested', () => graph.stream(input, { streamMode: 'messages', subgraphs: true }));
    const caller = chat(lib, { call: async (s: Loose) => inner.invoke(s) });
    await t.chunks('called', () => caller.stream(input, { streamMode: 'messages', subgraphs: true }));
  },
  'tool calls in chunks, and tool messages': async (lib, t) => {
    const chunks = [
      new AIMessageChunk({
        content: '',
        tool_call_chunks: [{ name: 'f', args: '{"a"', id: 'c1', index: 0, type: 'tool_call_chunk' }],
      }),
      new AIMessageChunk({ content: '', tool_call_chunks: [{ args: ':1}', index: 0, type: 'tool_call_chunk' }] }),
    ];
    const graph = chat(lib, {
      model: async (s: Loose) => ({ messages: [await new FakeStreamingChatModel({ chunks }).invoke(s.messages)] }),
      tool: () => ({ messages: [new ToolMessage({ content: 'r', tool_call_id: 'c1', id: 't1' })] }),
    });
    await t.chunks('messages', () => graph.stream({ messages: [human('x', '1')] }, { streamMode: 'messages' }));
  },
  'a model that fails': async (lib, t) => {
    const graph = chat(lib, {
      n: async () => ({ messages: [await new FakeStreamingChatModel({ thrownErrorString: 'no model' }).invoke('x')] }),
    });
    await t.chunks('messages', () => graph.stream({ messages: [] }, { streamMode: 'messages' }));
  },
  pushMessage: async (lib, t) => {
    const node = (_s: Loose, config: Loose): Loose => {
      lib.pushMessage({ role: 'assistant', content: 'pushed', id: 'p1' }, config);
      lib.pushMessage(ai('unsaved', 'p2'), { ...config, stateKey: null } as Loose);
      return { messages: [ai('last', 'p3')] };
    };
    const graph = chat(lib, { n: node });
    t.record('result', await graph.invoke({ messages: [] }));
    await t.chunks('messages', () => graph.stream({ messages: [] }, { streamMode: ['messages', 'updates'] }));
    await t.attempt('no id', () =>
      chat(lib, { n: () => (lib.pushMessage(ai('x') as Loose, {} as Loose), {}) }).invoke({ messages: [] }),
    );
  },
  'messages on a thread': async (lib, t) => {
    const graph = chat(
      lib,
      { m: async (s: Loose) => ({ messages: [await says(`seen ${s.messages.length}`).invoke(s.messages)] }) },
      { checkpointer: t.memory() },
    );
    for (const text of ['one', 'two']) {
      const result = (await graph.invoke({ messages: [{ role: 'user', content: text }] }, thread('1'))) as Loose;
      t.record(text, result);
    }
    await t.chunks('messages', () => graph.stream({ messages: 'three' }, { ...thread('1'), streamMode: 'messages' }));
  },
};
