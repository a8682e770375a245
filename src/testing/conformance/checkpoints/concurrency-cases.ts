/** Several callers at once, and several savers on one store. */
import { same } from '../check.ts';
import {
  at,
  idOf,
  idsOf,
  listed,
  put,
  sameWrites,
  type CheckpointCase,
  type CheckpointSaver,
} from './checkpoint-case.ts';

const THREADS = 50;
const STEPS = 4;
const NO_OTHER = 'there is no option `another`';

async function writeThread(saver: CheckpointSaver, thread: string): Promise<void> {
  for (let step = 1; step <= STEPS; step++) {
    const config = await put(saver, thread, idOf(step), {
      values: { a: [thread, step] },
      ...(step > 1 && { parent: idOf(step - 1) }),
    });
    await saver.putWrites(config, [['a', [thread, step]]], 'task');
  }
}

export const concurrencyCases: readonly CheckpointCase[] = [
  {
    name: `keeps ${THREADS} threads apart that are written at once`,
    run: async ({ saver }) => {
      const threads = Array.from({ length: THREADS }, (_, place) => `thread ${place}`);
      await Promise.all(threads.map((thread) => writeThread(saver, thread)));
      const steps = Array.from({ length: STEPS }, (_, place) => STEPS - place);
      for (const thread of threads) {
        const read = (await listed(saver, at(thread))).map(({ checkpoint, pendingWrites }) => [
          checkpoint.channel_values['a'],
          pendingWrites,
        ]);
        const expected = steps.map((step) => [[thread, step], [['task', 'a', [thread, step]]]]);
        same(`the list of ${thread}`, read, expected);
      }
    },
  },
  {
    name: 'loses nothing that is put on one thread at once',
    run: async ({ saver }) => {
      const places = Array.from({ length: 20 }, (_, place) => place);
      await Promise.all(places.map((place) => put(saver, 't', idOf(place), { values: { a: place } })));
      same('the list', await idsOf(saver, at('t')), places.map(idOf).toReversed());
      const config = at('t', idOf(0));
      await Promise.all(places.map((place) => saver.putWrites(config, [['a', place]], idOf(place))));
      await sameWrites(
        saver,
        config,
        places.map((place) => [idOf(place), 'a', place]),
      );
    },
  },
  {
    name: 'shows one saver what another one wrote on the same store',
    run: async ({ saver, another }) => {
      const other = await another?.();
      if (other === undefined) return NO_OTHER;
      await put(saver, 't', idOf(1), { values: { a: 1 } });
      same('what the other one reads', (await other.getTuple(at('t')))?.checkpoint.channel_values, { a: 1 });
      const config = await put(other, 't', idOf(2), { values: { a: 2 }, parent: idOf(1) });
      await Promise.all([saver.putWrites(config, [['a', 1]], 'task 1'), other.putWrites(config, [['a', 2]], 'task 2')]);
      for (const reader of [saver, other]) {
        same('the list', await idsOf(reader, at('t')), [idOf(2), idOf(1)]);
        await sameWrites(reader, config, [
          ['task 1', 'a', 1],
          ['task 2', 'a', 2],
        ]);
      }
      await other.deleteThread('t');
      same('the thread that the other one deleted', await saver.getTuple(at('t')), undefined);
      return undefined;
    },
  },
  {
    name: 'keeps what two savers on one store put at once, and a write that both tell once',
    run: async ({ saver, another }) => {
      const other = await another?.();
      if (other === undefined) return NO_OTHER;
      const places = Array.from({ length: 20 }, (_, place) => place);
      await Promise.all(places.map((place) => put(place % 2 === 0 ? saver : other, 't', idOf(place))));
      same('the list', await idsOf(saver, at('t')), places.map(idOf).toReversed());
      const config = at('t', idOf(3));
      await Promise.all(
        [saver, other].map((each) =>
          each.putWrites(
            config,
            [
              ['a', 1],
              ['b', 2],
            ],
            'task',
          ),
        ),
      );
      await sameWrites(saver, config, [
        ['task', 'a', 1],
        ['task', 'b', 2],
      ]);
      return undefined;
    },
  },
];
