/** Savers that fail: the call rejects with what they failed with, nothing hangs and nothing is left unhandled. */
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { load } from '../differential/library.ts';
import { logger, pause, thread, type Loose } from '../differential/programs/log-state.ts';
import { asker, chain, fan } from './graphs.ts';

const ours = await load('ours');
const DURABILITIES = ['sync', 'async', 'exit'] as const;
const METHODS = ['put', 'putWrites', 'getTuple'] as const;

interface Failure {
  readonly method: (typeof METHODS)[number];
  /** At which of its calls. */
  readonly call: number;
  readonly how: 'throws' | 'rejects' | 'rejects late';
}

const messageOf = ({ method, call, how }: Failure): string => `${method} ${call} ${how}`;

function failing({ method, call, how }: Failure): MemorySaver {
  const saver: Loose = new MemorySaver();
  const works = saver[method].bind(saver);
  let calls = 0;
  const message = messageOf({ method, call, how });
  saver[method] = (...args: unknown[]): unknown => {
    if (++calls !== call) return works(...args);
    const error = new Error(message);
    if (how === 'throws') throw error;
    return how === 'rejects' ? Promise.reject(error) : pause(5).then(() => Promise.reject(error));
  };
  return saver as MemorySaver;
}

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeEach(() => void process.on('unhandledRejection', note));
afterEach(async () => {
  await pause(10);
  process.off('unhandledRejection', note);
  expect(unhandled.splice(0)).toEqual([]);
});

const graphs: Readonly<Record<string, (saver: Loose) => Loose>> = {
  chain: (checkpointer) => chain(ours, { a: logger('a'), b: logger('b') }, { checkpointer }),
  fan: (checkpointer) => fan(ours, { a: logger('a'), q: asker(ours, 'q') }, { checkpointer }),
  nested: (checkpointer) =>
    chain(ours, { a: logger('a'), sub: chain(ours, { i: logger('i'), j: logger('j') }) }, { checkpointer }),
};

const failures = METHODS.flatMap((method) =>
  [1, 2].flatMap((call) =>
    (['throws', 'rejects', 'rejects late'] as const).map((how): Failure => ({ method, call, how })),
  ),
);

describe.each(Object.entries(graphs))('%s', (_, build) => {
  describe.each(DURABILITIES)('durability %s', (durability) => {
    it.each(failures)('$method, call $call, $how: invoke', async (failure) => {
      const run = build(failing(failure)).invoke({ log: ['x'] }, { ...thread('1'), durability });
      expect(['ended', messageOf(failure)]).toContain(await settled(run));
    });

    it.each(failures)('$method, call $call, $how: stream', async (failure) => {
      expect(['ended', messageOf(failure)]).toContain(await settled(drain(build(failing(failure)), durability)));
    });
  });
});

describe('a first put that fails', () => {
  it.each(DURABILITIES)('with durability %s is told', async (durability) => {
    for (const how of ['throws', 'rejects', 'rejects late'] as const) {
      const graph = graphs['chain']?.(failing({ method: 'put', call: 1, how }));
      await expect(graph.invoke({ log: [] }, { ...thread('1'), durability })).rejects.toThrow(`put 1 ${how}`);
    }
  });
});

async function drain(graph: Loose, durability: string): Promise<void> {
  for await (const chunk of await graph.stream({ log: ['x'] }, { ...thread('1'), durability })) void chunk;
}

async function settled(run: Promise<unknown>): Promise<string> {
  return Promise.race([
    run.then(
      () => 'ended',
      (error: unknown) => (error as Error).message,
    ),
    pause(2000).then(() => 'hangs'),
  ]);
}
