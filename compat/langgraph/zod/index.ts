/** The door's zod side: what a schema's channel is, in a registry, and the deprecated `.langgraph` of every schema. */
import './plugin.ts';

export { META_EXTRAS_DESCRIPTION_PREFIX } from './schema-meta.ts';
export type { InteropZodToStateDefinition, ReducedZodChannel, SchemaMeta, UpdateType } from './schema-meta.ts';
export { SchemaMetaRegistry, schemaMetaRegistry, withLangGraph } from './schema-meta-registry.ts';
export { LanggraphZodMetaRegistry, registry } from './zod-meta-registry.ts';
