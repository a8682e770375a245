/** Gives every zod schema the deprecated `.langgraph`, on import. */
import { getInteropZodDefaultGetter, type InteropZodType } from '@langchain/core/utils/types';
import { z as z3 } from 'zod/v3';
import { z as z4 } from 'zod/v4';
import type { SchemaMeta } from './schema-meta.ts';
import { withLangGraph } from './schema-meta-registry.ts';

interface ZodLangGraphTypesV3<T extends z3.ZodTypeAny, Output> {
  reducer<Input = z3.output<T>>(
    transform: (a: Output, arg: Input) => Output,
    options?: z3.ZodType<Input>,
  ): z3.ZodType<Output, z3.ZodEffectsDef<T>, Input>;
  metadata(payload: { langgraph_nodes?: string[]; langgraph_type?: 'prompt'; [key: string]: unknown }): T;
}

declare module 'zod/v4' {
  interface ZodType<Output> {
    /** @deprecated Use `withLangGraph`, or with zod 4 `.register(registry, meta)`. */
    // oxlint-disable-next-line typescript/no-explicit-any -- the type of the schema itself cannot be named for both majors
    langgraph: ZodLangGraphTypesV3<any, Output>;
  }
}

declare module 'zod/v3' {
  interface ZodType<Output> {
    /** @deprecated Use `withLangGraph`, or with zod 4 `.register(registry, meta)`. */
    langgraph: ZodLangGraphTypesV3<this, Output>;
  }
}

const PATCHED = Symbol.for('langgraph-zod');

/** The prototypes that have it already, whichever copy of the package gave it to them. */
function patched(): WeakSet<object> {
  const scope = globalThis as { [PATCHED]?: WeakSet<object> };
  return (scope[PATCHED] ??= new WeakSet());
}

function addPlugin(prototype: object): void {
  const done = patched();
  if (done.has(prototype)) return;
  Object.defineProperty(prototype, 'langgraph', {
    get(this: InteropZodType) {
      return {
        metadata: (jsonSchemaExtra: SchemaMeta['jsonSchemaExtra']) => withLangGraph(this, { jsonSchemaExtra }),
        reducer: (fn: (a: unknown, b: unknown) => unknown, schema?: InteropZodType) =>
          withLangGraph(this, { default: getInteropZodDefaultGetter(this), reducer: { schema, fn } }),
      };
    },
  });
  done.add(prototype);
}

try {
  addPlugin(z3.ZodType.prototype);
  addPlugin(z4.ZodType.prototype);
} catch (cause) {
  throw new Error('Zod cannot be given `.langgraph`; use `withLangGraph` instead.', { cause });
}
