/** Entrypoints and tasks. */
import {
  Command,
  MemorySaver,
  entrypoint,
  getPreviousState,
  interrupt,
  task,
  type EntrypointOptions,
  type LangGraphRunnableConfig,
  type TaskOptions,
} from '@langchain/langgraph';
import { expectTypeOf } from 'vitest';

export const add = task('add', (a: number, b: number) => a + b);
export const fetchPage = task({ name: 'fetch', retry: { maxAttempts: 3 }, timeout: 5 }, async (url: string) => ({
  url,
  length: 1,
}));
export const optional = task('optional', async (a: string, b?: number, ...rest: boolean[]) => [a, b, ...rest]);
export const throwing = task('throwing', (): never => {
  throw new Error('no');
});
// @ts-expect-error what a generator yields would go nowhere
export const generator = task('generator', function* () {
  yield 1;
});
// @ts-expect-error what a generator yields would go nowhere
export const asyncGenerator = task('generator', async function* () {
  yield 1;
});

export const sum = entrypoint('sum', async (numbers: number[]) => {
  let total = 0;
  for (const number of numbers) total = await add(total, number);
  return total;
});
export const sync = entrypoint('sync', (word: string) => word.length);
export const kept = entrypoint({ name: 'kept', checkpointer: new MemorySaver() }, async (more: number) => {
  const before = getPreviousState<number>() ?? 0;
  return entrypoint.final({ value: `was ${before}`, save: before + more });
});
export const keptAtOnce = entrypoint('keptAtOnce', (more: number) =>
  entrypoint.final({ value: [more], save: { more } }),
);
export const configured = entrypoint('configured', (input: { a: string }, config: LangGraphRunnableConfig) => {
  config.writer?.(input.a);
  return interrupt<string, { yes: boolean }>(input.a);
});
export const failing = entrypoint('failing', async (why: string): Promise<never> => {
  throw new Error(why);
});
// @ts-expect-error what a generator yields would go nowhere
export const generating = entrypoint('generating', function* (word: string) {
  yield word;
});
// @ts-expect-error what a generator yields would go nowhere
export const asyncGenerating = entrypoint('generating', async function* (word: string) {
  yield word;
});

export async function run() {
  const total = await sum.invoke([1, 2]);
  expectTypeOf(total).toEqualTypeOf<number>();
  const length = await sync.invoke('x');
  const was = await kept.invoke(1, { configurable: { thread_id: '1' } });
  const list = await keptAtOnce.invoke(1);
  const answered = await configured.invoke(new Command({ resume: true }));
  for await (const chunk of await sum.stream([1])) console.log(chunk);
  for await (const chunk of await sum.stream([1], { streamMode: 'values' })) console.log(chunk);
  for await (const chunk of await kept.stream(1, { streamMode: ['updates', 'values', 'custom'] })) console.log(chunk);
  const state = await kept.getState({ configurable: { thread_id: '1' } });
  // @ts-expect-error another type
  await sum.invoke('x');
  return { length, was, list, answered, values: state.values };
}
export const final = entrypoint.final({ value: 1, save: 'x' });
export declare const options: EntrypointOptions;
export declare const taskOptions: TaskOptions;
