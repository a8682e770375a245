/** One row of the scorecard: a fault, what came of it, and what should have. */
import type { Subject } from './subject.ts';

/** What was measured, by what it is: `{ 'worst ms': 3.2, 'steps after': 0 }`. Infinite, in JSON `null`, is what never came. */
export type Figures = Readonly<Record<string, number | null>>;

export interface ProbeOptions {
  /** How much to do: what is counted is the row's business. */
  readonly size: number;
  /** Where the row draws anything, the same seed draws the same. */
  readonly seed: number;
}

export interface Row {
  /** Number in the scorecard, or name of the security case. */
  readonly row: string;
  readonly injected: string;
  readonly target: string;
  /** How much is done with us, with LangGraph (which would take minutes at our size), and in the short form that tests run. */
  readonly size: { readonly ours: number; readonly langgraph: number; readonly short: number };
  /** Why LangGraph is not measured, where it is not. */
  readonly notMeasured?: string;
  probe(subject: Subject, options: ProbeOptions): Promise<Figures>;
  /** Whether the target is met. In the short form only what does not depend on how fast the machine is gets judged. */
  meets(figures: Figures, form: 'full' | 'short'): boolean;
}

/** Whether figures are within a limit; one that is not there is not. */
export function atMost(figures: Figures, limit: number, ...names: readonly string[]): boolean {
  return names.every((name) => (figures[name] ?? Number.POSITIVE_INFINITY) <= limit);
}

export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Keeps the thread busy. */
export function burn(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

/** Runs `work` and tells what it threw; `undefined` stands for nothing. */
export async function caught(work: () => Promise<unknown>): Promise<{ readonly error: unknown } | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** All items of an iterable, in order. */
export async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
