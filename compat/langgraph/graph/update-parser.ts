/** Checks what nodes write against the schema of the state, key by key. */
import { isInteropZodObject, type InteropZodObject } from '@langchain/core/utils/types';
import { StateSchema, validateStateField, type AnyStateSchema } from '../state/index.ts';
import type { SchemaMetaRegistry } from '../zod/schema-meta-registry.ts';
import { zodUpdateParser } from '../zod/zod-update-parser.ts';

/** What the schema makes of a value for a key; a promise where the schema takes its time. Throws what the schema throws. */
export type UpdateParser = (key: string, value: unknown) => unknown;

/** Nothing for a state without a schema. */
export function updateParserOf(
  schema: InteropZodObject | AnyStateSchema | undefined,
  registry: SchemaMetaRegistry,
): UpdateParser | undefined {
  if (StateSchema.isInstance(schema)) {
    const fields = schema.fields as Record<string, unknown>;
    return (key, value) => validateStateField(key, fields[key], value);
  }
  return isInteropZodObject(schema) ? zodUpdateParser(schema, registry) : undefined;
}
