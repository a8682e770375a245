/** What a run gives its nodes besides the state: context, store, interrupts, writers. */
import {
  Annotation,
  Command,
  InMemoryStore,
  RunControl,
  START,
  StateGraph,
  getConfig,
  getCurrentTaskInput,
  getStore,
  getWriter,
  interrupt,
  writer,
  type InferInterruptInputType,
  type InferInterruptResumeType,
  type InferWriterType,
  type LangGraphRunnableConfig,
  type Runtime,
} from '@langchain/langgraph';
import { expectTypeOf } from 'vitest';
import { z } from 'zod';

export const State = Annotation.Root({ answer: Annotation<string>, ok: Annotation<boolean> });
export const Context = z.object({ user: z.string(), depth: z.number().default(1) });

export const graph = new StateGraph(State, Context)
  .addNode('greet', (_, runtime) => {
    const { context, store, configurable } = runtime;
    console.log(store?.get(['a'], 'b'), configurable);
    return { answer: `${context?.user} ${context?.depth}` };
  })
  .addNode('typed', async (_: typeof State.State, config: LangGraphRunnableConfig<z.infer<typeof Context>>) => ({
    answer: config.context?.user,
  }))
  .addEdge(START, 'greet')
  .compile({ store: new InMemoryStore() });

export const asking = new StateGraph(State, {
  interrupt: { approve: interrupt<{ text: string }, boolean>, edit: interrupt<string, { by: string }> },
  writer: writer<{ progress: number }>,
})
  .addNode('approve', (_, runtime) => {
    const approved = runtime.interrupt.approve({ text: 'ok?' });
    runtime.writer({ progress: 1 });
    return { ok: approved };
  })
  .addEdge(START, 'approve')
  .compile();
export const single = new StateGraph(State, { interrupt: interrupt<string, number>, context: Context })
  .addNode('ask', (_, runtime) => ({ answer: String(runtime.interrupt('how many?')) }))
  .addEdge(START, 'ask')
  .compile();
export const annotated = new StateGraph(State, Annotation.Root({ llm: Annotation<string> }))
  .addNode('a', (_, { context, executionInfo, serverInfo, control, heartbeat, signal }) => {
    console.log(executionInfo?.nodeAttempt, serverInfo?.user, control, heartbeat, signal.aborted);
    return { answer: context?.llm };
  })
  .addEdge(START, 'a')
  .compile();
export const schema = new StateGraph({ state: State, context: Context })
  .addNode('a', (_, runtime) => ({ answer: runtime.context?.user }))
  .addEdge(START, 'a')
  .compile();

export async function run() {
  const result = await graph.invoke({ answer: '' }, { context: { user: 'Ada', depth: 2 }, control: new RunControl() });
  // @ts-expect-error the context is of another type
  await graph.invoke({ answer: '' }, { context: { user: 5 } });
  const resumed = await asking.invoke(new Command({ resume: true }));
  const stream = await asking.stream({ answer: '' }, { streamMode: ['custom'] });
  for await (const [mode, chunk] of stream) console.log(mode, chunk.progress);
  return { result, resumed };
}

export function inside() {
  const anything = interrupt('x');
  const known = interrupt<{ text: string }, boolean>({ text: 'x' });
  const asked = interrupt({ text: 'x' });
  expectTypeOf(known).toEqualTypeOf<boolean>();
  expectTypeOf(asked).toBeAny();
  const config = getConfig();
  const input = getCurrentTaskInput();
  const typed = getCurrentTaskInput<typeof State.State>(config);
  const store = getStore();
  const write = getWriter();
  writer({ a: 1 });
  return { anything, config, input, typed, store, write };
}

export declare const runtime: Runtime<{ user: string }, typeof interrupt<string, number>, (chunk: number) => void>;
export declare const plain: Runtime;
export declare const inputs: InferInterruptInputType<{
  a: typeof interrupt<string, number>;
  b: typeof interrupt<boolean>;
}>;
export declare const resumes: InferInterruptResumeType<{
  a: typeof interrupt<string, number>;
  b: typeof interrupt<boolean>;
}>;
export declare const one: InferInterruptResumeType<typeof interrupt<string, { a: 1 }>>;
export declare const none: InferInterruptResumeType<unknown>;
export declare const written: InferWriterType<typeof writer<{ a: number }>>;
export declare const unwritten: InferWriterType<unknown>;
