import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { thread, type Loose } from './log-state.ts';

const single = (lib: Library, state: Loose, node: Loose, more: Loose = {}): Loose =>
  new lib.StateGraph(state, more).addNode('n', node).addEdge(lib.START, 'n').compile();

export const schemas: Programs = {
  'zod object as state: defaults, parsing, unknown keys': async (lib, t) => {
    const state = z.object({ name: z.string(), count: z.coerce.number().default(7), tag: z.string().optional() });
    const graph = single(lib, state, (seen: Loose) => {
      t.record('seen', seen);
      return { count: seen.count + 1, extra: true };
    });
    await t.attempt('parsed', () => graph.invoke({ name: 'a', count: '3' }));
    await t.attempt('default', () => graph.invoke({ name: 'a' }));
    await t.attempt('bad', () => graph.invoke({ name: 3 }));
    await t.attempt('missing', () => graph.invoke({}));
  },
  'zod 3 object as state': async (lib, t) => {
    const state = z3.object({ name: z3.string(), count: z3.number().default(1) });
    const graph = single(lib, state, (s: Loose) => ({ count: s.count + 1 }));
    await t.attempt('good', () => graph.invoke({ name: 'a' }));
    await t.attempt('bad', () => graph.invoke({ name: 3 }));
  },
  'zod reducers through withLangGraph': async (lib, t) => {
    const list = lib.zod.withLangGraph(z.array(z.string()), {
      reducer: { schema: z.union([z.string(), z.array(z.string())]), fn: (a: string[], b: Loose) => a.concat(b) },
      default: () => ['start'],
    } as Loose);
    const graph = single(lib, z.object({ list } as Loose), () => ({ list: 'one' }));
    await t.attempt('result', () => graph.invoke({ list: ['in'] }));
    await t.attempt('empty', () => graph.invoke({}));
    await t.attempt('bad', () => graph.invoke({ list: 3 }));
    t.record('update schema', lib.schemas.getUpdateTypeSchema(graph));
    t.record('state schema', lib.schemas.getStateTypeSchema(graph));
  },
  'zod reducers through the registry': async (lib, t) => {
    const list = z
      .array(z.number())
      .register(
        lib.zod.registry as Loose,
        { reducer: { fn: (a: number[], b: number[]) => a.concat(b) }, default: () => [] } as Loose,
      );
    const graph = single(lib, z.object({ list }), () => ({ list: [2] }));
    await t.attempt('result', () => graph.invoke({ list: [1] }));
  },
  'zod updates of nodes and commands are parsed': async (lib, t) => {
    const state = z.object({
      n: z.number(),
      s: z
        .string()
        .transform((text) => text.length)
        .optional(),
    } as Loose);
    await t.attempt('node bad', () => single(lib, state, () => ({ n: 'x' })).invoke({ n: 1 }));
    await t.attempt('node parsed', () => single(lib, state, () => ({ s: 'four' })).invoke({ n: 1 }));
    const command = (update: Loose): Loose => single(lib, state, () => new lib.Command({ update }));
    await t.attempt('command bad', () => command({ n: 'x' }).invoke({ n: 1 }));
    await t.attempt('command good', () => command({ n: 5 }).invoke({ n: 1 }));
    await t.attempt('pairs', () => command([['n', 6]]).invoke({ n: 1 }));
  },
  MessagesZodState: async (lib, t) => {
    const graph = single(lib, lib.MessagesZodState, () => ({
      messages: [{ role: 'assistant', content: 'b', id: '2' }],
    }));
    await t.attempt('result', () => graph.invoke({ messages: [{ role: 'user', content: 'a', id: '1' }] }));
    t.record('schema', lib.schemas.getInputTypeSchema(graph));
  },
  'JSON schemas of a graph': (lib, t) => {
    const graph = single(
      lib,
      {
        state: z.object({ a: z.string(), b: z.number().default(1) }),
        input: z.object({ a: z.string() }),
        output: z.object({ b: z.number() }),
        context: z.object({ c: z.boolean() }),
      },
      () => ({}),
    );
    const { getConfigTypeSchema, getInputTypeSchema, getOutputTypeSchema, getStateTypeSchema, getUpdateTypeSchema } =
      lib.schemas;
    t.record('state', getStateTypeSchema(graph));
    t.record('update', getUpdateTypeSchema(graph));
    t.record('input', getInputTypeSchema(graph));
    t.record('output', getOutputTypeSchema(graph));
    t.record('config', getConfigTypeSchema(graph));
    const none = single(lib, lib.MessagesAnnotation, () => ({}));
    t.record('none', [getStateTypeSchema(none), getInputTypeSchema(none), getConfigTypeSchema(none)]);
    t.record('definition', graph.builder._schemaRuntimeDefinition !== undefined);
  },
  'StateSchema holds plain, reduced and untracked values': async (lib, t) => {
    const state: Loose = new lib.StateSchema({
      name: z.string(),
      count: z.number().default(3),
      list: new lib.ReducedValue(
        z.array(z.string()).default(() => ['d']),
        {
          inputSchema: z.string(),
          reducer: (held: string[], more: string) => [...held, more],
        } as Loose,
      ),
      scratch: new lib.UntrackedValue(z.string().optional() as Loose),
    } as Loose);
    t.record('keys', [state.getChannelKeys(), state.getAllKeys(), Object.keys(state.getChannels())]);
    t.record('json', [state.getJsonSchema(), state.getInputJsonSchema()]);
    t.record('instance', [lib.StateSchema.isInstance(state), lib.StateSchema.isInstance({})]);
    await t.attempt('valid', () => state.validateInput({ name: 'x', list: 'y' }));
    await t.attempt('invalid', () => state.validateInput({ name: 4 }));
    const saver = t.saver();
    const graph: Loose = new lib.StateGraph(state)
      .addNode('n', ((s: Loose) => ({ list: `${s.name}${s.count}`, scratch: 'tmp' })) as Loose)
      .addNode('m', ((s: Loose) => ({ list: String(s.scratch) })) as Loose)
      .addEdge(lib.START, 'n')
      .addEdge('n', 'm')
      .compile({ checkpointer: saver });
    await t.attempt('result', () => graph.invoke({ name: 'x', list: 'in' }, thread('1')));
    await t.attempt('bad', () => graph.invoke({ name: 'x', list: 5 }, thread('2')));
    t.savedBy(saver);
  },
  'StateSchema fields that are none': async (lib, t) => {
    await t.attempt('number', () => typeof new lib.StateSchema({ a: 5 } as Loose));
    await t.attempt('null', () => typeof new lib.StateSchema({ a: null } as Loose));
    await t.attempt('function', () => typeof new lib.StateSchema({ a: () => 1 } as Loose).getChannels());
  },
  'MessagesValue in a StateSchema': async (lib, t) => {
    const graph = single(lib, new lib.StateSchema({ messages: lib.MessagesValue } as Loose), () => ({
      messages: { role: 'assistant', content: 'b', id: '2' },
    }));
    await t.attempt('result', () => graph.invoke({ messages: [{ role: 'user', content: 'a', id: '1' }] }));
    t.record('schema', lib.schemas.getStateTypeSchema(graph));
  },
  'UntrackedValue is not stored, and guarded': async (lib, t) => {
    const state: Loose = (guard: boolean) =>
      new lib.StateSchema({
        u: new lib.UntrackedValue(z.number() as Loose, { guard } as Loose),
        n: z.number().default(0),
      } as Loose);
    const build = (guard: boolean): Loose =>
      new lib.StateGraph(state(guard))
        .addNode('a', (() => ({ u: 1 })) as Loose)
        .addNode('b', (() => ({ u: 2 })) as Loose)
        .addNode('c', ((s: Loose) => ({ n: s.u ?? -1 })) as Loose)
        .addEdge(lib.START, 'a')
        .addEdge(lib.START, 'b')
        .addEdge(['a', 'b'] as Loose, 'c')
        .compile({ checkpointer: t.memory() });
    await t.attempt('guarded', () => build(true).invoke({ n: 1 }, thread('1')));
    const free = build(false);
    await t.attempt('free', () => free.invoke({ n: 1 }, thread('1')));
    t.record('state', await free.getState(thread('1')));
  },
  'DeltaValue keeps its writes': async (lib, t) => {
    const saver = t.saver();
    const state = new lib.StateSchema({
      list: new lib.DeltaValue(
        z.array(z.string()).default(() => []),
        {
          reducer: (held: string[], writes: string[][]) => held.concat(...writes),
          snapshotFrequency: 3,
        } as Loose,
      ),
    } as Loose);
    const graph = single(lib, state, (s: Loose) => ({ list: [`n${s.list.length}`] }), {});
    graph.checkpointer = saver;
    for (const word of ['a', 'b', 'c']) await t.attempt(word, () => graph.invoke({ list: [word] }, thread('1')));
    t.record('state', (await graph.getState(thread('1'))).values);
    t.savedBy(saver);
  },
  'helpers about schemas': (lib, t) => {
    const { getJsonSchemaFromSchema, getSchemaDefaultGetter, isSerializableSchema, isStandardSchema } = lib;
    for (const [name, schema] of Object.entries({
      zod: z.string(),
      number: 3,
      none: undefined,
      default: z.number().default(2),
    })) {
      t.record(name, [isStandardSchema(schema), isSerializableSchema(schema)]);
    }
    t.record('default', getSchemaDefaultGetter(z.number().default(2) as Loose)?.());
    t.record('no default', getSchemaDefaultGetter(z.number() as Loose));
    t.record('json', getJsonSchemaFromSchema(z.object({ a: z.string() }) as Loose));
  },
};
