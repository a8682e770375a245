/** What goes wrong in a super-step. The tasks beside one that fails are told to stop, and waited for. */
import type { StopControl } from '../../../src/engine/internal.ts';
import { isGraphDrained, type GraphBubbleUp } from '../errors/index.ts';

/** Microtasks within which failures count as one: the first of several has not stopped the others. */
const TOGETHER = 6;

export class Failures {
  readonly #errors = new Set<unknown>();
  #bubble: GraphBubbleUp | undefined;
  #stopping = false;
  /** Whether a task asks or waits, which goes before what else leaves the graph. */
  paused = false;

  /** Whether a task has failed: no other one begins, and what those under way come to is given up. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Resolves once the tasks beside the one that failed have been told. */
  async add(error: unknown, stop: StopControl): Promise<void> {
    if (this.#stopping) return;
    this.#errors.add(error);
    for (let turn = 0; turn < TOGETHER; turn++) await Promise.resolve();
    this.#stopping = true;
    stop.warn();
  }

  /** Takes what leaves the graph without being a failure: nothing stops for it. */
  addBubble(error: GraphBubbleUp): void {
    if (!isGraphDrained(this.#bubble)) this.#bubble = error;
  }

  /**
   * Called when all tasks of the super-step have come to an end.
   *
   * @throws the error, an AggregateError of several, or what leaves the graph
   */
  throwIfAny(step: number): void {
    const [first, ...others] = this.#errors;
    if (others.length > 0)
      throw new AggregateError(
        this.#errors,
        `Multiple errors occurred during superstep ${step}. See the "errors" field of this exception for more details.`,
      );
    if (this.#errors.size > 0) throw first;
    if (this.#bubble !== undefined && !this.paused) throw this.#bubble;
  }
}
