/** The JSON schemas of a graph, read from the schemas that it was built with. */
import type { JSONSchema } from '@langchain/core/utils/json_schema';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import type { InteropZodObject } from '@langchain/core/utils/types';
import { PARTIAL_STATE } from '../reserved-names.ts';
import { StateSchema } from '../state/state-schema.ts';
import { META_EXTRAS_DESCRIPTION_PREFIX } from './schema-meta.ts';
import { schemaMetaRegistry, type ChannelSchemaEffects, type SchemaMetaRegistry } from './schema-meta-registry.ts';

/** What of a graph's builder is read here. */
interface BuilderWithSchemas {
  _schemaRuntimeDefinition?: unknown;
  _inputRuntimeDefinition?: unknown;
  _outputRuntimeDefinition?: unknown;
  _configRuntimeSchema?: unknown;
}

const WHOLE: ChannelSchemaEffects = { withJsonSchemaExtrasAsDescription: true };
const UPDATE: ChannelSchemaEffects = {
  withReducerSchema: true,
  withJsonSchemaExtrasAsDescription: true,
  asPartial: true,
};

/** The schema of the state; `undefined` where the graph was built without schemas. */
export function getStateTypeSchema(
  graph: unknown,
  registry: SchemaMetaRegistry = schemaMetaRegistry,
): JSONSchema | undefined {
  return jsonSchemaOf(builderOf(graph)?._schemaRuntimeDefinition, WHOLE, registry);
}

/** The schema of what a node may return. */
export function getUpdateTypeSchema(
  graph: unknown,
  registry: SchemaMetaRegistry = schemaMetaRegistry,
): JSONSchema | undefined {
  return jsonSchemaOf(builderOf(graph)?._schemaRuntimeDefinition, UPDATE, registry);
}

/** The schema of what the graph is called with. */
export function getInputTypeSchema(
  graph: unknown,
  registry: SchemaMetaRegistry = schemaMetaRegistry,
): JSONSchema | undefined {
  const builder = builderOf(graph);
  const input = builder?._inputRuntimeDefinition;
  return jsonSchemaOf(input === PARTIAL_STATE ? builder?._schemaRuntimeDefinition : input, UPDATE, registry);
}

/** The schema of what the graph returns. */
export function getOutputTypeSchema(
  graph: unknown,
  registry: SchemaMetaRegistry = schemaMetaRegistry,
): JSONSchema | undefined {
  return jsonSchemaOf(builderOf(graph)?._outputRuntimeDefinition, WHOLE, registry);
}

/** The schema of the graph's context. */
export function getConfigTypeSchema(
  graph: unknown,
  registry: SchemaMetaRegistry = schemaMetaRegistry,
): JSONSchema | undefined {
  const context = builderOf(graph)?._configRuntimeSchema;
  return context ? zodJsonSchema(context, WHOLE, registry) : undefined;
}

function builderOf(graph: unknown): BuilderWithSchemas | undefined {
  if (typeof graph !== 'object' || graph === null || !('builder' in graph)) return undefined;
  return typeof graph.builder === 'object' && graph.builder !== null ? graph.builder : undefined;
}

function jsonSchemaOf(
  schema: unknown,
  effects: ChannelSchemaEffects,
  registry: SchemaMetaRegistry,
): JSONSchema | undefined {
  if (!schema) return undefined;
  if (!StateSchema.isInstance(schema)) return zodJsonSchema(schema, effects, registry);
  return effects.asPartial ? schema.getInputJsonSchema() : schema.getJsonSchema();
}

function zodJsonSchema(schema: unknown, effects: ChannelSchemaEffects, registry: SchemaMetaRegistry): JSONSchema {
  const extended = registry.getExtendedChannelSchemas(schema as InteropZodObject, effects);
  return unpackExtras(toJsonSchema(extended)) as JSONSchema;
}

/** Puts what the descriptions carry back into the schemas that they describe. */
function unpackExtras(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(unpackExtras);
  if (typeof schema !== 'object' || schema === null) return schema;
  const output: Record<string, unknown> = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, unpackExtras(value)]),
  );
  const { description } = output;
  if (typeof description === 'string' && description.startsWith(META_EXTRAS_DESCRIPTION_PREFIX)) {
    delete output['description'];
    Object.assign(output, JSON.parse(description.slice(META_EXTRAS_DESCRIPTION_PREFIX.length)) as object);
  }
  return output;
}
