/** What `compat/langgraph/DIFFERENCES.md` says that no other test shows, on both libraries. What no longer differs has to leave both. */
import { InMemoryCache, MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { load, type Library } from './differential/library.ts';
import { logState, pause, thread, type Loose } from './differential/programs/log-state.ts';

interface Difference {
  readonly observe: (lib: Library) => unknown;
  readonly original: unknown;
  readonly here: unknown;
}

/** Nodes one after the other, each of which takes a moment and notes that it ran. */
function line(lib: Library, ran: string[], compile: Loose = {}): Loose {
  const builder: Loose = new lib.StateGraph(logState(lib));
  let last: string = lib.START;
  for (const name of ['a', 'b', 'c', 'd']) {
    builder.addNode(name, async () => (await pause(8), ran.push(name), { log: [name] })).addEdge(last, name);
    last = name;
  }
  return builder.compile(compile);
}

/** Nodes that run beside each other. */
function beside(lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose {
  const builder: Loose = new lib.StateGraph(logState(lib));
  for (const [name, node] of Object.entries(nodes)) builder.addNode(name, node).addEdge(lib.START, name);
  return builder.compile(compile);
}

const toTheEnd = (ran: readonly string[]): boolean => ran.includes('d');
const messageOf = (error: Loose): string => error.message;

/** Whether all nodes run if a reader leaves. */
const leaving =
  (leave: (graph: Loose) => Promise<unknown>) =>
  async (lib: Library): Promise<boolean> => {
    const ran: string[] = [];
    await leave(line(lib, ran));
    await pause(80);
    return toTheEnd(ran);
  };

const readOne = async (stream: Loose): Promise<void> => {
  for await (const _chunk of await stream) break;
};

const up = (lib: Library) => (): Loose =>
  new lib.Command({ graph: lib.Command.PARENT, goto: 'after', update: { log: ['up'] } });

async function thrownBack(lib: Library, thrown: unknown): Promise<boolean> {
  const node = (): never => {
    throw thrown;
  };
  return beside(lib, { node })
    .invoke({})
    .catch((error: unknown) => error === thrown);
}

const goesOn = { original: true, here: false };

const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'leaving a stream by break': { observe: leaving((graph) => readOne(graph.stream({}))), ...goesOn },
  'leaving a stream by a throw': {
    observe: leaving(async (graph) => {
      const read = async (): Promise<void> => {
        for await (const _chunk of await graph.stream({})) throw new Error('enough');
      };
      await read().catch(messageOf);
    }),
    ...goesOn,
  },
  'leaving a stream by cancel of a reader': {
    observe: leaving(async (graph) => {
      const reader = (await graph.stream({})).getReader();
      await reader.read();
      await reader.cancel();
    }),
    ...goesOn,
  },
  'leaving bytes': {
    observe: leaving((graph) => readOne(graph.stream({}, { encoding: 'text/event-stream' }))),
    ...goesOn,
  },
  'leaving events of version 2': {
    observe: leaving((graph) => readOne(graph.streamEvents({}, { version: 'v2' })).catch(messageOf)),
    ...goesOn,
  },
  'leaving events of version 3': {
    observe: leaving((graph) => readOne(graph.streamEvents({}, { version: 'v3' }))),
    ...goesOn,
  },
  'abort of a typed run stream': {
    observe: async (lib) => {
      const run = await line(lib, []).streamEvents({}, { version: 'v3' });
      run.abort(new Error('mine'));
      return Promise.resolve(run.output).then(() => 'a result', messageOf);
    },
    original: 'a result',
    here: 'mine',
  },
  'nodes that never wait': {
    observe: async (lib) => {
      const busy = (): Loose => {
        for (const began = performance.now(); performance.now() < began + 1;);
        return {};
      };
      const graph: Loose = new lib.StateGraph(logState(lib))
        .addNode('a', busy)
        .addEdge(lib.START, 'a')
        .addConditionalEdges('a', (() => 'a') as Loose)
        .compile();
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 20);
      const options = { signal: controller.signal, recursionLimit: 100 };
      return graph.invoke({}, options).catch((error: Error) => error.name);
    },
    original: 'GraphRecursionError',
    here: 'AbortError',
  },
  'what is thrown is no error': {
    observe: (lib) =>
      Promise.all(['text', null, 7, Object.freeze(new Error('frozen'))].map((it) => thrownBack(lib, it))),
    original: [false, false, false, false],
    here: [true, true, true, true],
  },
  'chunks before a failure': {
    observe: async (lib) => {
      const builder: Loose = new lib.StateGraph(logState(lib));
      const fails = (): never => {
        throw new Error('b');
      };
      builder
        .addNode('a', () => ({ log: ['a'] }))
        .addNode('b', fails)
        .addEdge(lib.START, 'a')
        .addEdge('a', 'b');
      const stream = await builder.compile().stream({}, { streamMode: 'updates' });
      await pause(20);
      return stream.next().then(({ value }: Loose) => value, messageOf);
    },
    original: 'b',
    here: { a: { log: ['a'] } },
  },
  'one task at a time': {
    observe: (lib) => {
      const nodes = { a: () => ({ log: ['a'] }), b: () => ({ log: ['b'] }) };
      return beside(lib, nodes).invoke({}, { maxConcurrency: 1 });
    },
    original: undefined,
    here: { log: ['a', 'b'] },
  },
  'a command for the parent from a node with a handler': {
    observe: (lib) => {
      const builder: Loose = new lib.StateGraph(logState(lib)).addNode('i', up(lib), {
        errorHandler: () => ({}),
      } as Loose);
      const inner = builder.addEdge(lib.START, 'i').compile();
      const outer: Loose = new lib.StateGraph(logState(lib)).addNode('sub', inner, { ends: ['after'] } as Loose);
      return outer
        .addNode('after', () => ({ log: ['after'] }))
        .addEdge(lib.START, 'sub')
        .compile()
        .invoke({});
    },
    original: { log: [] },
    here: { log: ['up', 'after'] },
  },
  'a task that fails within a node, and is caught': {
    observe: (lib) => {
      const bad = lib.task('bad', async () => Promise.reject(new Error('bad')));
      const node = async (): Promise<Loose> => ({ log: [await bad().catch(messageOf)] });
      return beside(lib, { node }).invoke({}).catch(messageOf);
    },
    original: 'bad',
    here: { log: ['bad'] },
  },
  'nodes and keys named like members of objects': {
    observe: async (lib) => {
      const node = async (): Promise<unknown> => beside(lib, { constructor: () => ({ log: ['n'] }) }).invoke({});
      const key = async (): Promise<unknown> =>
        new lib.StateGraph(lib.Annotation.Root({ toString: lib.Annotation<number> }) as Loose)
          .addNode('a', (() => ({ toString: 1 })) as Loose)
          .addEdge(lib.START, 'a')
          .compile()
          .invoke({});
      return [await node().catch((error: Error) => error.name), await key().catch((error: Error) => error.name)];
    },
    original: ['Error', 'TypeError'],
    here: [{ log: ['n'] }, { toString: 1 }],
  },
  'conditional edges as an object': {
    observe: (lib) => {
      const path = (): string => 'a';
      const edges = { source: lib.START, path, pathMap: ['a'] };
      new lib.StateGraph(logState(lib)).addNode('a', () => ({})).addConditionalEdges(edges as Loose);
      return edges.path === path;
    },
    original: false,
    here: true,
  },
  'a clock that goes back': {
    observe: async (lib) => {
      const { now } = Date;
      const graph = line(lib, [], { checkpointer: new MemorySaver() });
      try {
        await graph.invoke({}, thread('1'));
        Date.now = () => now() - 3_600_000;
        await graph.invoke({ log: ['second'] }, thread('1'));
      } finally {
        Date.now = now;
      }
      return (await graph.getState(thread('1'))).values.log.includes('second');
    },
    original: false,
    here: true,
  },
  'keys in a cache': {
    observe: async (lib) => {
      const cache = new InMemoryCache();
      const lengths: number[] = [];
      const { set } = cache;
      cache.set = (pairs) => (lengths.push(...pairs.map(({ key }) => key[1].length)), set.call(cache, pairs));
      const builder: Loose = new lib.StateGraph(logState(lib));
      const node = (): Loose => ({ log: ['n'] });
      await builder.addNode('n', node, { cachePolicy: true }).addEdge(lib.START, 'n').compile({ cache }).invoke({});
      return lengths;
    },
    original: [32],
    here: [64],
  },
};

const [oracle, ours] = await Promise.all([load('oracle'), load('ours')]);

describe('differs on purpose:', () => {
  it.each(Object.entries(DIFFERENCES))('%s', async (_, { observe, original, here }) => {
    expect(await observe(oracle)).toEqual(original);
    expect(await observe(ours)).toEqual(here);
  });
});
