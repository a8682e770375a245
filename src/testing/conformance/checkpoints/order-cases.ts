/** Checkpoints come back whole and in order. */
import { exactly, same } from '../check.ts';
import { at, checkpointOf, idOf, idsOf, listed, put, type CheckpointCase } from './checkpoint-case.ts';

export const orderCases: readonly CheckpointCase[] = [
  {
    name: 'lists the newest first, with before and limit',
    run: async ({ saver }) => {
      for (const place of [1, 2, 3, 4, 5, 10]) await put(saver, 't', idOf(place));
      const ids = [10, 5, 4, 3, 2, 1].map(idOf);
      same('the list', await idsOf(saver, at('t')), ids);
      same('the newest checkpoint', (await saver.getTuple(at('t')))?.checkpoint.id, idOf(10));
      for (const limit of [1, 2, 6, 100]) {
        same(`the list up to ${limit}`, await idsOf(saver, at('t'), { limit }), ids.slice(0, limit));
      }
      for (const place of [0, 1, 4, 6, 10, 11]) {
        const before = at('t', idOf(place));
        const older = ids.filter((id) => id < idOf(place));
        same(`the list before ${place}`, await idsOf(saver, at('t'), { before }), older);
        same(`two before ${place}`, await idsOf(saver, at('t'), { before, limit: 2 }), older.slice(0, 2));
      }
    },
  },
  {
    name: 'gives back a checkpoint with its parent, its metadata and its versions, read or listed',
    run: async ({ saver }) => {
      await put(saver, 't', idOf(1), { values: { a: 1 } });
      const checkpoint = {
        ...checkpointOf(idOf(2), { a: { deep: [1, 'é', null] }, b: '' }),
        versions_seen: { n: { a: 1 } },
      };
      const metadata = { source: 'loop', step: 3, parents: { '': idOf(1) }, mine: 'x' } as const;
      await saver.put(at('t', idOf(1)), checkpoint, metadata, checkpoint.channel_versions);
      const read = await saver.getTuple(at('t'));
      for (const [how, tuple] of [
        ['read', read],
        ['listed', (await listed(saver, at('t'), { limit: 1 }))[0]],
      ] as const) {
        same(`the checkpoint ${how}`, tuple?.checkpoint, checkpoint);
        same(`its metadata ${how}`, tuple?.metadata, metadata);
        same(`its place ${how}`, tuple?.config.configurable, at('t', idOf(2)).configurable);
        same(`its parent ${how}`, tuple?.parentConfig?.configurable, at('t', idOf(1)).configurable);
      }
      same('the parent of the first', (await saver.getTuple(at('t', idOf(1))))?.parentConfig, undefined);
    },
  },
  {
    name: 'keeps branches apart, and reads each checkpoint as it was put',
    run: async ({ saver }) => {
      await put(saver, 't', idOf(1), { values: { a: 1, b: 1 } });
      await put(saver, 't', idOf(2), { values: { a: 2, b: 1 }, parent: idOf(1) });
      await put(saver, 't', idOf(3), { values: { a: 3 }, parent: idOf(1) });
      const read = (await listed(saver, at('t'))).map(({ checkpoint }) => checkpoint.channel_values);
      exactly('what the checkpoints hold', read, [{ a: 3 }, { a: 2, b: 1 }, { a: 1, b: 1 }]);
    },
  },
  {
    name: 'has a checkpoint once that was put twice',
    run: async ({ saver }) => {
      for (const _ of [1, 2]) await put(saver, 't', idOf(1), { values: { a: 1 } });
      same('the list', await idsOf(saver, at('t')), [idOf(1)]);
      same('what it holds', (await saver.getTuple(at('t')))?.checkpoint.channel_values, { a: 1 });
    },
  },
  {
    name: 'lists the namespace that is asked for, and all where none is',
    run: async ({ saver }) => {
      for (const namespace of ['', 'sub', 'sub|deep']) {
        await put(saver, 't', idOf(1), { namespace, values: { a: namespace } });
        await put(saver, 'u', idOf(2), { namespace, values: { a: 'u' } });
      }
      for (const namespace of ['', 'sub', 'sub|deep']) {
        const values = (await listed(saver, at('t', undefined, namespace))).map(
          (tuple) => tuple.checkpoint.channel_values,
        );
        same(`the list of namespace "${namespace}"`, values, [{ a: namespace }]);
      }
      const all = await listed(saver, { configurable: { thread_id: 't' } });
      const namespaces = all.map(({ config }) => config.configurable?.checkpoint_ns ?? 'none');
      const sorted = namespaces.toSorted((one, other) => one.length - other.length);
      same('the namespaces of a thread', sorted, ['', 'sub', 'sub|deep']);
    },
  },
];
