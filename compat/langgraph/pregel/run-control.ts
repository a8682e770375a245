/** Asks a run to stop at its next super-step, with its checkpoint stored, and tells its nodes that it was asked. */
export class RunControl {
  #reason: string | undefined;

  /** @param reason what the GraphDrained that ends the run carries */
  requestDrain(reason = 'shutdown'): void {
    this.#reason = reason;
  }

  get drainRequested(): boolean {
    return this.#reason !== undefined;
  }

  get drainReason(): string | undefined {
    return this.#reason;
  }
}
