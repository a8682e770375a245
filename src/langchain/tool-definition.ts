/** What the model is told of a tool, read off LangChain tools and plain tool objects alike. */
import { InvalidConfigError } from '../base/index.ts';
import type { ToolDefinition } from '../llm/index.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The part of a LangChain tool (or of any object that wants to be one) that describes it. */
export interface DescribedTool {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments, or a zod schema (3 or 4). Absent: no arguments. */
  readonly schema?: unknown;
}

const NO_ARGUMENTS: JsonSchema = { type: 'object', properties: {} };

/**
 * Describes a tool to a model. Zod schemas are converted by `@langchain/core`, which is loaded for them only.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` if the tool has no name or its schema is no schema
 */
export async function toolDefinitionOf(tool: DescribedTool): Promise<ToolDefinition> {
  if (typeof tool.name !== 'string' || tool.name === '') {
    throw new InvalidConfigError('CONFIG_INVALID', 'a tool has no name: give every tool a non-empty name');
  }
  return { name: tool.name, description: tool.description, parameters: await parametersOf(tool) };
}

async function parametersOf({ name, schema }: DescribedTool): Promise<JsonSchema> {
  if (schema === undefined || schema === null) return NO_ARGUMENTS;
  if (isJsonSchema(schema)) return schema;
  const { toJsonSchema } = await import('@langchain/core/utils/json_schema');
  let cause: unknown;
  try {
    const converted: unknown = toJsonSchema(schema as Parameters<typeof toJsonSchema>[0]);
    // what it does not recognise it returns as it is
    if (converted !== schema) return converted as JsonSchema;
  } catch (error) {
    cause = error;
  }
  const message = `the schema of tool "${name}" is neither JSON Schema nor a zod schema`;
  throw new InvalidConfigError('CONFIG_INVALID', message, { cause });
}

/** Validators carry functions; JSON Schema is data with a `type` or one of its combinators. */
function isJsonSchema(schema: unknown): schema is JsonSchema {
  if (typeof schema !== 'object' || schema === null) return false;
  if ('_zod' in schema || '_def' in schema || '~standard' in schema) return false;
  return 'type' in schema || 'properties' in schema || '$ref' in schema || 'anyOf' in schema || 'oneOf' in schema;
}
