/** Goes on without a promise where nothing has to be waited for: of each super-step that is most of the cost. */

export function isLater<Value>(value: Value | PromiseLike<Value>): value is PromiseLike<Value> {
  return typeof (value as { readonly then?: unknown } | undefined)?.then === 'function';
}

/** @returns what `then` makes of the value, at once if the value is there */
export function when<Value, Result>(
  value: Value | PromiseLike<Value>,
  then: (value: Value) => Result | PromiseLike<Result>,
): Result | PromiseLike<Result> {
  return isLater(value) ? value.then(then) : then(value);
}
