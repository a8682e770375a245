/** What a run leaves behind: nothing. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load, type Library } from '../differential/library.ts';
import { logState, pause, thread, type Loose } from '../differential/programs/log-state.ts';

let lib: Library;
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeAll(async () => {
  lib = await load('ours');
  process.on('unhandledRejection', note);
});
afterAll(() => void process.off('unhandledRejection', note));

/** A signal that counts who listens to it. */
function watched(): { readonly controller: AbortController; readonly listeners: () => number } {
  const controller = new AbortController();
  const { signal } = controller;
  let count = 0;
  const { addEventListener, removeEventListener } = signal;
  const known = new Set<unknown>();
  signal.addEventListener = (...args: Loose) => {
    if (!known.has(args[1])) count++;
    known.add(args[1]);
    return Reflect.apply(addEventListener, signal, args);
  };
  signal.removeEventListener = (...args: Loose) => {
    if (known.delete(args[1])) count--;
    return Reflect.apply(removeEventListener, signal, args);
  };
  return { controller, listeners: () => count };
}

const chain = (nodes: Record<string, Loose>, compile: Loose = {}): Loose => {
  const builder: Loose = new lib.StateGraph(logState(lib));
  let last: string = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node).addEdge(last, name);
    last = name;
  }
  return builder.compile(compile);
};

const slow = (name: string) => async (): Promise<Loose> => {
  await pause(3);
  return { log: [name] };
};
const fails = async (): Promise<never> => {
  await pause(1);
  throw new RangeError('fails');
};
const read = async (stream: Loose): Promise<void> => {
  for await (const _chunk of await stream);
};
const readOne = async (stream: Loose): Promise<void> => {
  for await (const _chunk of await stream) break;
};

const KINDS: Record<string, (options: Loose) => Promise<unknown>> = {
  invoke: (options) => chain({ a: slow('a'), b: slow('b') }).invoke({}, options),
  'invoke nested': (options) =>
    chain({ a: chain({ b: slow('b') }), c: async (s: Loose) => chain({ d: slow('d') }).invoke(s) }).invoke({}, options),
  'invoke that fails': (options) => chain({ a: slow('a'), bad: fails }).invoke({}, options),
  'invoke that asks': (options) =>
    chain({ a: () => ({ plain: lib.interrupt('q') }) }, { checkpointer: new lib.MemorySaver() }).invoke(
      {},
      { ...options, ...thread('1') },
    ),
  'invoke with callbacks': (options) =>
    chain({ a: slow('a') }).invoke({}, { ...options, callbacks: [{ handleChainStart: () => undefined }] }),
  'invoke with a store whose callbacks fail': (options) =>
    chain({ a: slow('a') }, { store: new lib.InMemoryStore() }).invoke(
      {},
      { ...options, callbacks: [{ raiseError: true, awaitHandlers: true, handleChainStart: fails }] },
    ),
  'invoke with a time limit': (options) => chain({ a: slow('a') }).invoke({}, { ...options, timeout: 60_000 }),
  'invoke without input': (options) => chain({ a: slow('a') }).invoke(null, options),
  'invoke with a bad limit': (options) => chain({ a: slow('a') }).invoke({}, { ...options, recursionLimit: 0 }),
  stream: (options) => read(chain({ a: slow('a'), b: slow('b') }).stream({}, options)),
  'stream that fails': (options) => read(chain({ a: slow('a'), bad: fails }).stream({}, options)),
  'stream that fails at once': (options) => read(chain({ bad: fails }).stream({}, options)),
  'stream that is left': (options) => readOne(chain({ a: slow('a'), b: slow('b') }).stream({}, options)),
  'stream that is left before it fails': (options) => readOne(chain({ a: slow('a'), bad: fails }).stream({}, options)),
  'stream that is cancelled': async (options) =>
    (await chain({ a: slow('a'), b: slow('b') }).stream({}, options)).cancel(),
  'stream that nobody reads': async (options) => void (await chain({ a: slow('a'), bad: fails }).stream({}, options)),
  'stream of bytes': (options) =>
    read(chain({ a: slow('a'), b: slow('b') }).stream({}, { ...options, encoding: 'text/event-stream' })),
  'stream of bytes that is left': (options) =>
    readOne(chain({ a: slow('a'), b: slow('b') }).stream({}, { ...options, encoding: 'text/event-stream' })),
  'piped stream that is left': async (options) =>
    readOne((await chain({ a: slow('a'), b: slow('b') }).stream({}, options)).pipeThrough(new TransformStream())),
  'events, version 2': (options) =>
    read(chain({ a: slow('a'), b: slow('b') }).streamEvents({}, { ...options, version: 'v2' })),
  'events, version 2, that are left': (options) =>
    readOne(chain({ a: slow('a'), b: slow('b') }).streamEvents({}, { ...options, version: 'v2' })),
  'events, version 2, of a failure': (options) =>
    read(chain({ a: slow('a'), bad: fails }).streamEvents({}, { ...options, version: 'v2' })),
  'events, version 1': (options) =>
    read(chain({ a: slow('a'), b: slow('b') }).streamEvents({}, { ...options, version: 'v1' })),
  'events, version 3': async (options) =>
    read(chain({ a: slow('a'), b: slow('b') }).streamEvents({}, { ...options, version: 'v3' })),
  'events, version 3, that are left': async (options) =>
    readOne(chain({ a: slow('a'), b: slow('b') }).streamEvents({}, { ...options, version: 'v3' })),
  'events, version 3, of a failure': async (options) =>
    read(chain({ a: slow('a'), bad: fails }).streamEvents({}, { ...options, version: 'v3' })),
  'an entrypoint': async (options) => {
    const work: Loose = lib.task('work', async (n: number) => (await pause(1), n));
    return (lib.entrypoint('flow', async (n: number) => work(n)) as Loose).invoke(1, options);
  },
};

describe('a run leaves', () => {
  test.each(Object.keys(KINDS))('nothing: %s', async (kind) => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const { controller, listeners } = watched();
    await KINDS[kind]?.({ signal: controller.signal }).catch(() => undefined);
    await pause(25);
    expect(listeners()).toBe(0);
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(before);
    expect(unhandled).toEqual([]);
  });

  test.each(Object.keys(KINDS))('nothing when it is aborted: %s', async (kind) => {
    const { controller, listeners } = watched();
    const run = KINDS[kind]?.({ signal: controller.signal }).catch(() => undefined);
    setTimeout(() => controller.abort(), 2);
    await run;
    await pause(25);
    expect(listeners()).toBe(0);
    expect(unhandled).toEqual([]);
  });

  test('no trace in the ambient context of its caller', async () => {
    const mine = new AsyncLocalStorage<number>();
    const seen = await mine.run(7, async () => {
      const result = await chain({ a: () => ({ plain: mine.getStore() }) }).invoke({});
      return [result.plain, mine.getStore(), lib.getConfig()];
    });
    expect(seen).toEqual([7, 7, undefined]);
  });
});
