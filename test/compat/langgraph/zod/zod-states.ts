/** States of every kind of zod, made with the functions of the library under test. */
import { z as z3 } from 'zod/v3';
import { z as z4 } from 'zod/v4';
import * as zMini from 'zod/v4-mini';
import type * as door from '../../../../compat/langgraph/zod/index.ts';

export type ZodLibrary = typeof door;

const concat = (held: string[], next: string) => [...held, next];
const reducer = (schema?: unknown) => ({ schema, fn: concat }) as never;

export const zodStates: Record<string, (library: ZodLibrary) => never> = {
  'plain zod 3': () =>
    z3.object({
      seed: z3.string(),
      text: z3.string(),
      number: z3.number().default(3),
      maybe: z3.string().optional(),
    }) as never,
  'plain zod 4': () =>
    z4.object({
      seed: z4.string(),
      text: z4.string().describe('some text'),
      number: z4.number().default(3),
      maybe: z4.string().optional(),
      length: z4.string().transform((text) => text.length),
      caught: z4.number().catch(0),
      deep: z4.object({ x: z4.number() }).optional(),
    }) as never,
  'plain zod mini': () =>
    zMini.object({ seed: zMini.string(), text: zMini.string(), number: zMini._default(zMini.number(), 3) }) as never,
  'zod 3 with reducers': ({ withLangGraph }) =>
    z3.object({
      seed: z3.string(),
      text: withLangGraph(z3.string().describe('told'), { jsonSchemaExtra: { langgraph_type: 'prompt' } }),
      list: withLangGraph(z3.array(z3.string()), { reducer: reducer(z3.string()), default: () => ['first'] }),
      defaulted: withLangGraph(z3.array(z3.string()).default(['own']), { reducer: reducer(z3.string()) }),
      alike: withLangGraph(z3.array(z3.string()), { reducer: reducer(), jsonSchemaExtra: { more: [1] } }),
    }) as never,
  'zod 4 with reducers': ({ withLangGraph }) =>
    z4.object({
      seed: z4.string(),
      text: withLangGraph(z4.string().describe('told'), { jsonSchemaExtra: { langgraph_type: 'prompt' } }),
      list: withLangGraph(z4.array(z4.string()), { reducer: reducer(z4.string()), default: () => ['first'] }),
      defaulted: withLangGraph(z4.array(z4.string()).default(['own']), { reducer: reducer(z4.string()) }),
      alike: withLangGraph(z4.array(z4.string()), { reducer: reducer(), jsonSchemaExtra: { more: [1] } }),
      coerced: withLangGraph(z4.array(z4.string()), { reducer: reducer(z4.coerce.string()) }),
    }) as never,
  'the registry': ({ registry }) =>
    z4.object({
      seed: z4.string(),
      list: z4
        .array(z4.string())
        .default(() => [])
        .register(registry, { reducer: reducer(z4.string()) } as never),
      text: z4.string().register(registry, { jsonSchemaExtra: { langgraph_nodes: ['a'] } }),
    }) as never,
  'the registry with zod mini': ({ registry }) =>
    zMini.object({
      seed: zMini.string(),
      list: zMini
        .array(zMini.string())
        .register(registry, { reducer: reducer(zMini.string()), default: () => [] } as never),
    }) as never,
  'a strict object': () => z4.strictObject({ seed: z4.string(), text: z4.string() }) as never,
  'a strict object of zod 3': () => z3.object({ seed: z3.string(), text: z3.string() }).strict() as never,
  'a loose object': () => z4.looseObject({ seed: z4.string(), text: z4.string() }) as never,
};
