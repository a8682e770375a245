/** States of zod objects, of versions 4 and 3, with reducers in their registry. */
import { END, MessagesZodMeta, MessagesZodState, START, StateGraph, type GraphNode } from '@langchain/langgraph';
import { registry, withLangGraph } from '@langchain/langgraph/zod';
import type { BaseMessage } from '@langchain/core/messages';
import { expectTypeOf } from 'vitest';
import { z } from 'zod/v4';
import { z as z3 } from 'zod/v3';

export const State = z.object({
  name: z.string(),
  count: z.number().default(0),
  mode: z.enum(['a', 'b']).optional(),
  messages: z.custom<BaseMessage[]>().register(registry, MessagesZodMeta),
  log: z
    .array(z.string())
    .default(() => [])
    .register(registry, {
      reducer: {
        fn: (held: string[], more: string[]) => [...held, ...more],
        schema: z.union([z.string(), z.array(z.string())]),
      },
    }),
});
export const Older = z3.object({
  total: withLangGraph(z3.number(), { reducer: { fn: (held: number, more: number) => held + more }, default: () => 0 }),
  tag: z3.string().nullable(),
});
export const Input = State.pick({ name: true });

export const node: GraphNode<typeof State> = (state) => {
  expectTypeOf(state.count).toEqualTypeOf<number>();
  return { count: state.count + 1 };
};
export const graph = new StateGraph(State, { input: Input })
  .addNode('node', node)
  .addNode('inline', async ({ log, mode }) => ({ log: mode === 'a' ? log : [] }))
  .addEdge(START, 'node')
  .addEdge('node', 'inline')
  .addEdge('inline', END)
  .compile();
export const older = new StateGraph(Older)
  .addNode('add', (state) => ({ total: state.total }))
  .addEdge(START, 'add')
  .compile();
export const talk = new StateGraph(MessagesZodState)
  .addNode('say', (state) => ({ messages: state.messages }))
  .addEdge(START, 'say')
  .compile();

export async function run() {
  const result = await graph.invoke({ name: 'Ada' });
  const sum = await older.invoke({ total: 1 });
  const said = await talk.invoke({ messages: [{ role: 'user', content: 'hi' }] });
  // @ts-expect-error a key of another type
  await older.invoke({ total: 'x' });
  return { result, sum, said };
}
