/** Schemas of users → JSON Schema for the provider, and a check of what came. */
import { InvalidConfigError } from '../base/index.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The part of Standard Schema that is needed here: what zod 3.24+, zod 4, Valibot and ArkType have. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly output: Output } | undefined;
    /** Standard JSON Schema, which newer versions have. */
    readonly jsonSchema?: { readonly input: (options: { target: string }) => JsonSchema };
  };
}

type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] };

/** What `withSchema` takes. */
export type AnswerSchema<Output = unknown> = StandardSchema<Output> | JsonSchema;

/** What came of a check. */
export type Checked = { readonly value: unknown } | { readonly problem: string };

/** A schema as it is used. */
export interface ReadySchema {
  readonly jsonSchema: JsonSchema;
  check(value: unknown): Promise<Checked>;
}

/**
 * Prepares a schema. What it takes to do so is loaded here: zod's own converter, or a validator of JSON Schema.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` for what is no schema; `DEPENDENCY_MISSING` for a schema of zod 3 without
 *   `zod-to-json-schema`
 */
export async function readySchema(schema: AnswerSchema): Promise<ReadySchema> {
  if (isStandard(schema)) return { jsonSchema: await convert(schema), check: (value) => validate(schema, value) };
  if (!isJsonSchema(schema)) {
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      'the schema is none: give JSON Schema, a zod schema or a Standard Schema',
    );
  }
  const { Validator } = await import('@cfworker/json-schema');
  const validator = new Validator({ ...schema }, '2020-12', false);
  return {
    jsonSchema: schema,
    check: async (value) => {
      const { valid, errors } = validator.validate(value);
      return valid
        ? { value }
        : { problem: errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`).join(' ') };
    },
  };
}

async function validate(schema: StandardSchema, value: unknown): Promise<Checked> {
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return { value: result.value };
  const problems = result.issues.map(
    ({ message, path }) => `${(path ?? []).map(keyOf).join('.') || 'the answer'}: ${message}`,
  );
  return { problem: problems.join(' ') };
}

function keyOf(segment: unknown): string {
  return String(typeof segment === 'object' && segment !== null && 'key' in segment ? segment.key : segment);
}

async function convert(schema: StandardSchema): Promise<JsonSchema> {
  const { vendor, jsonSchema } = schema['~standard'];
  if (jsonSchema !== undefined) return jsonSchema.input({ target: 'draft-2020-12' });
  if (vendor !== 'zod') {
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      `the schema of ${vendor} cannot be told as JSON Schema: give JSON Schema, or a version of ${vendor} that has Standard JSON Schema`,
    );
  }
  if ('_zod' in schema) {
    const { toJSONSchema } = await import('zod/v4/core');
    return toJSONSchema(schema as unknown as Parameters<typeof toJSONSchema>[0], { io: 'input' });
  }
  return convertZod3(schema);
}

async function convertZod3(schema: StandardSchema): Promise<JsonSchema> {
  const { $schema: _, ...converted } = (await loadZod3Converter())(schema as never) as Record<string, unknown>;
  return converted;
}

async function loadZod3Converter(): Promise<(schema: never) => unknown> {
  try {
    return (await import('zod-to-json-schema')).zodToJsonSchema;
  } catch (cause) {
    const message = 'a schema of zod 3 needs the package zod-to-json-schema: npm install zod-to-json-schema';
    throw new InvalidConfigError('DEPENDENCY_MISSING', message, { cause });
  }
}

function isStandard(schema: AnswerSchema): schema is StandardSchema {
  return (typeof schema === 'object' || typeof schema === 'function') && schema !== null && '~standard' in schema;
}

function isJsonSchema(schema: unknown): schema is JsonSchema {
  return typeof schema === 'object' && schema !== null && !Array.isArray(schema);
}
