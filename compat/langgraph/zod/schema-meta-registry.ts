import {
  extendInteropZodObject,
  getInteropZodDefaultGetter,
  getInteropZodObjectShape,
  getSchemaDescription,
  interopZodObjectPartial,
  isZodSchemaV3,
  type InteropZodObject,
  type InteropZodType,
} from '@langchain/core/utils/types';
import type { BaseChannel } from '../channels/base-channel.ts';
import { BinaryOperatorAggregate } from '../channels/binary-operator-aggregate.ts';
import { LastValue } from '../channels/last-value.ts';
import {
  META_EXTRAS_DESCRIPTION_PREFIX,
  type InteropZodToStateDefinition,
  type ReducedZodChannel,
  type SchemaMeta,
} from './schema-meta.ts';

/** How the schema of a state is changed before it is used. */
export interface ChannelSchemaEffects {
  /** Each key by the schema of its updates. */
  withReducerSchema?: boolean;
  /** What is known for the JSON schema, packed into the description. */
  withJsonSchemaExtrasAsDescription?: boolean;
  /** Every key may be left out. */
  asPartial?: boolean;
}

/** Keeps, by schema, what the door knows beside what the schema checks. */
export class SchemaMetaRegistry {
  /** Shared with zod's own registries. */
  // oxlint-disable-next-line typescript/no-explicit-any -- metas of all types lie here
  _map: Map<InteropZodType, SchemaMeta<any, any>> = new Map();
  _extensionCache: Map<string, Map<InteropZodType, InteropZodType>> = new Map();

  get<TValue, TUpdate = TValue>(schema: InteropZodType<TValue>): SchemaMeta<TValue, TUpdate> | undefined {
    return this._map.get(schema);
  }

  /** Sets what the predicate makes of what is known so far. */
  extend<TValue, TUpdate>(
    schema: InteropZodType<TValue>,
    predicate: (meta: SchemaMeta<TValue, TUpdate> | undefined) => SchemaMeta<TValue, TUpdate>,
  ): void {
    this._map.set(schema, predicate(this.get(schema)));
  }

  remove(schema: InteropZodType): this {
    this._map.delete(schema);
    return this;
  }

  has(schema: InteropZodType): boolean {
    return this._map.has(schema);
  }

  /** New channels, one for each key of the object. */
  getChannelsForSchema<T extends InteropZodObject>(schema: T): InteropZodToStateDefinition<T> {
    const channels: Record<string, BaseChannel> = {};
    for (const [key, field] of Object.entries<InteropZodType>(getInteropZodObjectShape(schema))) {
      const meta = this.get(field);
      channels[key] = meta?.reducer
        ? new BinaryOperatorAggregate(meta.reducer.fn, meta.default)
        : new LastValue(meta?.default);
    }
    return channels as InteropZodToStateDefinition<T>;
  }

  /** The schema of a whole state with the effects applied to its keys; the same object for the same question. */
  getExtendedChannelSchemas<T extends InteropZodObject>(schema: T, effects: ChannelSchemaEffects): InteropZodObject {
    if (Object.keys(effects).length === 0) return schema;
    const cacheKey = (['asPartial', 'withJsonSchemaExtrasAsDescription', 'withReducerSchema'] as const)
      .filter((effect) => effects[effect] === true)
      .map((effect) => `${effect}:true`)
      .join('|');
    const cache = this._extensionCache.get(cacheKey) ?? new Map<InteropZodType, InteropZodType>();
    const known = cache.get(schema);
    if (known) return known as InteropZodObject;
    let extended: InteropZodObject = schema;
    if (effects.withReducerSchema || effects.withJsonSchemaExtrasAsDescription) {
      const shape = Object.entries<InteropZodType>(getInteropZodObjectShape(schema)).map(
        ([key, field]): [string, InteropZodType] => [key, this.#extendedField(field, effects)],
      );
      extended = extendInteropZodObject(schema, Object.fromEntries(shape) as never);
      // Keys that the state does not know are dropped, also where the object was strict.
      if (isZodSchemaV3(extended)) extended._def['unknownKeys'] = 'strip';
    }
    if (effects.asPartial) extended = interopZodObjectPartial(extended);
    cache.set(schema, extended);
    this._extensionCache.set(cacheKey, cache);
    return extended;
  }

  #extendedField(field: InteropZodType, effects: ChannelSchemaEffects): InteropZodType {
    const meta = this.get(field);
    const schema = (effects.withReducerSchema ? meta?.reducer?.schema : undefined) ?? field;
    if (!effects.withJsonSchemaExtrasAsDescription || !meta?.jsonSchemaExtra) return schema;
    const description = getSchemaDescription(schema) ?? getSchemaDescription(field);
    const extras = JSON.stringify({ ...meta.jsonSchemaExtra, description });
    return (schema as unknown as Describable).describe(`${META_EXTRAS_DESCRIPTION_PREFIX}${extras}`);
  }
}

interface Describable {
  describe(description: string): InteropZodType;
}

/** The registry that graphs read unless they are given another. */
export const schemaMetaRegistry: SchemaMetaRegistry = new SchemaMetaRegistry();

/** Tells the door how the channel of a schema takes updates, what it starts with and what its JSON schema says beside. */
export function withLangGraph<TValue, TUpdate, TSchema extends InteropZodType<TValue>>(
  schema: TSchema,
  meta: SchemaMeta<TValue, TUpdate> & { reducer?: undefined },
): TSchema;
export function withLangGraph<TValue, TUpdate, TSchema extends InteropZodType<TValue>>(
  schema: TSchema,
  meta: SchemaMeta<TValue, TUpdate>,
): ReducedZodChannel<TSchema, InteropZodType<TUpdate>>;
export function withLangGraph<TValue, TUpdate, TSchema extends InteropZodType<TValue>>(
  schema: TSchema,
  meta: SchemaMeta<TValue, TUpdate>,
): TSchema {
  if (meta.reducer) {
    // The caller's own object is completed: graphs read the default from it.
    if (!meta.default) {
      const getter = getInteropZodDefaultGetter(schema);
      if (getter) meta.default = getter;
    }
    Object.assign(schema, { lg_reducer_schema: meta.reducer.schema ?? schema });
  }
  schemaMetaRegistry.extend<TValue, TUpdate>(schema, () => meta);
  return schema;
}
