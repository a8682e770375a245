/** Questions that a run ends with, as its caller sees them. */
import { INTERRUPT } from './reserved-names.ts';

/** A question. Its answer may be given by `id`. */
// Callers read what was asked without naming its type.
// oxlint-disable-next-line typescript/no-explicit-any
export type Interrupt<Value = any> = {
  id?: string;
  value?: Value;
};

/**
 * Tells whether a run's result or a chunk of its stream holds questions.
 *
 * @example
 * const result: unknown = await app.invoke({ topic: 'ships' }, { configurable: { thread_id: '1' } });
 * if (isInterrupted<string>(result)) console.log(result[INTERRUPT][0]?.value);
 */
export function isInterrupted<Value = unknown>(values: unknown): values is { [INTERRUPT]: Interrupt<Value>[] } {
  if (typeof values !== 'object' || values === null) return false;
  return INTERRUPT in values && Array.isArray(values[INTERRUPT]);
}
