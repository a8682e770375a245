/** Filters find what they name, and never more. */
import { check, outcomeOf, same } from '../check.ts';
import { hostileIds } from '../hostile-ids.ts';
import { at, idOf, idsOf, listed, put, type CheckpointCase } from './checkpoint-case.ts';

/** Metadata of a few checkpoints, with keys and values that queries have stumbled over. */
const METADATA: readonly Readonly<Record<string, unknown>>[] = [
  { source: 'input', step: -1 },
  { source: 'loop', step: 0, user: 'canary', 'a.b': 1 },
  { source: 'loop', step: 1, user: 'CANARY', a: { b: 1 } },
  { source: 'update', step: 2, user: '%', "it's": true },
  { source: 'loop', step: 3, user: 'canary', '"quoted"': null },
];

const KEYS: readonly string[] = [
  'user',
  'step',
  'a.b',
  'a',
  "it's",
  "user') OR 1=1 --",
  '$.user',
  '$or',
  '"quoted"',
  '*',
  '%',
  '_',
  'user" OR "1"="1',
  '[0]',
  '__proto__',
  'constructor',
  'toString',
  '',
];

const VALUES: readonly unknown[] = [
  ...hostileIds.filter((id) => id.length < 100),
  'canary',
  0,
  1,
  -1,
  true,
  { $ne: '' },
  { $gt: '' },
  { $regex: '.*' },
  { b: 1 },
  ['canary'],
];

/** What a filter may find at most: what has that very value, told as JSON. */
function mayMatch(metadata: Readonly<Record<string, unknown>>, key: string, value: unknown): boolean {
  return Object.hasOwn(metadata, key) && JSON.stringify(metadata[key]) === JSON.stringify(value);
}

export const filterCases: readonly CheckpointCase[] = [
  {
    name: 'finds what has all values of a filter, newest first, up to the limit',
    run: async ({ saver }) => {
      for (const [place, metadata] of METADATA.entries()) await put(saver, 't', idOf(place), { metadata });
      const find = (filter: Readonly<Record<string, unknown>>, limit?: number): Promise<string[]> =>
        idsOf(saver, at('t'), limit === undefined ? { filter } : { filter, limit });
      same('the loops', await find({ source: 'loop' }), [4, 2, 1].map(idOf));
      same('two loops', await find({ source: 'loop' }, 2), [4, 2].map(idOf));
      same('the loops of canary', await find({ source: 'loop', user: 'canary' }), [4, 1].map(idOf));
      same('step 0', await find({ step: 0 }), [idOf(1)]);
      same('what nothing has', await find({ source: 'loop', user: 'nobody' }), []);
      same('an empty filter', await find({}), [4, 3, 2, 1, 0].map(idOf));
    },
  },
  {
    name: 'never finds more than what a filter names, whatever its keys and values, or refuses it',
    run: async ({ saver }) => {
      for (const [place, metadata] of METADATA.entries()) await put(saver, 't', idOf(place), { metadata });
      await put(saver, 'u', idOf(0), { metadata: { user: 'canary' } });
      for (const key of KEYS) {
        for (const value of VALUES) {
          const filter = Object.fromEntries([[key, value]]);
          const outcome = await outcomeOf(() => listed(saver, at('t'), { filter }));
          for (const { checkpoint, config } of 'refused' in outcome ? [] : outcome.value) {
            const place = METADATA.findIndex((_, at) => idOf(at) === checkpoint.id);
            const may = config.configurable?.thread_id === 't' && mayMatch(METADATA[place] ?? {}, key, value);
            check(may, `The filter ${JSON.stringify(filter)} finds checkpoint ${place}, which is not like that.`);
          }
        }
      }
    },
  },
];
