/** A state of annotations: updates, invocations, reading a thread. */
import { HumanMessage, type BaseMessage } from '@langchain/core/messages';
import {
  Annotation,
  END,
  MemorySaver,
  MessagesAnnotation,
  Overwrite,
  START,
  StateGraph,
  addMessages,
  isInterrupted,
  type LangGraphRunnableConfig,
  type Messages,
} from '@langchain/langgraph';
import { expectTypeOf } from 'vitest';

export const State = Annotation.Root({
  ...MessagesAnnotation.spec,
  question: Annotation<string>,
  rounds: Annotation<number>({ reducer: (held, more) => held + more, default: () => 0 }),
  notes: Annotation<string[], string | string[]>({
    reducer: (held, more) => {
      expectTypeOf(held).toEqualTypeOf<string[]>();
      return held.concat(more);
    },
    default: () => [],
  }),
  history: Annotation<BaseMessage[], Messages>({ reducer: addMessages, default: () => [] }),
});
export type Held = typeof State.State;
export type Update = typeof State.Update;
export type Node = typeof State.Node;

expectTypeOf<Held['notes']>().toEqualTypeOf<string[]>();
expectTypeOf<Held['rounds']>().toEqualTypeOf<number>();

export const ask = async (state: Held, config: LangGraphRunnableConfig) => {
  const { thread_id: threadId } = config.configurable ?? {};
  return { question: `${state.question}?${threadId}`, notes: 'asked' };
};
export const builder = new StateGraph(State)
  .addNode('ask', ask)
  .addNode('think', (state, config) => {
    const { rounds, notes } = state;
    config.writer?.({ rounds, notes });
    return { rounds: 1, messages: [new HumanMessage('hm')] };
  })
  .addNode('tidy', async () => ({ notes: new Overwrite<string[]>([]) }))
  .addEdge(START, 'ask')
  .addEdge('ask', 'think')
  .addEdge(['think'], 'tidy')
  .addEdge('tidy', END);

export const graph = builder.compile({
  checkpointer: new MemorySaver(),
  interruptBefore: ['think'],
  name: 'annotated',
});

export async function run() {
  const thread = { configurable: { thread_id: '1' } };
  const result = await graph.invoke({ question: 'why', notes: ['a'] }, { ...thread, recursionLimit: 10 });
  const resumed = await graph.invoke(null, thread);
  if (isInterrupted<string>(result)) {
    const asked = result.__interrupt__[0];
    return asked;
  }
  const snapshot = await graph.getState(thread, { subgraphs: true });
  const next = await graph.updateState(snapshot.config, { notes: 'x' }, 'ask');
  const bulk = await graph.bulkUpdateState(next, [{ updates: [{ values: { rounds: 2 }, asNode: 'think' }] }]);
  for await (const past of graph.getStateHistory(bulk, { limit: 2 })) {
    const { metadata, tasks, parentConfig, createdAt } = past;
    console.log(metadata, tasks[0]?.interrupts, parentConfig, createdAt);
  }
  const batch = await graph.batch([{ question: 'a' }, { question: 'b' }]);
  // @ts-expect-error a key of another type
  await graph.invoke({ question: 1 });
  // @ts-expect-error no such node
  builder.addEdge('ask', 'nobody');
  return { resumed, batch, drawn: (await graph.getGraphAsync()).drawMermaid() };
}

export const recorded = new StateGraph(State)
  .addNode({ first: () => ({ rounds: 1 }), second: async (state) => ({ question: state.question }) })
  .addEdge(START, 'first')
  .compile();
export const listed = new StateGraph(State)
  .addNode([
    ['first', () => ({ rounds: 1 })],
    ['second', (state: Held) => ({ rounds: state.rounds }), { metadata: { a: 1 } }],
  ])
  .addEdge(START, 'first')
  .compile();

/** Without a root, and with updates of the same type as the value. */
export const whole = new StateGraph<Held>({ channels: {} as never });
export const rooted = Annotation<string[]>({ reducer: (a, b) => [...a, ...b], default: () => [] });
