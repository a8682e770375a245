import { RunnableLambda } from '@langchain/core/runnables';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { z as z3 } from 'zod/v3';
import { door, oracle, type Library } from './libraries.ts';

/* oxlint-disable typescript/no-explicit-any -- what nodes return here is often what types would refuse */

type Writes = readonly (readonly [channel: string, value: unknown])[];
type MakeOutput = (library: Library) => unknown;

const values = { x: 'held', y: 1, secret: 's' };
const read = (select: string | string[]) =>
  typeof select === 'string' ? values : Object.fromEntries(select.map((key) => [key, (values as any)[key]]));

/** What the writers of a node write, in order, or what they throw. */
async function written(graph: any, node: string, output: unknown): Promise<unknown> {
  const writes: [string, unknown][] = [];
  const config = {
    configurable: {
      __pregel_send: (more: Writes) => writes.push(...(more as [string, unknown][])),
      __pregel_read: read,
    },
    tags: ['own'],
  };
  const scope = {
    config,
    write: (channel: string, value: unknown) => writes.push([channel, value]),
    send: (packet: unknown) => writes.push(['__pregel_tasks', packet]),
    read,
  };
  try {
    for (const writer of graph.nodes[node].writers)
      await (typeof writer === 'function' ? writer(output, scope) : writer.invoke(output, config));
  } catch (error) {
    const { name, message, lc_error_code, command } = error as any;
    return { name, message: name === 'ZodError' ? undefined : message, lc_error_code, goto: command?.goto };
  }
  return JSON.parse(JSON.stringify(writes, (_key, value: unknown) => (value === undefined ? '(undefined)' : value)));
}

const nothing = () => ({});
const linked = (builder: any, options?: any) =>
  builder
    .addNode('a', nothing, options)
    .addNode('b', nothing)
    .addNode('c', nothing)
    .addEdge('__start__', 'a')
    .addEdge('a', 'b')
    .addEdge(['a', 'b'], 'c')
    .compile();

const secret = (L: Library) => L.Annotation.Root({ secret: L.Annotation<string> });
const bare = (L: Library) => L.Annotation.Root({ x: L.Annotation<string>, y: L.Annotation<number> });
const plain = (L: Library) => linked(new L.StateGraph(bare(L)), { input: secret(L) });
const root = (L: Library) =>
  linked(new L.StateGraph({ channels: { __root__: { value: (_: any, b: any) => b } } } as any));
const zod = (L: Library) =>
  linked(new L.StateGraph(z.object({ x: z.string().transform((x) => `${x}!`), y: z.number().default(7) }) as any), {
    input: secret(L),
  });
const zod3 = (L: Library) =>
  linked(new L.StateGraph(z3.object({ x: z3.string().toUpperCase(), y: z3.number().optional() }) as any));
const schema = (L: Library) =>
  linked(
    new L.StateGraph(
      new L.StateSchema({
        x: z.string().transform(async (x) => `${x}!`),
        y: new L.ReducedValue(z.number(), { inputSchema: z.coerce.number(), reducer: (a, b) => a + b }),
      }) as any,
    ),
  );

const outputs: Record<string, MakeOutput> = {
  'an update': () => ({ x: 'new', y: 2 }),
  'unknown keys': () => ({ x: 'new', z: 1, toString: 2 }),
  'a private key': () => ({ secret: 'kept' }),
  'undefined for a value': () => ({ x: undefined }),
  'null for a value': () => ({ x: null }),
  'an overwrite': () => ({ y: { __overwrite__: 3 } }),
  'a wrong value': () => ({ x: 7 }),
  'a wrong overwrite': () => ({ y: { __overwrite__: 'three' } }),
  null: () => null,
  undefined: () => undefined,
  false: () => false,
  zero: () => 0,
  'an empty string': () => '',
  'a string': () => 'text',
  'a number': () => 7,
  true: () => true,
  'a function': () => nothing,
  'an empty list': () => [],
  'a list of updates': () => [{ x: 'new' }],
  'an instance': () => Object.assign(new Map(), { x: 'new' }),
  'a command': (L) => new L.Command({ update: { x: 'new', z: 1 }, goto: 'c' }),
  'a command with pairs': (L) =>
    new L.Command({
      update: [
        ['x', 'new'],
        ['x', 'newer'],
        ['z', 1],
      ],
    }),
  'a command without an update': (L) => new L.Command({ goto: ['b', 'c'] }),
  'a command to the end': (L) => new L.Command({ update: { y: 3 }, goto: '__end__' }),
  'a command with packets': (L) => new L.Command({ goto: [new L.Send('b', { x: 1 }), 'c', new L.Send('c', {})] }),
  'a command with a packet': (L) => new L.Command({ goto: new L.Send('b', { x: 1 }) }),
  'a command with a packet to the end': (L) => new L.Command({ goto: new L.Send('__end__', {}) }),
  'a command to an empty name': (L) => new L.Command({ goto: ['b', ''] as any }),
  'a command to a stranger': (L) => new L.Command({ goto: 'z' }),
  'a command for the parent': (L) => new L.Command({ update: { x: 'new' }, goto: 'z', graph: L.Command.PARENT }),
  'a command for another graph': (L) => new L.Command({ update: { x: 'new' }, goto: 'b', graph: 'other' }),
  'commands and updates': (L) => [
    { x: 'new' },
    new L.Command({ update: { y: 2 }, goto: 'b' }),
    { x: 'newer' },
    null,
    new L.Command({ goto: 'c' }),
  ],
  'commands and text': (L) => [new L.Command({ update: { y: 2 } }), 'text'],
  'commands in lists': (L) => [
    new L.Command({ update: { y: 2 } }),
    [{ x: 'new' }, new L.Command({ update: { x: 'in' }, goto: 'b' })],
  ],
  'commands, one for the parent': (L) => [
    new L.Command({ update: { y: 2 } }),
    new L.Command({ goto: 'z', graph: L.Command.PARENT }),
  ],
  'a packet': (L) => new L.Send('b', { x: 1 }),
};

const forms = { plain, root, zod, zod3, schema };

describe('what a node returned is written as upstream writes it', () => {
  for (const [form, make] of Object.entries(forms))
    for (const node of ['a', '__start__'])
      it.each(Object.keys(outputs))(`${form}, ${node}: %s`, async (name) => {
        const ours = await written(make(door), node, outputs[name]!(door));
        expect(ours).toEqual(await written(make(oracle), node, outputs[name]!(oracle)));
      });
});

const conditions: Record<string, (library: Library) => any> = {
  'a name': () => () => 'b',
  'a name, later': () => async () => 'b',
  'the end': () => () => '__end__',
  names: () => () => ['b', 'c', '__end__'],
  'a packet': (L) => () => new L.Send('b', { x: 1 }),
  'packets and names': (L) => () => [new L.Send('b', { x: 1 }), 'c', new L.Send('c', null)],
  'a packet to the end': (L) => () => ['b', new L.Send('__end__', {})],
  nothing: () => () => undefined,
  'null among names': () => () => ['b', null],
  'an empty list': () => () => [],
  'what it reads': () => (state: any) => (state.x === 'held' && state.secret === 's' ? 'b' : 'c'),
  'what its config says': () => (_: unknown, config: any) => (config.tags.includes('own') ? 'b' : 'c'),
  'a Runnable': () => RunnableLambda.from(() => 'b'),
  'a function that gives a Runnable': () => () => RunnableLambda.from((state: any) => (state.y === 1 ? 'b' : 'c')),
  'a stream': () =>
    async function* route() {
      yield 'b';
    },
  'an error': () => () => {
    throw new TypeError('no way');
  },
  'an error, later': () => () => Promise.reject(new TypeError('no way')),
};

const conditional = (L: Library, condition: any, pathMap?: any) =>
  (new L.StateGraph(bare(L)) as any)
    .addNode('a', nothing, { input: secret(L) })
    .addNode({ b: nothing, c: nothing })
    .addEdge('__start__', 'a')
    .addEdge('__start__', 'c')
    .addConditionalEdges('a', condition, pathMap)
    .compile();

describe('a condition chooses as upstream lets it choose', () => {
  for (const [map, pathMap] of [
    ['without a map', undefined],
    ['with a map', { b: 'c', c: '__end__', undefined: 'b' }],
    ['with a list', ['b', '__end__']],
  ] as const)
    it.each(Object.keys(conditions))(`${map}: %s`, async (name) => {
      const ours = await written(conditional(door, conditions[name]!(door), pathMap), 'a', {});
      expect(ours).toEqual(await written(conditional(oracle, conditions[name]!(oracle), pathMap), 'a', {}));
    });

  it('stays synchronous where condition and schema are', () => {
    const graph = conditional(door, () => 'b');
    const scope = { config: {}, write: () => {}, send: () => {}, read };
    for (const writer of graph.nodes.a.writers) expect(writer({ x: 'new' }, scope)).toBeUndefined();
  });

  it('shows its run to callbacks', async () => {
    const names: string[] = [];
    const graph = conditional(door, () => 'b');
    const callbacks = [{ handleChainStart: (...args: unknown[]) => void names.push(args[7] as string) }];
    const scope = { config: { callbacks }, write: () => {}, send: () => {}, read };
    for (const writer of graph.nodes.a.writers) await writer({}, scope);
    expect(names).toEqual(['RunnableLambda']);
  });

  it.each([false, true])('warns where an interrupt is thrown in it, later: %s', async (later) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const run = async (L: Library) => {
      const error = new oracle.NodeInterrupt('why');
      const graph = conditional(
        L,
        later
          ? () => Promise.reject(error)
          : () => {
              throw error;
            },
      );
      await written(graph, 'a', {});
    };
    await run(oracle);
    await run(door);
    const lines = warn.mock.calls.map(([line]) => String(line));
    warn.mockRestore();
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe(lines[0]);
  });
});

describe('an input', () => {
  const inputs: Record<string, MakeOutput> = {
    'a state': () => ({ x: 'in', y: 2 }),
    'a part of it': () => ({ x: 'in' }),
    'unknown keys': () => ({ x: 'in', z: 1 }),
    null: () => null,
    undefined: () => undefined,
    'a wrong value': () => ({ x: 7 }),
    text: () => 'text',
    'a command': (L) => new L.Command({ update: { x: 'in' }, resume: 1 }),
    'a command with pairs': (L) => new L.Command({ update: [['x', 'in']] }),
    'a command without an update': (L) => new L.Command({ resume: 1 }),
    'a command with a wrong update': (L) => new L.Command({ update: { x: 7 } }),
  };
  const input = (L: Library, kind: (library: Library) => any) =>
    linked(new L.StateGraph({ state: z.object({ x: z.string(), y: z.number().default(7) }), input: kind(L) } as any));
  const graphs: Record<string, (library: Library) => any> = {
    ...forms,
    'zod input': (L) => input(L, () => z.object({ x: z.string().transform((x) => `${x}?`) })),
    'schema input': (L) => input(L, (library) => new library.StateSchema({ x: z.string().transform((x) => `${x}?`) })),
    'plain input': (L) => input(L, secret),
  };

  for (const [form, make] of Object.entries(graphs))
    it.each(Object.keys(inputs))(`is parsed as upstream parses it, ${form}: %s`, async (name) => {
      const parse = async (library: Library) => {
        try {
          return JSON.parse(JSON.stringify({ parsed: await make(library)._validateInput(inputs[name]!(library)) }));
        } catch (error) {
          return { name: (error as Error).name, message: (error as Error).message };
        }
      };
      expect(await parse(door)).toEqual(await parse(oracle));
    });

  it('leaves the command of the caller as it is', async () => {
    const command = new door.Command({ update: { x: 'in' } });
    const parsed = await (zod(door) as any)._validateInput(command);
    expect(parsed).not.toBe(command);
    expect(parsed).toBeInstanceOf(door.Command);
    expect(parsed.update).toEqual({ x: 'in!' });
    expect(command.update).toEqual({ x: 'in' });
  });

  it('is not the only thing that is checked: contexts are too', async () => {
    const context = z.object({ user: z.string() });
    const check = async (L: Library, given: unknown) => {
      const graph = linked(new L.StateGraph(bare(L), context as any));
      return graph._validateContext(given).then(
        (value: unknown) => ({ value }),
        (error: Error) => ({ error: error.message }),
      );
    };
    for (const given of [{ user: 'u', more: 1 }, { user: 7 }, {}])
      expect(await check(door, given)).toEqual(await check(oracle, given));
  });
});
