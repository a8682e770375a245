/** Cases S1 to S4: what went wrong in serialisers of other stores, tried on ours. */
import fc from 'fast-check';
import { MossError, ValueCodec } from '../../src/base/index.ts';
import { caught, type Figures, type ProbeOptions, type Row } from './row.ts';
import type { Subject } from './subject.ts';
import { hostileValue, MARKED, nested, withKeeper } from './value-rows.ts';

/** In the environment of the process while the cases run: it must come out nowhere. */
const CANARY = 'canary-that-is-no-value';

async function withCanary<Result>(work: () => Promise<Result>): Promise<Result> {
  process.env['MOSS_CANARY'] = CANARY;
  try {
    return await work();
  } finally {
    delete process.env['MOSS_CANARY'];
  }
}

const reserved = fc.constantFrom('lc', 'type', 'id', 'kwargs', 'method', 'args', '__type', '$', 'lg_name');
const reservedRecord = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom<unknown>(
      1,
      2,
      'constructor',
      'secret',
      'undefined',
      'MOSS_CANARY',
      'SystemMessage',
      null,
      ['MOSS_CANARY'],
      ['langchain_core', 'messages', 'SystemMessage'],
    ),
    fc.string(),
  ),
  value: fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('record'), fc.array(tie('value'), { maxLength: 2 })),
  record: fc
    .array(fc.tuple(reserved, tie('value')), { minLength: 1, maxLength: 6 })
    .map((pairs) => Object.fromEntries(pairs) as unknown),
})).record;

/** Plain data with the keys that serialisers keep for themselves. */
async function reservedKeys(subject: Subject, { size, seed }: ProbeOptions): Promise<Figures> {
  return withCanary(() =>
    withKeeper(subject, async (keeper) => {
      const values = [...MARKED, ...fc.sample(reservedRecord, { numRuns: size, seed })];
      const counts = { same: 0, refused: 0, changed: 0, bricked: 0 };
      let leaks = 0;
      for (const value of values) {
        const { outcome, error } = await keeper(value);
        counts[outcome]++;
        if (String(error).includes(CANARY)) leaks++;
      }
      return {
        values: values.length,
        'plain data, the same': counts.same,
        'other things': values.length - counts.same,
        'canaries out': leaks,
      };
    }),
  );
}

const TAGS = [
  'Function',
  'eval',
  'Object',
  'constructor',
  '__proto__',
  'toString',
  'require',
  'process',
  'import',
  'secret',
  '@Function',
  '@m',
  'r',
  'b',
  'e',
  'M',
  'n',
];
const ARGUMENTS: readonly unknown[] = [
  'return process',
  ['(a+)+$', 'g', 0],
  ['Function', 'YQ=='],
  ['__proto__', 'x', null, {}],
  [1, 'x'],
  {},
  null,
  5,
];

/** Stored text that somebody else has written. */
async function hostileText(): Promise<Figures> {
  const codec = new ValueCodec();
  const before = Reflect.ownKeys(Object.prototype).length;
  const [figures, called] = [{ texts: 0, refused: 0, data: 0, 'callable or foreign': 0 }, Symbol('called')];
  for (const tag of TAGS) {
    for (const argument of ARGUMENTS) {
      const text = JSON.stringify({
        within: { $: [tag, ...(Array.isArray(argument) ? (argument as unknown[]) : [argument])] },
      });
      figures.texts++;
      let value: unknown = called;
      const failure = await caught(async () => (value = (codec.decode(text) as { within: unknown }).within));
      if (MossError.is(failure?.error, 'VALUE_DAMAGED')) figures.refused++;
      else if (failure === undefined && typeof value !== 'function' && isKnown(value)) figures.data++;
      else figures['callable or foreign']++;
    }
  }
  return { ...figures, 'keys added to Object.prototype': Reflect.ownKeys(Object.prototype).length - before };
}

/** What a value may be made of. */
function isKnown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const known: readonly unknown[] = [
    Object.prototype,
    Array.prototype,
    Map.prototype,
    RegExp.prototype,
    Error.prototype,
    null,
  ];
  return known.includes(Object.getPrototypeOf(value)) || ArrayBuffer.isView(value);
}

/** Anything that users can send, on a thread each: none of them may become unreadable. */
async function bricking(subject: Subject, { size, seed }: ProbeOptions): Promise<Figures> {
  return withCanary(() =>
    withKeeper(subject, async (keeper) => {
      let [bricked, changed] = [0, 0];
      const values = fc.sample(hostileValue(), { numRuns: size, seed });
      for (const value of values) {
        const { outcome } = await keeper(value);
        if (outcome === 'bricked') bricked++;
        if (outcome === 'changed') changed++;
      }
      return { inputs: size, 'threads unreadable': bricked, 'values changed': changed };
    }),
  );
}

/** What once chose another, stronger decoder. */
async function oneCodec(subject: Subject): Promise<Figures> {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  const values: readonly unknown[] = [
    '\ud800',
    Number.NaN,
    12n,
    { deep: ['\udfff', Number.POSITIVE_INFINITY] },
    cycle,
    nested(5_000),
    new WeakMap(),
    Symbol('x'),
  ];
  return withKeeper(subject, async (keeper) => {
    const counts = { same: 0, refused: 0, changed: 0, bricked: 0 };
    for (const value of values) counts[(await keeper({ value })).outcome]++;
    return {
      values: values.length,
      'same or refused': counts.same + counts.refused,
      'changed or unreadable': counts.changed + counts.bricked,
    };
  });
}

export const storeSecurityRows: readonly Row[] = [
  {
    row: 'S1',
    injected:
      'plain data with keys that serialisers keep for themselves (lc, type, id, kwargs, …), a canary in the environment',
    target: 'all come back as the same plain data; 0 canaries out',
    size: { ours: 10_000, langgraph: 1_000, short: 200 },
    probe: reservedKeys,
    meets: (figures) =>
      (figures['values'] ?? 0) > 100 && figures['other things'] === 0 && figures['canaries out'] === 0,
  },
  {
    row: 'S2',
    injected: 'stored text that names functions, classes and prototypes',
    target: '0 callable or foreign: refused, or data',
    size: { ours: 1, langgraph: 1, short: 1 },
    notMeasured: 'S1 and S3 measure what its serialiser revives',
    probe: hostileText,
    meets: (figures) =>
      (figures['texts'] ?? 0) > 100 &&
      figures['callable or foreign'] === 0 &&
      figures['keys added to Object.prototype'] === 0,
  },
  {
    row: 'S3',
    injected: 'random values of hostile parts, each on a thread of its own',
    target: '0 threads that can no longer be read',
    size: { ours: 10_000, langgraph: 1_000, short: 200 },
    probe: bricking,
    meets: (figures) =>
      (figures['inputs'] ?? 0) > 0 && figures['threads unreadable'] === 0 && figures['values changed'] === 0,
  },
  {
    row: 'S4',
    injected: 'lone surrogates, NaN, BigInt, cycles, depth, what has no data',
    target: 'each comes back the same or is refused when written',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: oneCodec,
    meets: (figures) => (figures['values'] ?? 0) > 5 && figures['changed or unreadable'] === 0,
  },
];
