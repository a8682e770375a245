/** Goes on at once where nothing has to be waited for. */
import type { Stored } from '../../engine/index.ts';

/** @returns what `then` makes of the value, at once if the value is there */
export function when<Value, Result>(value: Stored<Value>, then: (value: Value) => Stored<Result>): Stored<Result> {
  const isLater = typeof (value as { readonly then?: unknown } | undefined)?.then === 'function';
  return isLater ? (value as PromiseLike<Value>).then(then) : then(value as Value);
}
