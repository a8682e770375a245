/** What the tasks of a super-step come to that is no result. */
import { isGraphDrained, type GraphBubbleUp } from '../errors/index.ts';

export class Failures {
  readonly #errors = new Set<unknown>();
  #bubble: GraphBubbleUp | undefined;
  /** Whether a task asks or waits, which goes before what else leaves the graph. */
  paused = false;

  add(error: unknown): void {
    this.#errors.add(error);
  }

  /** Takes what leaves the graph without being a failure: the tasks beside it come to their own ends first. */
  addBubble(error: GraphBubbleUp): void {
    if (!isGraphDrained(this.#bubble)) this.#bubble = error;
  }

  /** What the run rejects with. */
  error(step: number): unknown {
    if (this.#errors.size === 1) return [...this.#errors][0];
    return new AggregateError(
      this.#errors,
      `Multiple errors occurred during superstep ${step}. See the "errors" field of this exception for more details.`,
    );
  }

  /** Called when all tasks of the super-step have come to an end. */
  throwBubble(): void {
    if (this.#bubble !== undefined && !this.paused) throw this.#bubble;
  }
}
