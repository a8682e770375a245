/** Conditional edges, sends, commands and input of a node's own. */
import {
  Annotation,
  Command,
  END,
  START,
  Send,
  StateGraph,
  isCommand,
  type ConditionalEdgeRouter,
  type CommandInstance,
  type CommandParams,
  type GraphNode,
  type GraphNodeReturnValue,
  type NodeError,
  type SendOptions,
} from '@langchain/langgraph';
import { expectTypeOf } from 'vitest';

export const State = Annotation.Root({
  topics: Annotation<string[]>,
  jokes: Annotation<string[]>({ reducer: (held, more) => [...held, ...more], default: () => [] }),
  best: Annotation<string | undefined>,
});
export const Topic = Annotation.Root({ topic: Annotation<string> });

export const fanOut = (state: typeof State.State) => state.topics.map((topic) => new Send('joke', { topic }));
export const router: ConditionalEdgeRouter<typeof State, Record<string, unknown>, 'joke' | 'pick'> = (state) =>
  state.topics.length === 0 ? END : ['pick', new Send('joke', state)];
export const typed: GraphNode<typeof State, Record<string, unknown>, 'joke' | 'pick'> = (state) =>
  new Command({ goto: state.best === undefined ? 'joke' : 'pick', update: { best: 'x' } });
export const bag: GraphNode<{ InputSchema: typeof Topic; OutputSchema: typeof State; Nodes: 'pick' }> = (state) => ({
  jokes: [state.topic],
});
export const bagRouter: ConditionalEdgeRouter<{ InputSchema: typeof Topic; Nodes: 'a' }> = (state) =>
  state.topic === '' ? 'a' : END;

export const builder = new StateGraph(State)
  .addNode('plan', () => ({ topics: ['a', 'b'] }))
  .addNode('joke', async (state) => ({ jokes: [`on ${state.topic}`] }), {
    input: Topic,
    retryPolicy: { maxAttempts: 2 },
  })
  .addNode(
    'pick',
    (state: typeof State.State) => {
      expectTypeOf(state.jokes).toEqualTypeOf<string[]>();
      return new Command({ update: { best: state.jokes[0] }, goto: ['check', new Send('joke', { topic: 'again' })] });
    },
    { ends: ['check', 'joke'], defer: true, cachePolicy: { ttl: 3 } },
  )
  .addNode('check', (state: typeof State.State) => ({ best: state.best ?? 'none' }), {
    errorHandler: (_, error: NodeError) => ({ best: error.node }),
    timeout: { runTimeout: 10 },
  })
  .addEdge(START, 'plan')
  .addConditionalEdges('plan', router)
  .addConditionalEdges('plan', fanOut, ['joke'])
  .addConditionalEdges('joke', (_, config) => (config.signal?.aborted ? END : 'pick'), { pick: 'pick', [END]: END })
  .addConditionalEdges('check', (state) => (state.best === undefined ? 'more' : 'done'), { more: 'joke', done: END });
export const graph = builder.compile();

export const literal = new StateGraph({ state: State, nodes: ['a', 'b'] })
  .addNode('a', () => new Command({ goto: 'b' }))
  .addNode('b', () => ({ best: 'x' }));

export async function run() {
  const command = new Command({ resume: { yes: true }, update: { best: 'x' } });
  const parent = new Command({ graph: Command.PARENT, goto: 'outside' });
  const result = await graph.invoke({ topics: ['x'] });
  const again = await graph.invoke(new Command({ resume: 'yes' }));
  const json = command.toJSON();
  const sent = new Send<'joke', { topic: string }>('joke', { topic: 'x' }, { timeout: 5 });
  const unknown: unknown = command;
  if (isCommand(unknown)) console.log(unknown.goto, unknown.update);
  // @ts-expect-error no such node
  builder.addConditionalEdges('nobody', router);
  return { parent, result, again, json, args: sent.args, tuples: command._updateAsTuples() };
}

export declare const params: CommandParams<string, { a: number }, 'x'>;
export declare const instance: CommandInstance<boolean, { a: number }, 'x' | 'y'>;
export declare const returned: GraphNodeReturnValue<{ a: number }, 'x'>;
export declare const options: SendOptions;
