/** What one execution of a task remembers while it runs. */

/** Answers that a run was given, and for whom. */
export interface Answers {
  /** What the task's earlier questions were answered, in the order of asking. */
  readonly forTask: (taskId: string) => readonly unknown[];
  /** An answer for whoever asks next; absent once it was taken. */
  open: { readonly value: unknown } | undefined;
}

export class Scratchpad {
  callCounter = 0;
  interruptCounter = -1;
  subgraphCounter = 0;
  readonly resume: unknown[];
  readonly currentTaskInput: unknown;
  /** An answer for the next question; `undefined` is none. */
  nullResume: unknown;
  readonly #answers: Answers | undefined;

  constructor(input: unknown, taskId: () => string, answers: Answers | undefined) {
    this.currentTaskInput = input;
    this.#answers = answers;
    this.resume = answers === undefined ? [] : [...answers.forTask(taskId())];
    this.nullResume = answers?.open?.value;
  }

  /** Takes the open answer, if there is one, so that it answers one question. */
  consumeNullResume(): unknown {
    const value = this.nullResume;
    this.nullResume = undefined;
    const answers = this.#answers;
    // Calls that were started together all have it.
    if (answers !== undefined) queueMicrotask(() => (answers.open = undefined));
    return value;
  }
}
