import { getInteropZodDefaultGetter } from '@langchain/core/utils/types';
import { $ZodRegistry, type $ZodType, type $replace } from 'zod/v4/core';
import type * as core from 'zod/v4/core';
// Brings the module into view, so that its types can be added to.
import type {} from 'zod/v4-mini';
import type { ReducedZodChannel, SchemaMeta } from './schema-meta.ts';
import { schemaMetaRegistry, type SchemaMetaRegistry } from './schema-meta-registry.ts';

/** A registry in zod 4's form over the door's own, for `schema.register(registry, meta)`. */
export class LanggraphZodMetaRegistry<
  Meta extends SchemaMeta = SchemaMeta,
  Schema extends $ZodType = $ZodType,
> extends $ZodRegistry<Meta & { [key: string]: unknown }, Schema> {
  protected parent: SchemaMetaRegistry;

  constructor(parent: SchemaMetaRegistry) {
    super();
    this.parent = parent;
    this._map = parent._map as unknown as typeof this._map;
  }

  override add<S extends Schema>(
    schema: S,
    ..._meta: undefined extends Meta & { [key: string]: unknown }
      ? [$replace<Meta & { [key: string]: unknown }, S>?]
      : [$replace<Meta & { [key: string]: unknown }, S>]
  ): this {
    const meta = _meta[0] as SchemaMeta | undefined;
    if (meta && !meta.default) {
      const getter = getInteropZodDefaultGetter(schema);
      if (getter) meta.default = getter;
    }
    return super.add(schema, ..._meta);
  }
}

declare module 'zod/v4' {
  interface ZodType<
    out Output = unknown,
    out Input = unknown,
    out Internals extends core.$ZodTypeInternals<Output, Input> = core.$ZodTypeInternals<Output, Input>,
  > extends core.$ZodType<Output, Input, Internals> {
    register<
      R extends LanggraphZodMetaRegistry,
      TOutput = core.output<this>,
      TInput = core.input<this>,
      TInternals extends core.$ZodTypeInternals<TOutput, TInput> = core.$ZodTypeInternals<TOutput, TInput>,
    >(
      registry: R,
      meta: SchemaMeta<TOutput, TInput>,
    ): ReducedZodChannel<this, ZodType<TOutput, TInput, TInternals>>;
  }
}

declare module 'zod/v4-mini' {
  interface ZodMiniType<
    out Output = unknown,
    out Input = unknown,
    out Internals extends core.$ZodTypeInternals<Output, Input> = core.$ZodTypeInternals<Output, Input>,
  > extends core.$ZodType<Output, Input, Internals> {
    register<
      R extends LanggraphZodMetaRegistry,
      TOutput = core.output<this>,
      TInput = core.input<this>,
      TInternals extends core.$ZodTypeInternals<TOutput, TInput> = core.$ZodTypeInternals<TOutput, TInput>,
    >(
      registry: R,
      meta: SchemaMeta<TOutput, TInput>,
    ): ReducedZodChannel<this, ZodMiniType<TOutput, TInput, TInternals>>;
  }
}

/** For `schema.register(registry, meta)`; what it is told, the graphs' registry knows. */
export const registry: LanggraphZodMetaRegistry = new LanggraphZodMetaRegistry(schemaMetaRegistry);
