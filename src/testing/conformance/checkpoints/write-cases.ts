/** What tasks wrote is kept once, all of it or nothing, and goes with its thread. */
import { refusalOf, same, outcomeOf } from '../check.ts';
import { at, idOf, put, sameWrites, type CheckpointCase } from './checkpoint-case.ts';

/** Each task has one of each, the last. */
const SPECIAL = ['__error__', '__scheduled__', '__interrupt__', '__resume__'];

/** No serialiser can read it. */
function unreadable(): unknown {
  return Object.defineProperty({}, 'broken', {
    enumerable: true,
    get: () => {
      throw new Error('This value cannot be read.');
    },
  });
}

export const writeCases: readonly CheckpointCase[] = [
  {
    name: 'keeps what a task wrote first, also where it is told again',
    run: async ({ saver }) => {
      const config = await put(saver, 't', idOf(1));
      await saver.putWrites(
        config,
        [
          ['a', 1],
          ['a', 2],
          ['b', 3],
        ],
        'task',
      );
      await saver.putWrites(
        config,
        [
          ['a', 9],
          ['a', 9],
          ['b', 9],
        ],
        'task',
      );
      await saver.putWrites(config, [['a', 4]], 'other');
      const expected = [
        ['other', 'a', 4],
        ['task', 'a', 1],
        ['task', 'a', 2],
        ['task', 'b', 3],
      ];
      await sameWrites(saver, config, expected);
    },
  },
  {
    name: 'keeps the last error, schedule, question and answer of a task',
    run: async ({ saver }) => {
      const config = await put(saver, 't', idOf(1));
      for (const channel of SPECIAL) {
        await saver.putWrites(config, [[channel, 'first']], `task ${channel}`);
        await saver.putWrites(config, [[channel, 'last']], `task ${channel}`);
      }
      const expected = SPECIAL.toSorted().map((channel) => [`task ${channel}`, channel, 'last']);
      await sameWrites(saver, config, expected);
    },
  },
  {
    name: 'gives errors, questions and answers places of their own beside what was written',
    run: async ({ saver }) => {
      const config = await put(saver, 't', idOf(1));
      for (const channel of SPECIAL) await saver.putWrites(config, [[channel, channel]], 'task');
      await saver.putWrites(
        config,
        [
          ['a', 1],
          ['b', 2],
        ],
        'task',
      );
      const writes = (await saver.getTuple(config))?.pendingWrites ?? [];
      const found = writes.map(([, channel, value]) => [channel, value]);
      const expected = [['a', 1], ['b', 2], ...SPECIAL.map((channel) => [channel, channel])];
      same(
        'what is pending',
        found.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
        expected.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
      );
    },
  },
  {
    name: 'keeps writes with their checkpoint, namespace and thread',
    run: async ({ saver }) => {
      const places = [at('t', idOf(1)), at('t', idOf(2)), at('t', idOf(1), 'sub'), at('u', idOf(1))];
      for (const { configurable } of places) {
        const { thread_id: thread = '', checkpoint_ns: namespace = '', checkpoint_id: id = '' } = configurable ?? {};
        await saver.putWrites(await put(saver, thread, id, { namespace }), [['a', [thread, namespace, id]]], 'task');
      }
      for (const { configurable } of places) {
        const { thread_id: thread, checkpoint_ns: namespace, checkpoint_id: id } = configurable ?? {};
        await sameWrites(saver, { configurable: { ...configurable } }, [['task', 'a', [thread, namespace, id]]]);
      }
    },
  },
  {
    name: 'stores nothing of the writes of a task where one of them cannot be stored',
    run: async ({ saver }) => {
      const config = await put(saver, 't', idOf(1));
      await refusalOf('A write that cannot be read', () =>
        saver.putWrites(
          config,
          [
            ['a', 1],
            ['b', unreadable()],
            ['c', 3],
          ],
          'task',
        ),
      );
      await sameWrites(saver, config, []);
      await saver.putWrites(
        config,
        [
          ['a', 4],
          ['b', 5],
        ],
        'task',
      );
      await sameWrites(saver, config, [
        ['task', 'a', 4],
        ['task', 'b', 5],
      ]);
    },
  },
  {
    name: 'stores nothing of a checkpoint where one of its values cannot be stored',
    run: async ({ saver }) => {
      await put(saver, 't', idOf(1), { values: { a: 1 } });
      await refusalOf('A checkpoint that cannot be read', () =>
        put(saver, 't', idOf(2), { values: { a: 2, b: unreadable() }, parent: idOf(1) }),
      );
      const tuple = await saver.getTuple(at('t'));
      same('the newest checkpoint', tuple?.checkpoint.id, idOf(1));
      same('what it holds', tuple?.checkpoint.channel_values, { a: 1 });
    },
  },
  {
    name: 'keeps writes that come before their checkpoint, or refuses them',
    run: async ({ saver }) => {
      const early = await outcomeOf(() => saver.putWrites(at('t', idOf(1)), [['a', 1]], 'task'));
      const config = await put(saver, 't', idOf(1));
      await sameWrites(saver, config, 'refused' in early ? [] : [['task', 'a', 1]]);
    },
  },
  {
    name: 'forgets the writes of a thread with it',
    run: async ({ saver }) => {
      for (const thread of ['t', 'u']) {
        await saver.putWrites(await put(saver, thread, idOf(1)), [['a', thread]], 'task');
        await saver.putWrites(await put(saver, thread, idOf(1), { namespace: 'sub' }), [['a', thread]], 'task');
      }
      await saver.deleteThread('t');
      for (const namespace of ['', 'sub']) {
        same('the thread that was deleted', await saver.getTuple(at('t', undefined, namespace)), undefined);
        await sameWrites(saver, await put(saver, 't', idOf(1), { namespace }), []);
        await sameWrites(saver, at('u', idOf(1), namespace), [['task', 'a', 'u']]);
      }
    },
  },
];
