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
