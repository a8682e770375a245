/** The fresh process in which one contender is measured in one scenario, once. Started by harness/run-child.ts. */
import type { Contender } from './contender.ts';
import type { ChildAnswer, ChildTask } from './harness/run-child.ts';
import { measure } from './harness/measure.ts';

process.once('message', (task: ChildTask) => {
  void answer(task).then((message) => process.send?.(message, undefined, {}, () => process.exit()));
});

async function answer({ contender: url, measure: kind, size, units, budget }: ChildTask): Promise<ChildAnswer> {
  try {
    const { contender } = (await import(url)) as { readonly contender: Contender };
    return { measurement: await measure(kind, await contender.prepare(size), units, budget) };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
