/** Goes on without a promise where nothing has to be waited for: of each super-step that is most of the cost. */
import type { Stored } from '../engine/index.ts';

export function isLater<Value>(value: Stored<Value>): value is PromiseLike<Value> {
  return typeof (value as { readonly then?: unknown } | undefined)?.then === 'function';
}

/** @returns what `then` makes of the value, at once if the value is there */
export function when<Value, Result>(value: Stored<Value>, then: (value: Value) => Stored<Result>): Stored<Result> {
  return isLater(value) ? value.then(then) : then(value);
}
