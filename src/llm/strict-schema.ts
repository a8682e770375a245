/** Which JSON Schemas providers can enforce. Pure. */

/**
 * Whether every object of the schema names all its properties as required and allows no others, which is what strict modes ask for.
 * A schema that does not is sent without `strict`: the provider would refuse it.
 */
export function fitsStrict(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return true;
  if (Array.isArray(schema)) return schema.every(fitsStrict);
  const { type, properties, required, additionalProperties, ...rest } = schema as Record<string, unknown>;
  if (type === 'object' || properties !== undefined) {
    const names = Object.keys(properties ?? {});
    const all = Array.isArray(required) ? new Set<unknown>(required) : new Set<unknown>();
    if (additionalProperties !== false || !names.every((name) => all.has(name))) return false;
  }
  return fitsStrict(Object.values(properties ?? {})) && fitsStrict(Object.values(rest));
}
