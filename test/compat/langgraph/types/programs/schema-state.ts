/** A state of a StateSchema. */
import {
  END,
  MessagesValue,
  ReducedValue,
  START,
  StateGraph,
  StateSchema,
  UntrackedValue,
  type GraphNode,
  type InferStateSchemaUpdate,
  type InferStateSchemaValue,
} from '@langchain/langgraph';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

export const State = new StateSchema({
  name: z.string(),
  count: z.number().default(0),
  messages: MessagesValue,
  log: new ReducedValue(
    z.array(z.string()).default(() => []),
    {
      inputSchema: z.object({ line: z.string() }),
      reducer: (held, more) => {
        expectTypeOf(held).toEqualTypeOf<string[]>();
        return [...held, more.line];
      },
    },
  ),
  cache: new UntrackedValue(z.record(z.string(), z.number())),
});
export type Held = typeof State.State;
export type Update = typeof State.Update;
export type Node = typeof State.Node;
export type Value = InferStateSchemaValue<typeof State.fields>;
export type Written = InferStateSchemaUpdate<typeof State.fields>;
expectTypeOf<Held['count']>().toEqualTypeOf<number>();

export const count: GraphNode<typeof State> = (state) => ({ count: state.count + 1 });
export const speak: typeof State.Node = (state) => ({ name: state.name.toUpperCase() });

export const Input = new StateSchema({ name: z.string() });
export const Output = new StateSchema({ count: z.number() });
export const graph = new StateGraph({ state: State, input: Input, output: Output })
  .addNode('count', count)
  .addNode('log', (state) => ({ log: { line: `${state.name}: ${state.count}` } }))
  .addEdge(START, 'count')
  .addEdge('count', 'log')
  .addEdge('log', END)
  .compile();
export const plain = new StateGraph(State)
  .addSequence([
    ['one', async (state) => ({ count: state.count })],
    ['two', () => ({ count: 1 })],
  ])
  .addEdge(START, 'one')
  .compile();

export async function run() {
  const result = await graph.invoke({ name: 'Ada' });
  const whole = await plain.invoke({ name: 'Ada', log: { line: 'x' } });
  // @ts-expect-error the input has no such key
  await graph.invoke({ count: 1 });
  const channels = State.getChannels();
  const keys = State.getAllKeys();
  const schema = State.getJsonSchema();
  return { result, whole, channels, keys, schema };
}
