/**
 * Tells what tasks of one super-step came to in the order in which LangGraph does: one that asks before those that wrote at the
 * same time, and one that edges lead from after those without. There each takes a number of turns of the microtask queue until
 * it is known to have ended; here they end at once, and are told as late.
 */
import type { NodeWriter } from './node-writer.ts';

/** Turns until any task is told, and those that it takes longer for its edges. */
const ALL = 12;
const EDGES = 11;
const CONDITIONAL = 25;
/** Turns until a call of `task()` is told. */
const CALL = 5;
/** Turns that a task which waits takes here to be known to have ended, and one that does not wait does not. */
const WAITED = 5;

export function lagOf(writers: readonly NodeWriter[]): number {
  const conditional = writers.filter(({ edge }) => edge === 'conditional').length;
  const lag = (writers.some(({ edge }) => edge === 'plain') ? EDGES : 0) + conditional * CONDITIONAL;
  return lag === 0 ? 0 : lag + WAITED;
}

interface HeldEnd {
  readonly tell: () => void;
  readonly due: number;
}

export class HeldEnds {
  #held: HeldEnd[] = [];
  #turn = 0;
  #turning = false;
  /** Tasks of the super-step that have not started: nobody is told of while there are any, however often the loop gives way. */
  #unstarted = 0;

  /** So many tasks start at once. */
  expect(tasks: number): void {
    this.#unstarted = tasks;
  }

  started(): void {
    if (this.#unstarted > 0 && --this.#unstarted === 0 && this.#held.length > 0) this.#begin();
  }

  /** @param lag how much later than other tasks of the super-step it is told */
  hold(tell: () => void, lag: number): void {
    this.#holdFor(tell, ALL + lag);
  }

  /** Of a call within a task: whoever called goes on first. */
  holdCall(tell: () => void): void {
    this.#holdFor(tell, CALL);
  }

  #holdFor(tell: () => void, turns: number): void {
    this.#held.push({ tell, due: this.#turn + turns });
    if (this.#unstarted === 0) this.#begin();
  }

  #begin(): void {
    if (!this.#turning) void this.#turnByTurn();
  }

  async #turnByTurn(): Promise<void> {
    this.#turning = true;
    while (this.#held.length > 0) {
      await Promise.resolve();
      this.#turn++;
      if (this.#held.some(({ due }) => due <= this.#turn)) this.#tellUntil(this.#turn);
    }
    this.#turning = false;
  }

  /** Tells all that is held. */
  flush(): void {
    this.#unstarted = 0;
    if (this.#held.length > 0) this.#tellUntil(Infinity);
  }

  #tellUntil(turn: number): void {
    const due = this.#held.filter((it) => it.due <= turn).sort((a, b) => a.due - b.due);
    this.#held = this.#held.filter((it) => it.due > turn);
    for (const { tell } of due) tell();
  }
}
