/** Checkpoints come back as they were handed over. */
import { EMPTY, Unfolded } from '../../../engine/index.ts';
import { check, same } from '../check.ts';
import { KEY, append, commitOf, folded, listed, sameValues, set, type PortCase } from './port-case.ts';

/** Ids of a long thread. */
function longIds(length: number): string[] {
  return Array.from({ length }, (_, place) => String(place).padStart(12, '0'));
}

export const checkpointCases: readonly PortCase[] = [
  {
    name: 'knows nothing of threads that were never written',
    run: async ({ saver }) => {
      same('the newest checkpoint', await saver.load(KEY), undefined);
      same('checkpoint 1', await saver.load(KEY, '1'), undefined);
      same('the history', await listed(saver), []);
      await saver.deleteThread('t');
    },
  },
  {
    name: 'gives back a checkpoint with all that it and those before it set',
    run: async ({ saver }) => {
      await saver.commit(commitOf('1', undefined, [set('a', 1), set('b', { deep: [1] })]));
      const next = [
        { node: 'n', sent: false, input: undefined },
        { node: 'n', sent: true, input: 'topic' },
      ];
      await saver.commit({ ...commitOf('2', '1', [set('a', 2)]), next });
      const { values: _, ...rest } = (await saver.load(KEY)) ?? { values: undefined };
      const expected = { ...KEY, id: '2', parent: '1', step: 2, source: 'loop', next, records: [] };
      same('the newest checkpoint', rest, expected);
      await sameValues(saver, undefined, { a: 2, b: { deep: [1] } });
      await sameValues(saver, '1', { a: 1, b: { deep: [1] } });
    },
  },
  {
    name: 'keeps the timeout that was sent with a task',
    run: async ({ saver }) => {
      const next = [
        { node: 'n', sent: true, input: 'topic', timeout: 100 },
        { node: 'n', sent: true, input: 'topic', timeout: { idle: 5 } },
        { node: 'n', sent: true, input: 'topic', timeout: false as const },
      ];
      await saver.commit({ ...commitOf('1', undefined, []), next });
      same('what is next', (await saver.load(KEY))?.next, next);
    },
  },
  {
    name: 'keeps falsy values, and forgets those of channels that were emptied',
    run: async ({ saver }) => {
      const falsy = [set('a', null), set('b', 0), set('c', ''), set('d', false), set('e', 1)];
      await saver.commit(commitOf('1', undefined, falsy));
      await saver.commit(commitOf('2', '1', [set('e', EMPTY)]));
      await sameValues(saver, undefined, { a: null, b: 0, c: '', d: false });
      await sameValues(saver, '1', { a: null, b: 0, c: '', d: false, e: 1 });
    },
  },
  {
    name: 'gives back what was told as written, on every branch, also after it was set or emptied',
    run: async ({ saver }) => {
      await saver.commit(commitOf('1', undefined, [set('list', ['a']), set('other', 1)]));
      await saver.commit(commitOf('2', '1', [append('list', ['a', ['b'], 'c'], ['b'], 'c')]));
      await saver.commit(commitOf('3', '2', [append('list', ['a', ['b'], 'c', 'd'], 'd'), append('new', ['n'], 'n')]));
      await saver.commit(commitOf('4', '2', [append('list', ['a', ['b'], 'c', 'x'], 'x')]));
      await saver.commit(commitOf('5', '3', [set('list', ['z'])]));
      await saver.commit(commitOf('6', '5', [append('list', ['z', 'y'], 'y')]));
      await saver.commit(commitOf('7', '3', [set('list', EMPTY)]));
      await saver.commit(commitOf('8', '7', [append('list', ['v'], 'v'), append('new', ['n', 'm'], 'm')]));
      const read = (await listed(saver)).map(({ id, values }) => [
        id,
        folded(values.get('list')),
        folded(values.get('new')),
      ]);
      same('the history', read, [
        ['8', ['v'], ['n', 'm']],
        ['7', undefined, ['n']],
        ['6', ['z', 'y'], ['n']],
        ['5', ['z'], ['n']],
        ['4', ['a', ['b'], 'c', 'x'], undefined],
        ['3', ['a', ['b'], 'c', 'd'], ['n']],
        ['2', ['a', ['b'], 'c'], undefined],
        ['1', ['a'], undefined],
      ]);
      same('the newest list', folded((await saver.load(KEY))?.values.get('list')), ['v']);
    },
  },
  {
    name: 'gives back every version of a value that is long told as written, with few writes to fold',
    run: async ({ saver }) => {
      const ids = longIds(600);
      const log: number[] = [];
      for (const [place, id] of ids.entries()) {
        log.push(place);
        const change = place === 0 ? set('log', [0]) : append('log', [...log], place);
        await saver.commit(commitOf(id, ids[place - 1], [change]));
      }
      for (const place of [0, 1, 63, 64, 65, 66, 127, 128, 129, 400, 599]) {
        const value = (await saver.load(KEY, ids[place]))?.values.get('log');
        same(`the list at checkpoint ${place}`, folded(value), log.slice(0, place + 1));
        const writes = value instanceof Unfolded ? value.writes.length : 0;
        check(writes <= Math.max(64, place), `Checkpoint ${place} leaves ${writes} writes to fold.`);
      }
    },
  },
  {
    name: 'gives back every checkpoint of a long thread as it was',
    run: async ({ saver }) => {
      const ids = longIds(300);
      let log: readonly number[] = [];
      for (const [place, id] of ids.entries()) {
        log = [...log, place];
        const once = place % 50 === 0 ? [set(`c${place}`, place)] : [];
        await saver.commit(commitOf(id, ids[place - 1], [set('log', log), ...once]));
      }
      for (const place of [0, 63, 64, 65, 127, 128, 299]) {
        const loaded = await saver.load(KEY, ids[place]);
        same(`the list at checkpoint ${place}`, loaded?.values.get('log'), log.slice(0, place + 1));
        same(`how many channels checkpoint ${place} has`, loaded?.values.size, 2 + Math.floor(place / 50));
      }
    },
  },
];
