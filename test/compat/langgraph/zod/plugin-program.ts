/** Uses `.langgraph` on zod's schemas after importing the path named by the argument, and prints what is seen. */
import { z as z3 } from 'zod/v3';
import { z as z4 } from 'zod/v4';
import type * as door from '../../../../compat/langgraph/zod/index.ts';

const path = process.argv[2] as string;
const before = 'langgraph' in z3.ZodType.prototype || 'langgraph' in z4.ZodType.prototype;
const { schemaMetaRegistry } = (await import(path)) as typeof door;
// Another copy of the module, as another copy of the package would be.
await import(`${path}?again`);

const concat = (held: string[], next: string) => [...held, next];

function use(z: typeof z3): unknown {
  const list = z
    .array(z.string())
    .default(() => ['d'])
    .langgraph.reducer(concat, z.string());
  const noted = z.string().langgraph.metadata({ langgraph_type: 'prompt' });
  const channels = schemaMetaRegistry.getChannelsForSchema(z.object({ list: list as never, noted, plain: z.string() }));
  return {
    list: (channels.list as { get(): unknown }).get(),
    kinds: Object.values(channels).map((channel) => (channel as { lc_graph_name: string }).lc_graph_name),
    noted: schemaMetaRegistry.get(noted)?.jsonSchemaExtra,
    parsed: list.parse(['x']),
    keys: Object.keys(schemaMetaRegistry.get(list as never) ?? {}),
  };
}

// Schemas of newer versions of zod 4 do not inherit from the prototype that has the getter.
const seen = [z3, z4].map((z) => {
  try {
    return use(z as unknown as typeof z3);
  } catch (error) {
    return String(error);
  }
});
const getters = [z3, z4].map((z) => typeof Object.getOwnPropertyDescriptor(z.ZodType.prototype, 'langgraph')?.get);
console.log(JSON.stringify({ before, seen, getters }));
