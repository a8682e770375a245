/** Which checkpoint is which: order, branches, ids that are taken, runs. */
import { check, checkConflict, refusalOf, same } from '../check.ts';
import type { Saver } from '../../../engine/index.ts';
import { KEY, commitOf, idsOf, keyOf, listed, planned, recordOf, sameValues, set, type PortCase } from './port-case.ts';

const NO_FIND_RUN = 'the saver has no findRun()';

/** The check of one look-up. */
async function sameRun(saver: Saver, run: string, expected: string | undefined, key = KEY): Promise<void> {
  same(`the last checkpoint of run "${run}"`, await saver.findRun?.(key, run), expected);
}

export const orderCases: readonly PortCase[] = [
  {
    name: 'keeps branches apart',
    run: async ({ saver }) => {
      await saver.commit(commitOf('1', undefined, [set('list', ['a'])]));
      await saver.commit(commitOf('2', '1', [set('list', ['a', 'b'])]));
      await saver.commit(commitOf('3', '2', [set('list', ['a', 'b', 'c'])]));
      await saver.commit(commitOf('4', '1', [set('list', ['a', 'x'])]));
      await saver.commit(commitOf('5', '3', [set('other', 1)]));
      await saver.commit(commitOf('6', '5', [set('list', ['z'])]));
      same(
        'the history',
        (await listed(saver)).map(({ id, values }) => [id, values.get('list')]),
        [
          ['6', ['z']],
          ['5', ['a', 'b', 'c']],
          ['4', ['a', 'x']],
          ['3', ['a', 'b', 'c']],
          ['2', ['a', 'b']],
          ['1', ['a']],
        ],
      );
    },
  },
  {
    name: 'lists the greatest id first, told as texts, with the parent of each',
    run: async ({ saver }) => {
      const ids = ['08', '09', '10', '11', 'a', 'b'];
      const parents = [undefined, '08', '08', '10', '09', 'a'];
      for (const [step, id] of ids.entries()) {
        await saver.commit({ ...commitOf(id, parents[step], [set('a', id)]), step });
      }
      const read = (await listed(saver)).map(({ id, parent }) => [id, parent]);
      same('the history', read, ids.map((id, place) => [id, parents[place]]).toReversed());
      same('the newest checkpoint', (await saver.load(KEY))?.id, 'b');
    },
  },
  {
    name: 'can be left in the midst of a history, and written while one is read',
    run: async ({ saver }) => {
      await saver.commit(commitOf('1', undefined, [set('a', 1)]));
      await saver.commit(commitOf('2', '1', [set('a', 2)]));
      for await (const { id } of saver.history(KEY)) {
        same('the first of the history', id, '2');
        await saver.commit(commitOf('3', '2', [set('a', 3)]));
        break;
      }
      same('the history', await idsOf(saver), ['3', '2', '1']);
    },
  },
  {
    name: 'refuses a second checkpoint of one id, and keeps the first',
    run: async ({ saver }) => {
      await saver.commit(commitOf('1', undefined, [set('a', 1)]));
      const second = await refusalOf('A second checkpoint of one id', () =>
        saver.commit(commitOf('1', undefined, [set('a', 2)])),
      );
      checkConflict('A second checkpoint of one id', second);
      await sameValues(saver, undefined, { a: 1 });
    },
  },
  {
    name: 'refuses an id that is taken further back, and not one that another namespace has',
    run: async ({ saver }) => {
      await saver.commit(commitOf('1', undefined, [set('a', 1)]));
      await saver.commit(commitOf('2', '1', [set('a', 2)]));
      await saver.commit(commitOf('3', '1', [set('a', 3)]));
      const taken = await refusalOf('A checkpoint of an id that is taken', () =>
        saver.commit(commitOf('2', '1', [set('a', 'other')])),
      );
      checkConflict('A checkpoint of an id that is taken', taken);
      await sameValues(saver, '2', { a: 2 });
      await saver.commit({ ...commitOf('2', undefined, [set('a', 'sub')]), namespace: 'sub' });
      await saver.commit({ ...commitOf('2', undefined, [set('a', 'u')]), thread: 'u' });
      await sameValues(saver, '2', { a: 2 });
      same('the history', await idsOf(saver), ['3', '2', '1']);
    },
  },
  {
    name: 'refuses what belongs to a checkpoint it does not have',
    run: async ({ saver }) => {
      const orphan = await refusalOf('A checkpoint without its parent', () => saver.commit(commitOf('2', '1', [])));
      check(orphan.message.includes('1'), `The error does not name the parent: ${orphan.message}`);
      const record = await refusalOf('A record without its checkpoint', () => saver.putRecord(KEY, '1', recordOf(1)));
      check(record.message.includes('1'), `The error does not name the checkpoint: ${record.message}`);
      same('the history', await idsOf(saver), []);
    },
  },
  {
    name: 'finds the last checkpoint that a run made',
    run: async ({ saver }) => {
      if (saver.findRun === undefined) return NO_FIND_RUN;
      await saver.commit({ ...commitOf('1', undefined, []), run: 'r1' });
      await saver.commit({ ...commitOf('2', '1', []), run: 'r1' });
      await saver.commit({ ...commitOf('3', '2', []), run: 'r2' });
      await saver.commit(commitOf('4', '3', []));
      await sameRun(saver, 'r1', '2');
      await sameRun(saver, 'r2', '3');
      for (const run of ['r', 'r%', 'R1', '__proto__', '']) await sameRun(saver, run, undefined);
      await sameRun(saver, 'r1', undefined, keyOf('u'));
      await sameRun(saver, 'r1', undefined, keyOf('t', 'sub'));
      await saver.deleteThread('t');
      await sameRun(saver, 'r1', undefined);
      return undefined;
    },
  },
  {
    name: 'finds a run that only wrote a record',
    run: async ({ saver }) => {
      if (saver.findRun === undefined) return NO_FIND_RUN;
      await saver.commit({ ...commitOf('1', undefined, []), next: planned, run: 'r1' });
      await saver.putRecord({ ...KEY, run: 'r2' }, '1', recordOf(1));
      await sameRun(saver, 'r1', '1');
      await sameRun(saver, 'r2', '1');
      return undefined;
    },
  },
];
