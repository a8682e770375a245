/** Values come back as they were, or are refused with all that was handed over with them. */
import type { Saver } from '../../../engine/index.ts';
import { check, exactly, outcomeOf, same } from '../check.ts';
import { binaries, exactKinds, markedData, ownProto, unstorable } from '../hostile-values.ts';
import { KEY, commitOf, idsOf, planned, recordOf, sameValues, set, type PortCase } from './port-case.ts';

const INEXACT = 'the saver does not claim `exactValues`';

/** Stores a value in a channel, in a task's input and in a record. Answers what came back; nothing if it was refused. */
async function roundTrip(saver: Saver, id: string, value: unknown): Promise<readonly unknown[] | undefined> {
  const key = { ...KEY, thread: id };
  const next = [
    { node: 'n', sent: false, input: undefined },
    { node: 'n', sent: true, input: { value } },
  ] as const;
  const commit = { ...commitOf('1', undefined, [set('a', { value })]), thread: id, next };
  const outcome = await outcomeOf(async () => {
    await saver.commit(commit);
    await saver.putRecord(key, '1', recordOf({ value }));
  });
  const loaded = await saver.load(key);
  if ('refused' in outcome) return undefined;
  check(loaded !== undefined, 'What was stored is not there.');
  const written = loaded.records[0]?.done?.writes[0]?.value;
  return [loaded.values.get('a'), loaded.next[1]?.input, written];
}

async function checkExact(saver: Saver, kind: string, value: unknown): Promise<void> {
  const places = await roundTrip(saver, kind, value);
  if (places === undefined) return;
  for (const [place, name] of ['a channel', 'an input', 'a record'].entries()) {
    exactly(`${kind} in ${name}`, places[place], { value });
  }
}

export const valueCases: readonly PortCase[] = [
  {
    name: 'stores nothing of a commit with a value that it cannot store',
    run: async ({ saver, exactValues }) => {
      const odd = unstorable();
      await saver.commit(commitOf('1', undefined, [set('a', 1), set('b', 1)]));
      const torn = commitOf('2', '1', [set('a', 2), set('b', { deep: [odd] }), set('c', 2)]);
      const outcome = await outcomeOf(() => saver.commit(torn));
      if ('refused' in outcome) {
        await sameValues(saver, undefined, { a: 1, b: 1 });
        same('the history', await idsOf(saver), ['1']);
        await saver.commit(commitOf('3', '1', [set('a', 3)]));
        await sameValues(saver, undefined, { a: 3, b: 1 });
        return undefined;
      }
      const loaded = await saver.load(KEY);
      same('the newest checkpoint', loaded?.id, '2');
      if (exactValues) exactly('what was not refused', loaded?.values.get('b'), { deep: [odd] });
      return 'the saver took a function, so it has no value that it cannot store';
    },
  },
  {
    name: 'stores nothing of a record with a value that it cannot store',
    run: async ({ saver, exactValues }) => {
      const odd = unstorable();
      await saver.commit({ ...commitOf('1', undefined, []), next: planned });
      const writes = [set('a', 1), set('b', [odd])];
      const torn = { task: '1.0', done: { writes, chosen: [], sends: [] }, answers: [], interrupts: [] };
      const outcome = await outcomeOf(() => saver.putRecord(KEY, '1', torn));
      const records = (await saver.load(KEY))?.records;
      if ('refused' in outcome) {
        same('the records', records, []);
        await saver.putRecord(KEY, '1', recordOf(1));
        same('the records', (await saver.load(KEY))?.records, [recordOf(1)]);
        return undefined;
      }
      if (exactValues) exactly('what was not refused', records?.[0]?.done?.writes[1]?.value, [odd]);
      return 'the saver took a function, so it has no value that it cannot store';
    },
  },
  {
    name: 'keeps bytes, or refuses them',
    run: async ({ saver }) => {
      for (const [place, bytes] of binaries().entries()) {
        const places = await roundTrip(saver, `bytes ${place}`, bytes);
        for (const held of places ?? []) {
          const { value } = held as { value: unknown };
          check(value instanceof Uint8Array, `Bytes came back as ${typeof value}.`);
          exactly(`bytes ${place}`, new Uint8Array(value), new Uint8Array(bytes));
        }
      }
    },
  },
  {
    name: 'keeps Buffers as they are, or refuses them',
    run: async ({ saver, exactValues }) => {
      if (!exactValues) return INEXACT;
      const { Buffer: Buffers } = globalThis as { Buffer?: typeof Buffer };
      if (Buffers === undefined) return 'there are no Buffers here';
      await checkExact(saver, 'a Buffer', Buffers.from([0, 255, 128, 65]));
      return undefined;
    },
  },
  {
    name: 'keeps the twelve kinds that JSON does not have, or refuses them',
    run: async ({ saver, exactValues }) => {
      if (!exactValues) return INEXACT;
      for (const [kind, value] of exactKinds) await checkExact(saver, kind, value);
      return undefined;
    },
  },
  {
    name: 'takes plain data for nothing else, whatever its keys are called, or refuses it',
    run: async ({ saver, exactValues }) => {
      if (!exactValues) return INEXACT;
      for (const [place, data] of [...markedData, ownProto()].entries()) {
        await checkExact(saver, `marked data ${place}`, data);
      }
      return undefined;
    },
  },
  {
    name: 'keeps big values and deep ones, or refuses them',
    run: async ({ saver }) => {
      let deep: unknown = 'bottom';
      for (let depth = 0; depth < 500; depth++) deep = { deep };
      const big = { text: 'é💥'.repeat(500_000), list: Array.from({ length: 20_000 }, (_, at) => ({ at })) };
      await checkExact(saver, 'deep', deep);
      await checkExact(saver, 'big', big);
    },
  },
];
