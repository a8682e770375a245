/** Whose question an answer is for. */
import { INTERRUPT, RESUME } from '../../constants.ts';
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
  taskId: string,
  pending: readonly PendingWrite[],
  byId: Readonly<Record<string, unknown>> | undefined,
): unknown[] {
  const own = pending.filter(([id]) => id === taskId);
  const answers = own.filter(([, channel]) => channel === RESUME).flatMap(([, , value]) => value);
  if (byId === undefined) return answers;
  const asked = own.filter(([, channel]) => channel === INTERRUPT).map(([, , value]) => (value as { id?: string }).id);
  const id = [...asked, taskId.replaceAll('-', '')].find((it) => it !== undefined && Object.hasOwn(byId, it));
  if (id !== undefined) answers.push(byId[id]);
  return answers;
}
