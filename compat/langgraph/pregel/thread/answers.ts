/** Whose question an answer is for. */
import { RESUME } from '../../reserved-names.ts';
import { namespaceHash } from '../../namespace-hash.ts';
import type { AskingTask } from '../scratchpad.ts';
import type { PendingWrite } from './thread-point.ts';

const INTERRUPT_ID = /^[0-9a-f]{32}$/;

/** Whether each key of an answer names a question. */
export function isAnswersById(resume: unknown): resume is Readonly<Record<string, unknown>> {
  if (typeof resume !== 'object' || resume === null || Array.isArray(resume)) return false;
  const keys = Object.keys(resume);
  return keys.length > 0 && keys.every((key) => INTERRUPT_ID.test(key));
}

/**
 * What a task's questions were answered, in the order of asking: those it had before, then the one given now.
 *
 * @param byId answers by the id of what they answer
 */
export function answersFor(
  { id: taskId, namespace }: AskingTask,
  pending: readonly PendingWrite[],
  byId: Readonly<Record<string, unknown>> | undefined,
): unknown[] {
  const own = pending.filter(([id]) => id === taskId);
  const answers = own.filter(([, channel]) => channel === RESUME).flatMap(([, , value]) => value);
  if (byId === undefined) return answers;
  const id = namespaceHash(namespace);
  if (Object.hasOwn(byId, id)) answers.push(byId[id]);
  return answers;
}
