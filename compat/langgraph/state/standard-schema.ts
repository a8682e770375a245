/** What the door reads of a schema, whichever library made it: its checks, its default and its JSON form. */
import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';

interface SerializableProps<Input = unknown, Output = Input>
  extends StandardSchemaV1.Props<Input, Output>, StandardJSONSchemaV1.Props<Input, Output> {}

/** A schema that can check a value and describe itself in JSON. */
export interface SerializableSchema<Input = unknown, Output = Input> {
  '~standard': SerializableProps<Input, Output>;
}

/** Whether a value can check others by the Standard Schema contract. */
export function isStandardSchema<Input = unknown, Output = Input>(
  schema: StandardSchemaV1<Input, Output>,
): schema is StandardSchemaV1<Input, Output>;
export function isStandardSchema<Input = unknown, Output = Input>(
  schema: unknown,
): schema is StandardSchemaV1<Input, Output>;
export function isStandardSchema(schema: unknown): boolean {
  return hasStandard(schema, 'validate');
}

function isStandardJsonSchema(schema: unknown): schema is StandardJSONSchemaV1 {
  return hasStandard(schema, 'jsonSchema');
}

/** Whether a value can both check others and describe itself in JSON. */
export function isSerializableSchema<Input = unknown, Output = Input>(
  schema: SerializableSchema<Input, Output>,
): schema is SerializableSchema<Input, Output>;
export function isSerializableSchema<Input = unknown, Output = Input>(
  schema: unknown,
): schema is SerializableSchema<Input, Output>;
export function isSerializableSchema(schema: unknown): boolean {
  return isStandardSchema(schema) && isStandardJsonSchema(schema);
}

function hasStandard(schema: unknown, capability: 'validate' | 'jsonSchema'): boolean {
  if (typeof schema !== 'object' || schema === null || !('~standard' in schema)) return false;
  const standard = schema['~standard'];
  return typeof standard === 'object' && standard !== null && capability in standard;
}

/** The JSON schema (draft 7) of what the schema takes; `undefined` where it cannot tell. */
export function getJsonSchemaFromSchema(schema: unknown): Record<string, unknown> | undefined {
  if (!isStandardJsonSchema(schema)) return undefined;
  try {
    return schema['~standard'].jsonSchema.input({ target: 'draft-07' });
  } catch {
    // Some schemas, of functions or dates say, have no JSON form.
    return undefined;
  }
}

/**
 * A getter of what the schema makes of `undefined`, which is its default; `undefined` where it refuses `undefined` or
 * takes its time to tell. The value is made once: all calls of a getter give the same.
 */
export function getSchemaDefaultGetter(schema: unknown): (() => unknown) | undefined {
  if (!isStandardSchema(schema)) return undefined;
  const result = validateNow(schema);
  if (typeof result !== 'object' || result === null || result.issues) return undefined;
  const { value } = result;
  return () => value;
}

function validateNow(schema: StandardSchemaV1): StandardSchemaV1.Result<unknown> | undefined {
  try {
    const result = schema['~standard'].validate(undefined);
    if (typeof (result as Promise<unknown> | undefined)?.then !== 'function')
      return result as StandardSchemaV1.Result<unknown>;
    void (result as Promise<unknown>).then(undefined, () => undefined);
  } catch {
    // A schema that throws at `undefined` has no default.
  }
  return undefined;
}
