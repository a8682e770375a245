/** Graphs in which messages come in many ways. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  RemoveMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { Annotation, Command, MessagesAnnotation, Send, StateGraph } from '@langchain/langgraph';
import { Speaker } from './speaker.ts';

const tagged = (model: BaseChatModel, ...tags: string[]) =>
  model.withConfig({ tags, metadata: { own: 1 }, runName: 'Named' });
const state = Annotation.Root({
  ...MessagesAnnotation.spec,
  single: Annotation<BaseMessage>,
  other: Annotation<unknown>,
});
type State = typeof state.State;
/** A graph of one node. */
export const oneNode = (node: (given: State, config: object) => unknown) =>
  new StateGraph(state)
    .addNode('plan', node as never)
    .addEdge('__start__', 'plan')
    .compile();

export const asks = {
  messages: [new HumanMessage({ content: 'hi', id: 'u1' }), new AIMessage({ content: 'old', id: 'a0' })],
};

/** Programs in which messages come in many ways. */
export const programs: Record<string, () => ReturnType<typeof oneNode>> = {
  'a streamed model': () => oneNode(async ({ messages }) => ({ messages: await new Speaker().invoke(messages) })),
  'a model that is streamed by hand': () =>
    oneNode(async ({ messages }) => {
      let whole: AIMessageChunk | undefined;
      for await (const chunk of await new Speaker().stream(messages)) whole = whole?.concat(chunk) ?? chunk;
      return { messages: [whole] };
    }),
  'a model that cannot stream': () =>
    oneNode(async ({ messages }) => ({ messages: await new Speaker({ streams: false }).invoke(messages) })),
  'a model whose chunks have ids': () =>
    oneNode(async () => {
      const chunks = [
        new AIMessageChunk({ content: 'a', id: 'own' }),
        new AIMessageChunk({ content: 'b' }),
        new AIMessageChunk({ content: 'c', id: 'other' }),
      ];
      return { messages: await new Speaker({ chunks }).invoke('x') };
    }),
  'a model whose first chunk has no id': () =>
    oneNode(async () => ({
      messages: await new Speaker({ chunks: ['a', new AIMessageChunk({ content: 'b', id: 'late' }), 'c'] }).invoke('x'),
    })),
  'chunks of a tool call': () =>
    oneNode(async () => {
      const call = (args: string, name?: string) =>
        new AIMessageChunk({
          content: '',
          tool_call_chunks: [
            { index: 0, args, ...(name === undefined ? {} : { name, id: 'c1' }), type: 'tool_call_chunk' },
          ],
        });
      return { messages: await new Speaker({ chunks: [call('', 'search'), call('{"q":'), call('1}')] }).invoke('x') };
    }),
  'two models, one of them silenced': () =>
    oneNode(async () => ({
      messages: await Promise.all([
        tagged(new Speaker(), 'nostream').invoke('x'),
        tagged(new Speaker(), 'loud').invoke('x'),
        tagged(new Speaker(), 'langsmith:nostream').invoke('x'),
      ]),
    })),
  'a model that fails before its first token': () =>
    oneNode(async () => ({
      messages: [
        new AIMessage(
          `failed: ${String(await new Speaker({ fails: true, streams: false }).invoke('x').catch(String))}`,
        ),
      ],
    })),
  'a model that fails after a token': () =>
    oneNode(async () => ({ other: await new Speaker({ fails: true }).invoke('x').catch(String) })),
  'messages without models': () =>
    oneNode(() => ({
      messages: [
        new AIMessage('no id'),
        new SystemMessage({ content: 'with', id: 's1' }),
        new AIMessage('no id either'),
        new ToolMessage({ content: 't', tool_call_id: 'c1' }),
      ],
      single: new AIMessage({
        content: [
          { type: 'text', text: 'x' },
          { type: 'reasoning', reasoning: 'y' },
          { type: 'image_url', image_url: 'u' },
          { type: 'tool_call_chunk', name: 'n', id: 'i', args: '{}' },
        ] as never,
        id: 'b1',
      }),
      other: [['deep', new AIMessage('too deep')]],
    })),
  'input that comes back': () =>
    oneNode(({ messages }) => ({
      messages: [...messages, new AIMessage({ content: 'new', id: 'n1' })],
      single: messages[0],
    })),
  'a plain object as message': () => oneNode(() => ({ messages: { role: 'assistant', content: 'plain' } })),
  'a removed message': () => oneNode(() => ({ messages: [new RemoveMessage({ id: 'a0' })] })),
  nothing: () => oneNode(() => undefined),
  commands: () =>
    oneNode(
      () =>
        new Command({ update: { messages: [new AIMessage({ content: 'by command', id: 'k1' })] }, goto: '__end__' }),
    ),
  lists: () =>
    oneNode(() => [{ messages: [new AIMessage({ content: 'in a list', id: 'l1' })] }, new Command({ update: {} })]),
  'a chain within a node': () =>
    oneNode(
      RunnableLambda.from(async () => ({
        messages: await RunnableLambda.from(() => new Speaker())
          .withConfig({ runName: 'plan' })
          .invoke('x'),
      })) as never,
    ),
  'a hidden node': () =>
    oneNode(
      RunnableLambda.from(() => ({ messages: [new AIMessage({ content: 'hidden', id: 'h1' })] })).withConfig({
        tags: ['langsmith:hidden'],
      }) as never,
    ),
  'many nodes': () =>
    new StateGraph(state)
      .addNode('plan', async () => ({ messages: await new Speaker().invoke('x') }))
      .addNode('act', ({ messages }: State) => ({
        messages: [messages.at(-1)!, new AIMessage({ content: 'more', id: 'm2' })],
      }))
      .addNode('again', ({ messages }: State) => ({ messages }))
      .addEdge('__start__', 'plan')
      .addEdge('plan', 'act')
      .addEdge('act', 'again')
      .compile() as never,
  'a subgraph': () => {
    const inner = new StateGraph(state)
      .addNode('leaf', async ({ messages }) => ({
        messages: [await new Speaker().invoke(messages), new AIMessage({ content: 'leaf', id: 'leaf1' })],
      }))
      .addEdge('__start__', 'leaf')
      .compile();
    return new StateGraph(state)
      .addNode('plan', inner)
      .addNode('act', ({ messages }: State) => ({ messages }))
      .addEdge('__start__', 'plan')
      .addEdge('plan', 'act')
      .compile() as never;
  },
  sends: () =>
    new StateGraph(state)
      .addNode('plan', ({ other }: State) => ({
        messages: [new AIMessage({ content: String(other), id: `s${String(other)}` })],
      }))
      .addConditionalEdges('__start__', () => [1, 2, 3].map((other) => new Send('plan', { other })), ['plan'])
      .compile() as never,
  'a node that fails': () =>
    oneNode(async () => {
      await new Speaker().invoke('x');
      throw new Error('node');
    }),
};
