/** Who still follows a run: when the last reader has left and nobody waits for a result, the run is stopped. */

/** Follows the cursors of a stream's channels. */
export interface CursorWatcher {
  /** A cursor was moved for the first time. */
  opened(): void;
  /** A cursor has come to the end, or its reader has left before. */
  closed(left: boolean): void;
}

/**
 * Counts the readers of a run. A reader who leaves may go on to another part of the run within the same turn of the event
 * loop, so the run is stopped a turn later, and only if there is still nobody.
 */
export class Audience implements CursorWatcher {
  #open = 0;
  #left = false;
  #wanted = false;
  #due = false;
  readonly #onDeserted: () => void;

  constructor(onDeserted: () => void) {
    this.#onDeserted = onDeserted;
  }

  opened(): void {
    this.#open += 1;
  }

  closed(left: boolean): void {
    this.#open -= 1;
    if (left) this.#left = true;
    if (this.#isDeserted() && !this.#due) this.#stopNextTurn();
  }

  /** Somebody waits for what can only be had from a run that ends by itself; or follows it where it cannot be seen. */
  want(): void {
    this.#wanted = true;
  }

  #isDeserted(): boolean {
    return this.#left && this.#open === 0 && !this.#wanted;
  }

  #stopNextTurn(): void {
    this.#due = true;
    setTimeout(() => {
      this.#due = false;
      if (this.#isDeserted()) this.#onDeserted();
    }, 0);
  }
}
