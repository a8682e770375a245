/**
 * Tells what tasks of one super-step came to in the order in which LangGraph does: one that asks before those that wrote at the
 * same time, and one that edges lead from after those without. There each takes a number of turns of the microtask queue until
 * it is known to have ended; here they end at once, and are told as late.
 */
import type { NodeWriter } from './node-writer.ts';

/** Turns until any task is told, and those that it takes longer for its edges. */
const ALL = 16;
const EDGES = 11;
const CONDITIONAL = 25;
/** Turns until a call of `task()` is told. */
const CALL = 5;
/** A task that waited takes more turns here until it is known to have ended. */
const WAITED = -3;

export function lagOf(writers: readonly NodeWriter[]): number {
  const conditional = writers.filter(({ edge }) => edge === 'conditional').length;
  return (writers.some(({ edge }) => edge === 'plain') ? EDGES : 0) + conditional * CONDITIONAL;
}

/** Turns between two that are told. Of those that are due by then, the one that started first is next. */
const BETWEEN = 5;
/** How many are told in that order, if all are told at once; more go by when they are due. */
const FEW = 200;
/** Of a task that wrote nothing it is known a little earlier. */
export const SILENT = -3;

interface HeldEnd {
  readonly tell: () => void;
  readonly due: number;
  readonly place: number;
}

export class HeldEnds {
  #held: HeldEnd[] = [];
  /** In which order the tasks of the super-step started. */
  readonly #places = new Map<object, number>();
  /** The one that is starting right now. */
  #starting: object | undefined;
  #turn = 0;
  #turning = false;
  /** The turn from which on the next one may be told. */
  #free = 0;
  /** Tasks of the super-step that have not started: nobody is told of while there are any, however often the loop gives way. */
  #unstarted = 0;

  /** So many tasks start at once. */
  expect(tasks: number): void {
    this.#unstarted = tasks;
  }

  starts(task: object): void {
    this.#places.set(task, this.#places.size);
    if (this.#starting === undefined) queueMicrotask(() => (this.#starting = undefined));
    this.#starting = task;
    if (this.#unstarted > 0 && --this.#unstarted === 0 && this.#held.length > 0) this.#begin();
  }

  /**
   * @param lag how much later than other tasks of the super-step it is told
   */
  hold(tell: () => void, task: object, lag: number): void {
    const waited = this.#starting === task ? 0 : WAITED;
    this.#holdFor(tell, ALL + lag + waited, this.#places.get(task) ?? 0);
  }

  /** Of a call within a task: whoever called goes on first. */
  holdCall(tell: () => void): void {
    this.#holdFor(tell, CALL, 0);
  }

  #holdFor(tell: () => void, turns: number, place: number): void {
    this.#held.push({ tell, due: this.#turn + turns, place });
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
      if (this.#turn >= this.#free) this.#tellOne();
    }
    this.#turning = false;
  }

  /** Tells all that is held. */
  flush(): void {
    this.#unstarted = 0;
    this.#flushInOrder();
    if (this.#places.size > 0) this.#places.clear();
  }

  #flushInOrder(): void {
    if (this.#held.length > FEW) this.#held.sort((a, b) => a.due - b.due || a.place - b.place);
    while (this.#held.length > 0) {
      if (this.#held.length > FEW) this.#held.shift()?.tell();
      else {
        this.#turn = Math.max(this.#free, Math.min(...this.#held.map(({ due }) => due)));
        this.#tellOne();
      }
    }
  }

  /** Of those that are due, the one that started first. */
  #tellOne(): void {
    let next: HeldEnd | undefined;
    for (const it of this.#held) if (it.due <= this.#turn && (next === undefined || it.place < next.place)) next = it;
    if (next === undefined) return;
    this.#held.splice(this.#held.indexOf(next), 1);
    this.#free = this.#turn + BETWEEN;
    next.tell();
  }
}
