/** Tells classes apart, those of other realms too: hosts and test runners have several. */

/** Whether an object has no class: made by a literal, by JSON, or without a prototype. */
export function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === Object.prototype || prototype === null) return true;
  // The root of another realm.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
}

/** The root of all typed arrays; its getter of the tag works on those of other realms, and cannot be deceived. */
const TypedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** `Uint8Array` and so on; `undefined` for what is none. */
export function typedArrayName(value: object): string | undefined {
  return Reflect.get(TypedArray, Symbol.toStringTag, value) as string | undefined;
}

/** The error classes that JavaScript has, by name. */
export const BUILT_IN_ERRORS: ReadonlyMap<unknown, ErrorConstructor | AggregateErrorConstructor> = new Map<
  unknown,
  ErrorConstructor | AggregateErrorConstructor
>(
  [Error, AggregateError, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((errorClass) => [
    errorClass.name,
    errorClass,
  ]),
);

/** Name of the built-in error class that an object is of, be it of another realm; `undefined` for all else. */
export function builtInErrorName(value: object): string | undefined {
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: unknown } } | null;
  const name = prototype?.constructor?.name;
  const isError = Object.prototype.toString.call(value) === '[object Error]';
  return isError && typeof name === 'string' && BUILT_IN_ERRORS.has(name) ? name : undefined;
}
