/** Finds out which nodes need no config made for them. */

/** An arrow function of at most one plain parameter; a destructured one may name keys, but have no defaults. */
const ONE_PARAMETER = /^(?:async\b\s*)?(?:\(\s*(?:[\w$]*|\{[\w$\s,:]*\})\s*\)|[\w$]+)\s*=>/;

/** Whether a function cannot see a second argument: such an arrow function has no `arguments` of its own, and no rest. */
export function ignoresConfig(func: (...args: never[]) => unknown): boolean {
  return func.length < 2 && ONE_PARAMETER.test(Function.prototype.toString.call(func));
}
