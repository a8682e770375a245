import type { StandardSchemaV1 } from '@standard-schema/spec';
import { OVERWRITE } from '../reserved-names.ts';
import { _getOverwriteValue } from '../overwrite.ts';
import { DeltaValue } from './delta-value.ts';
import { ReducedValue } from './reduced-value.ts';
import { isStandardSchema } from './standard-schema.ts';
import { UntrackedValue } from './untracked-value.ts';

/**
 * What the schema of a field makes of an update to it; the update itself where the field has none. A promise only
 * where the schema takes its time.
 *
 * @throws Error that names the field and lists the issues
 */
export function validateStateField(key: string, field: unknown, update: unknown): unknown {
  if (DeltaValue.isInstance(field) || ReducedValue.isInstance(field)) {
    const [isOverwrite, value] = _getOverwriteValue(update);
    if (isOverwrite) return validated(key, field.valueSchema, value, (checked) => ({ [OVERWRITE]: checked }));
    return validated(key, field.inputSchema, update);
  }
  const schema = UntrackedValue.isInstance(field) ? field.schema : field;
  return isStandardSchema(schema) ? validated(key, schema, update) : update;
}

function validated(
  key: string,
  schema: StandardSchemaV1 | undefined,
  value: unknown,
  wrap = (checked: unknown): unknown => checked,
): unknown {
  if (!schema) return value;
  const accept = (result: StandardSchemaV1.Result<unknown>): unknown => {
    if (result.issues) throw new Error(`Validation failed for field "${key}": ${JSON.stringify(result.issues)}`);
    return wrap(result.value);
  };
  const result = schema['~standard'].validate(value);
  return isLater(result) ? Promise.resolve(result).then(accept) : accept(result);
}

function isLater<T>(result: T | Promise<T>): result is Promise<T> {
  return typeof (result as Partial<Promise<T>> | undefined)?.then === 'function';
}
