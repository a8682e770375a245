/** What a system must be able to do to be measured here. */

export interface Contender {
  readonly name: string;
  /** Prepares a scenario of a given size; what it returns runs the scenario once and must be right. */
  readonly scenarios: Readonly<Record<Scenario, (size: number) => () => Promise<void>>>;
}

/**
 * - `chain`: `size` nodes one after the other, each adds one to a counter
 * - `loop`: two nodes in turn until the counter is `size`, by a conditional edge
 * - `channels`: `loop` to 1,000 in a graph of `size` channels that all hold a value
 * - `run`: a whole run of three super-steps, in a graph of `size` channels that all hold a value
 * - `fan-out`: one node sends `size` tasks, their writes are folded, a last node reads them
 * - `async`: `chain` with async nodes
 */
export type Scenario = 'chain' | 'async' | 'loop' | 'channels' | 'run' | 'fan-out';

/** Ends the benchmark if a contender computed something else than it should. */
export function expectCount(name: string, actual: unknown, expected: number): void {
  if (actual !== expected) throw new Error(`${name} counted ${String(actual)}, not ${expected}`);
}
