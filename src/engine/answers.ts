/** Finds out which question an answer is for. */
import { InterruptError } from '../base/index.ts';
import { listNames } from './describe-value.ts';
import type { Checkpoint, Interrupt } from './saver.ts';

/**
 * @param answer an object whose keys are ids of interrupts, or else the answer to the only one
 * @returns id of an interrupt → its answer
 * @throws InterruptError `NOT_PAUSED` if the thread waits for nothing; `ANSWER_AMBIGUOUS` if it waits for several things and
 *   the answer does not say which it is for
 */
export function matchAnswers(saved: Checkpoint, answer: unknown): ReadonlyMap<string, unknown> {
  const waiting = saved.records.flatMap(({ interrupts }) => interrupts);
  const [first] = waiting;
  if (first === undefined) {
    throw new InterruptError(
      'NOT_PAUSED',
      `The thread "${saved.thread}" waits for no answer: run on with a null input.`,
    );
  }
  const byId = answersById(waiting, answer);
  if (byId !== undefined) return byId;
  if (waiting.length === 1) return new Map([[first.id, answer]]);
  throw new InterruptError(
    'ANSWER_AMBIGUOUS',
    `The thread "${saved.thread}" waits for ${waiting.length} answers: give an object with some of ` +
      `the keys ${listNames(waiting.map(({ id }) => id))}.`,
  );
}

function answersById(waiting: readonly Interrupt[], answer: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  const entries = Object.entries(answer);
  const ids = new Set(waiting.map(({ id }) => id));
  return entries.length > 0 && entries.every(([key]) => ids.has(key)) ? new Map(entries) : undefined;
}
