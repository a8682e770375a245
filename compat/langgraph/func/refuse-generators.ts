export type AnyGenerator = AsyncGenerator<unknown, unknown, unknown> | Generator<unknown, unknown, unknown>;

/** @throws Error for a generator function: what it yields would go nowhere */
export function refuseGenerators(what: 'tasks' | 'entrypoints', func: unknown): void {
  const kind = Object.prototype.toString.call(func);
  if (kind !== '[object GeneratorFunction]' && kind !== '[object AsyncGeneratorFunction]') return;
  throw new Error(`Generators are disallowed as ${what}. For streaming responses, use config.write.`);
}
