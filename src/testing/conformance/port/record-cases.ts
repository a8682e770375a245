/** What became of tasks is kept with their checkpoint. */
import type { TaskRecord } from '../../../engine/index.ts';
import { same } from '../check.ts';
import { KEY, commitOf, planned, recordOf, set, type PortCase } from './port-case.ts';

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

export const recordCases: readonly PortCase[] = [
  {
    name: 'keeps the last record of each task with its checkpoint',
    run: async ({ saver }) => {
      await saver.commit(commitOf('1', undefined, []));
      await saver.putRecord(KEY, '1', waiting);
      same('the records', (await saver.load(KEY))?.records, [waiting]);
      await saver.putRecord(KEY, '1', done);
      await saver.putRecord(KEY, '1', { ...waiting, task: '1.1' });
      await saver.commit(commitOf('2', '1', []));
      same('the records of checkpoint 2', (await saver.load(KEY))?.records, []);
      const records = (await saver.load(KEY, '1'))?.records.toSorted((a, b) => (a.task < b.task ? -1 : 1));
      same('the records of checkpoint 1', records, [done, { ...waiting, task: '1.1' }]);
    },
  },
  {
    name: 'takes a record again, as after an answer that was lost',
    run: async ({ saver }) => {
      await saver.commit({ ...commitOf('1', undefined, []), next: planned });
      await saver.putRecord(KEY, '1', recordOf('once'));
      await saver.putRecord(KEY, '1', recordOf('once'));
      same('the records', (await saver.load(KEY))?.records, [recordOf('once')]);
    },
  },
];
