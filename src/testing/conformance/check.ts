/** What cases of a conformance suite say is so, or fail. */
import { described, valueDifference } from './value-difference.ts';

/** What a failed case throws: test runners show the two values. */
function failure(message: string, values: { actual?: unknown; expected?: unknown; cause?: unknown } = {}): Error {
  const error = new Error(message, 'cause' in values ? { cause: values.cause } : undefined);
  error.name = 'ConformanceError';
  return 'expected' in values
    ? Object.assign(error, { actual: values.actual, expected: values.expected, showDiff: true })
    : error;
}

/** Says that something is not so, and why. */
export function fail(message: string, cause: unknown): never {
  throw failure(message, { cause });
}

/** Says that `holds` is true. */
export function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw failure(message);
}

/** Says that both are the same, where a property that is `undefined` may be absent. */
export function same(what: string, actual: unknown, expected: unknown): void {
  const difference = valueDifference(actual, expected, what, { absentIsUndefined: true });
  if (difference !== undefined) throw failure(`${difference}.`, { actual, expected });
}

/** Says that both are the same, to the last property. */
export function exactly(what: string, actual: unknown, expected: unknown): void {
  const difference = valueDifference(actual, expected, what);
  if (difference !== undefined) throw failure(`${difference}.`, { actual, expected });
}

/** What came of a call: a value, or an error that refuses it. */
export type Outcome<Value> = { readonly value: Value } | { readonly refused: Error };

/** Whatever is thrown must be an error. */
export async function outcomeOf<Value>(call: () => Value | PromiseLike<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await call() };
  } catch (error) {
    if (error instanceof Error) return { refused: error };
    throw failure(`A call was refused with ${described(error)}, which is no Error.`, { cause: error });
  }
}

/** Says that a call is refused, and with what. */
export async function refusalOf(what: string, call: () => unknown): Promise<Error> {
  const outcome = await outcomeOf(call);
  if ('refused' in outcome) return outcome.refused;
  throw failure(`${what} should be refused, and was not.`);
}

/** Says that it is one of an id that somebody else took. */
export function checkConflict(what: string, error: Error): void {
  const code: unknown = 'code' in error ? error.code : undefined;
  if (code === 'THREAD_CONFLICT') return;
  throw failure(`${what} should be refused with a ThreadConflictError, and was with ${error.name}: ${error.message}`, {
    cause: error,
  });
}
