/** Asking from within a node. */
import { InterruptError, named } from '../base/index.ts';

/** A task that can ask. */
export interface Asker {
  /** Returns the answer, or throws to pause the task. */
  ask(question: unknown): unknown;
}

/** Passes through a node that waits for an answer. Nodes must let it pass; one that catches it is paused all the same. */
export class PauseSignal extends Error {
  static {
    named(this, 'PauseSignal');
  }
  constructor(node: string) {
    super(`The node "${node}" waits for an answer: let this error pass.`);
  }
}

let asker: Asker | undefined;

/** Returns what `call` returns; until it first awaits, `interrupt` knows that the question is `whose`. */
export function asking(whose: Asker, call: () => unknown): unknown {
  const before = asker;
  asker = whose;
  try {
    return call();
  } finally {
    asker = before;
  }
}

/**
 * Asks for something that only comes later, from a person for instance. The first time the task stops here and the run ends as
 * paused; once `engine.resume` has brought the answer the node runs again from its beginning and this call returns it.
 * The n-th call in a node gets the n-th answer, so a node must ask in the same order every time. An error handler may ask too: its
 * node then runs again, and fails again, before the handler gets the answer.
 *
 * To be called before the node first awaits; afterwards call `runtime.interrupt`.
 *
 * @param question anything that tells what is asked; reported as the interrupt's `value`
 * @returns the answer, as it was given
 * @throws InterruptError `INTERRUPT_MISUSE` outside a node or after an `await`; `SAVER_MISSING` in a run that is not kept
 * @example
 * stateGraph({ draft: lastValue(''), approved: lastValue(false) })
 *   .addNode('review', (state) => ({ approved: interrupt<boolean>({ draft: state.draft }) }));
 */
export function interrupt<Answer = unknown>(question?: unknown): Answer {
  if (asker === undefined) {
    throw new InterruptError(
      'INTERRUPT_MISUSE',
      'interrupt() was called outside a node, or after an await: call runtime.interrupt() there.',
    );
  }
  return asker.ask(question) as Answer;
}
