/** What every saver must do, wherever it keeps threads. */
import { beforeEach, describe, expect, it } from 'vitest';
import {
  EMPTY,
  MossError,
  Unfolded,
  type ChannelChange,
  type Checkpoint,
  type Commit,
  type Saver,
  type TaskRecord,
} from '../../src/engine/index.ts';

const KEY = { thread: 't', namespace: '' };

function commit(id: string, parent: string | undefined, changed: readonly ChannelChange[]): Commit {
  return { ...KEY, id, parent, step: Number(id), source: parent === undefined ? 'input' : 'loop', changed, next: [] };
}

const set = (channel: string, value: unknown): ChannelChange => ({ channel, value });

/** What a list came to hold, with what was appended to it. */
const append = (channel: string, value: readonly unknown[], ...writes: readonly unknown[]): ChannelChange => ({
  channel,
  value,
  writes,
});

/** A list as the engine makes it. */
const folded = (value: unknown): unknown =>
  value instanceof Unfolded ? [...(value.base as readonly unknown[]), ...value.writes] : value;

const waiting: TaskRecord = {
  task: '1.0',
  done: undefined,
  answers: ['first'],
  interrupts: [{ id: '1.0.1', node: 'ask', value: { sure: true } }],
};
const done: TaskRecord = {
  task: '1.0',
  done: {
    writes: [set('a', 1)],
    chosen: ['b'],
    sends: [
      { node: 'c', input: 2 },
      { node: 'c', input: 3, timeout: { idle: 5 } },
    ],
  },
  answers: [],
  interrupts: [],
};

async function listed(saver: Saver, thread = 't'): Promise<Checkpoint[]> {
  const all: Checkpoint[] = [];
  for await (const checkpoint of saver.history({ thread, namespace: '' })) all.push(checkpoint);
  return all;
}

const valuesOf = (checkpoint: Checkpoint | undefined): unknown => checkpoint && Object.fromEntries(checkpoint.values);

/**
 * @param make   a saver that keeps nothing yet
 * @param except titles of tests that the saver cannot pass, each with the reason
 */
export function runSaverSuite(name: string, make: () => Saver, except: Readonly<Record<string, string>> = {}): void {
  describe(`saver ${name}`, () => {
    beforeEach(({ task, skip }) => {
      const reason = except[task.name];
      if (reason === undefined) return;
      // Reporters that name only what fails leave the reason out.
      console.log(`Skipped for saver ${name}: ${task.name}, because ${reason}`);
      skip(reason);
    });

    it('knows nothing of threads that were never written', async () => {
      const saver = make();
      expect(await saver.load(KEY)).toBeUndefined();
      expect(await saver.load(KEY, '1')).toBeUndefined();
      expect(await listed(saver)).toEqual([]);
      await saver.deleteThread('t');
    });

    it('gives back a checkpoint with all that it and those before it set', async () => {
      const saver = make();
      await saver.commit(commit('1', undefined, [set('a', 1), set('b', { deep: [1] })]));
      const next = [
        { node: 'n', sent: false, input: undefined },
        { node: 'n', sent: true, input: 'topic' },
      ];
      await saver.commit({ ...commit('2', '1', [set('a', 2)]), next });
      const { values, ...rest } = (await saver.load(KEY)) ?? { values: new Map() };
      expect(rest).toEqual({ ...KEY, id: '2', parent: '1', step: 2, source: 'loop', next, records: [] });
      expect(Object.fromEntries(values)).toEqual({ a: 2, b: { deep: [1] } });
      expect(valuesOf(await saver.load(KEY, '1'))).toEqual({ a: 1, b: { deep: [1] } });
    });

    it('keeps the timeout that was sent with a task', async () => {
      const saver = make();
      const next = [
        { node: 'n', sent: true, input: 'topic', timeout: 100 },
        { node: 'n', sent: true, input: 'topic', timeout: { idle: 5 } },
        { node: 'n', sent: true, input: 'topic', timeout: false as const },
      ];
      await saver.commit({ ...commit('1', undefined, []), next });
      expect((await saver.load(KEY))?.next).toEqual(next);
    });

    it('keeps falsy values, and forgets those of channels that were emptied', async () => {
      const saver = make();
      await saver.commit(
        commit('1', undefined, [set('a', null), set('b', 0), set('c', ''), set('d', false), set('e', 1)]),
      );
      await saver.commit(commit('2', '1', [set('e', EMPTY)]));
      expect(valuesOf(await saver.load(KEY))).toEqual({ a: null, b: 0, c: '', d: false });
      expect(valuesOf(await saver.load(KEY, '1'))).toEqual({ a: null, b: 0, c: '', d: false, e: 1 });
    });

    it('keeps branches apart', async () => {
      const saver = make();
      await saver.commit(commit('1', undefined, [set('list', ['a'])]));
      await saver.commit(commit('2', '1', [set('list', ['a', 'b'])]));
      await saver.commit(commit('3', '2', [set('list', ['a', 'b', 'c'])]));
      await saver.commit(commit('4', '1', [set('list', ['a', 'x'])]));
      await saver.commit(commit('5', '3', [set('other', 1)]));
      await saver.commit(commit('6', '5', [set('list', ['z'])]));
      const lists = (await listed(saver)).map(({ id, values }) => [id, values.get('list')]);
      expect(lists).toEqual([
        ['6', ['z']],
        ['5', ['a', 'b', 'c']],
        ['4', ['a', 'x']],
        ['3', ['a', 'b', 'c']],
        ['2', ['a', 'b']],
        ['1', ['a']],
      ]);
    });

    it('gives back what was told as written, on every branch, also after it was set or emptied', async () => {
      const saver = make();
      await saver.commit(commit('1', undefined, [set('list', ['a']), set('other', 1)]));
      await saver.commit(commit('2', '1', [append('list', ['a', ['b'], 'c'], ['b'], 'c')]));
      await saver.commit(commit('3', '2', [append('list', ['a', ['b'], 'c', 'd'], 'd'), append('new', ['n'], 'n')]));
      await saver.commit(commit('4', '2', [append('list', ['a', ['b'], 'c', 'x'], 'x')]));
      await saver.commit(commit('5', '3', [set('list', ['z'])]));
      await saver.commit(commit('6', '5', [append('list', ['z', 'y'], 'y')]));
      await saver.commit(commit('7', '3', [set('list', EMPTY)]));
      await saver.commit(commit('8', '7', [append('list', ['v'], 'v'), append('new', ['n', 'm'], 'm')]));
      const read = (await listed(saver)).map(({ id, values }) => [
        id,
        folded(values.get('list')),
        folded(values.get('new')),
      ]);
      expect(read).toEqual([
        ['8', ['v'], ['n', 'm']],
        ['7', undefined, ['n']],
        ['6', ['z', 'y'], ['n']],
        ['5', ['z'], ['n']],
        ['4', ['a', ['b'], 'c', 'x'], undefined],
        ['3', ['a', ['b'], 'c', 'd'], ['n']],
        ['2', ['a', ['b'], 'c'], undefined],
        ['1', ['a'], undefined],
      ]);
      expect(folded((await saver.load(KEY))?.values.get('list'))).toEqual(['v']);
    });

    it('gives back every version of a value that is long told as written, with few writes to fold', async () => {
      const saver = make();
      const ids = Array.from({ length: 600 }, (_, place) => String(place).padStart(12, '0'));
      const log: number[] = [];
      for (const [place, id] of ids.entries()) {
        log.push(place);
        const change = place === 0 ? set('log', [0]) : append('log', [...log], place);
        await saver.commit(commit(id, ids[place - 1], [change]));
      }
      for (const place of [0, 1, 63, 64, 65, 66, 127, 128, 129, 400, 599]) {
        const value = (await saver.load(KEY, ids[place]))?.values.get('log');
        expect(folded(value)).toEqual(log.slice(0, place + 1));
        expect(value instanceof Unfolded ? value.writes.length : 0).toBeLessThanOrEqual(Math.max(64, place));
      }
    });

    it('gives back every checkpoint of a long thread as it was', async () => {
      const saver = make();
      const ids = Array.from({ length: 300 }, (_, place) => String(place).padStart(12, '0'));
      let log: readonly number[] = [];
      for (const [place, id] of ids.entries()) {
        log = [...log, place];
        const once = place % 50 === 0 ? [set(`c${place}`, place)] : [];
        await saver.commit(commit(id, ids[place - 1], [set('log', log), ...once]));
      }
      for (const place of [0, 63, 64, 65, 127, 128, 299]) {
        const loaded = await saver.load(KEY, ids[place]);
        expect(loaded?.values.get('log')).toEqual(log.slice(0, place + 1));
        expect(loaded?.values.size).toBe(2 + Math.floor(place / 50));
      }
    });

    it('keeps the last record of each task with its checkpoint', async () => {
      const saver = make();
      await saver.commit(commit('1', undefined, []));
      await saver.putRecord(KEY, '1', waiting);
      expect((await saver.load(KEY))?.records).toEqual([waiting]);
      await saver.putRecord(KEY, '1', done);
      await saver.putRecord(KEY, '1', { ...waiting, task: '1.1' });
      await saver.commit(commit('2', '1', []));
      expect((await saver.load(KEY))?.records).toEqual([]);
      const records = (await saver.load(KEY, '1'))?.records.toSorted((a, b) => (a.task < b.task ? -1 : 1));
      expect(records).toEqual([done, { ...waiting, task: '1.1' }]);
    });

    it('refuses a second checkpoint of one id, and keeps the first', async () => {
      const saver = make();
      await saver.commit(commit('1', undefined, [set('a', 1)]));
      const second = (async () => saver.commit(commit('1', undefined, [set('a', 2)])))();
      await expect(second).rejects.toSatisfy((error) => MossError.is(error, 'THREAD_CONFLICT'));
      expect(valuesOf(await saver.load(KEY))).toEqual({ a: 1 });
    });

    it('refuses what belongs to a checkpoint it does not have', async () => {
      const saver = make();
      const orphan = (async () => saver.commit(commit('2', '1', [])))();
      await expect(orphan).rejects.toThrow('1');
      const record = (async () => saver.putRecord(KEY, '1', done))();
      await expect(record).rejects.toThrow('1');
      expect(await listed(saver)).toEqual([]);
    });

    it('keeps threads and namespaces apart, and forgets a thread with all of its namespaces', async () => {
      const saver = make();
      const names = ['t', 'T', '', '__proto__', 'a/../b', 'a|b', 'é', 'e\u0301'];
      for (const thread of names) {
        for (const namespace of ['', 'sub', '__proto__']) {
          await saver.commit({ ...commit('1', undefined, [set('__proto__', [thread, namespace])]), thread, namespace });
        }
      }
      for (const thread of names) {
        for (const namespace of ['', 'sub', '__proto__']) {
          expect((await saver.load({ thread, namespace }))?.values.get('__proto__')).toEqual([thread, namespace]);
        }
      }
      await saver.deleteThread('__proto__');
      for (const namespace of ['', 'sub']) {
        expect(await saver.load({ thread: '__proto__', namespace })).toBeUndefined();
        expect(await saver.load({ thread: 't', namespace })).toBeDefined();
      }
    });
  });
}
