import {
  getInteropZodObjectShape,
  interopParse,
  interopSafeParse,
  interopZodObjectPartial,
  type InteropZodObject,
  type InteropZodType,
} from '@langchain/core/utils/types';
import { OVERWRITE } from '../reserved-names.ts';
import { _getOverwriteValue } from '../overwrite.ts';
import type { SchemaMetaRegistry } from './schema-meta-registry.ts';

/** What the schema of a key makes of an update to it. */
export type ZodUpdateParser = (key: string, update: unknown) => unknown;

/**
 * Checks updates against a zod state, key by key: an update by the schema of the key's reducer, an overwrite by the
 * schema of its value. Keys that the state does not know pass as they are. Only the key at hand is parsed, so defaults
 * of others appear nowhere; what a refused update throws names the key as a parse of the whole state would.
 */
export function zodUpdateParser(schema: InteropZodObject, registry: SchemaMetaRegistry): ZodUpdateParser {
  const keys = new Set(Object.keys(getInteropZodObjectShape(schema)));
  const parseValue = fieldParser(() => schema);
  const parseUpdate = fieldParser(() => registry.getExtendedChannelSchemas(schema, { withReducerSchema: true }));
  return (key, update) => {
    if (!keys.has(key)) return update;
    const [isOverwrite, value] = _getOverwriteValue(update);
    if (!isOverwrite) {
      const parsed = parseUpdate(key, update);
      return parsed.length > 0 ? parsed[0] : update;
    }
    const parsed = parseValue(key, value);
    return parsed.length > 0 ? { [OVERWRITE]: parsed[0] } : update;
  };
}

/** Parses one key of an object: what came of it, or nothing where the parsed object does not have the key. */
function fieldParser(objectSchema: () => InteropZodObject): (key: string, value: unknown) => [unknown] | [] {
  let partial: InteropZodObject | undefined;
  let shape: Record<string, InteropZodType> = {};
  return (key, value) => {
    if (!partial) {
      const whole = objectSchema();
      shape = getInteropZodObjectShape(whole);
      partial = interopZodObjectPartial(whole);
    }
    const field = shape[key];
    if (value !== undefined && field) {
      const result = interopSafeParse(field, value);
      if (result.success) return [result.data];
    }
    const parsed = interopParse(partial, { [key]: value }) as Record<string, unknown>;
    return Object.hasOwn(parsed, key) ? [parsed[key]] : [];
  };
}
