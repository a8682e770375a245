/** Values come back as they were, or are refused; a thread stays readable whatever was put there. */
import { check, exactly, fail, outcomeOf, same } from '../check.ts';
import { binaries, exactKinds, markedData, ownProto, unstorable } from '../hostile-values.ts';
import { described } from '../value-difference.ts';
import { at, idOf, listed, put, type CheckpointCase, type CheckpointSaver } from './checkpoint-case.ts';

/** Where a value was found again. */
type Found = readonly [place: string, value: unknown];

/** Puts a value on a thread of its own: as a channel, within one, and as a pending write. Answers where it came back. */
async function roundTrip(saver: CheckpointSaver, thread: string, value: unknown): Promise<Found[]> {
  const stored = await outcomeOf(() => put(saver, thread, idOf(1), { values: { bare: value, within: { value } } }));
  const config = 'refused' in stored ? await put(saver, thread, idOf(2)) : stored.value;
  const bare = await outcomeOf(() => saver.putWrites(config, [['bare', value]], 'task'));
  const within = await outcomeOf(() => saver.putWrites(config, [['within', { value }]], 'tusk'));
  const read = await outcomeOf(() => saver.getTuple(config));
  if ('refused' in read) fail(`${thread} was stored, and cannot be read: ${read.refused.message}`, read.refused);
  const { checkpoint, pendingWrites } = read.value ?? {};
  const write = (task: string): unknown => pendingWrites?.find(([id]) => id === task)?.[2];
  const held: unknown = checkpoint?.channel_values;
  check(isRecord(held), `${thread} was stored, and the checkpoint is damaged.`);
  const found: Found[] = [];
  if (!('refused' in stored)) found.push(['a channel', { value: held['bare'] }], ['an object', held['within']]);
  if (!('refused' in bare)) found.push(['a pending write', { value: write('task') }]);
  if (!('refused' in within)) found.push(['an object in a pending write', write('tusk')]);
  return found;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

async function checkExact(saver: CheckpointSaver, thread: string, value: unknown): Promise<void> {
  for (const [place, found] of await roundTrip(saver, thread, value))
    exactly(`${thread} in ${place}`, found, { value });
}

/** What no serialiser should be surprised by. */
function hostile(): readonly unknown[] {
  const circle: Record<string, unknown> = {};
  circle['circle'] = circle;
  let deep: unknown = 'bottom';
  for (let depth = 0; depth < 500; depth++) deep = { deep };
  const throwing = { toJSON: () => check(false, 'This value cannot be stored.') };
  const values = [circle, deep, throwing, unstorable(), Symbol('no'), new Proxy({}, {}), '\ud800', new WeakMap()];
  return [...values, ...exactKinds.map(([, value]) => value), ...markedData, ownProto()];
}

const kindCases: readonly CheckpointCase[] = exactKinds.map(([kind, value]) => ({
  name: `keeps values of the kind ${kind}, or refuses them`,
  run: ({ saver }) => checkExact(saver, kind, value),
}));

export const valueCases: readonly CheckpointCase[] = [
  {
    name: 'keeps bytes in channels and in pending writes, or refuses them',
    run: async ({ saver }) => {
      for (const [place, bytes] of binaries().entries()) {
        for (const [where, found] of await roundTrip(saver, `bytes ${place}`, bytes)) {
          const value = (found as { value?: unknown } | undefined)?.value;
          check(value instanceof Uint8Array, `Bytes in ${where} came back as something else.`);
          exactly(`bytes ${place} in ${where}`, new Uint8Array(value), new Uint8Array(bytes));
        }
      }
    },
  },
  ...kindCases,
  {
    name: 'takes plain data for nothing else, whatever its keys are called, or refuses it',
    run: async ({ saver }) => {
      for (const [place, data] of markedData.entries()) await checkExact(saver, `marked data ${place}`, data);
    },
  },
  {
    name: 'keeps an own key __proto__ as an own key, or refuses it',
    run: async ({ saver }) => {
      await checkExact(saver, 'own __proto__', ownProto());
      same('what every object has', Object.keys(Object.prototype), []);
    },
  },
  {
    name: 'leaves a thread readable whatever was put there',
    run: async ({ saver }) => {
      await put(saver, 't', idOf(1), { values: { a: 'sound' } });
      for (const [place, value] of hostile().entries()) {
        const id = idOf(place + 2);
        const stored = await outcomeOf(() => put(saver, 't', id, { values: { a: value }, parent: idOf(1) }));
        if (!('refused' in stored)) await outcomeOf(() => saver.putWrites(stored.value, [['a', value]], 'task'));
        const newest = await outcomeOf(() => saver.getTuple(at('t')));
        check(!('refused' in newest), `${described(value)} was stored, and the thread cannot be read any more.`);
        const all = await outcomeOf(() => listed(saver, at('t')));
        check(!('refused' in all), `${described(value)} was stored, and the thread cannot be listed any more.`);
      }
      same('the first one', (await saver.getTuple(at('t', idOf(1))))?.checkpoint.channel_values, { a: 'sound' });
    },
  },
];
