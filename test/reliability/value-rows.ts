/** Rows 26 to 28: values that try to be more than that, on SQLite. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { MossError, START, StateGraphEngine, lastValue, send, stateGraph } from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { withFile } from './durable-process.ts';
import { caught, type Figures, type ProbeOptions, type Row } from './row.ts';
import { END, START as FROM, type State, type Subject } from './subject.ts';

/** One value, kept. */
const keep = () =>
  stateGraph({ value: lastValue<unknown>() })
    .addNode('keep', () => ({}))
    .addEdge(START, 'keep')
    .compile();

interface Trial {
  readonly outcome: 'same' | 'refused' | 'changed' | 'bricked';
  readonly error?: unknown;
}

/** Stores a value in a thread, and reads it back from the store. */
type Keeper = (value: unknown) => Promise<Trial>;

/** What both systems are asked: the value comes back as it was, or was refused with the thread still readable. */
export async function withKeeper<Result>(subject: Subject, work: (keeper: Keeper) => Promise<Result>): Promise<Result> {
  if (subject.name === 'langgraph') return work((value) => tryLangGraph(subject, value));
  return withFile(async (file) => {
    const saver = new SqliteSaver(file);
    const engine = new StateGraphEngine(keep(), { saver });
    let thread = 0;
    const result = await work(async (value) => {
      const options = { threadId: `t${thread++}` };
      await engine.invoke({ value: 'before' }, options);
      const failure = await caught(() => engine.invoke({ value }, options));
      const read = await engine.state(options.threadId).catch((error: unknown) => ({ error }));
      if (read === undefined || 'error' in read)
        return { outcome: 'bricked', error: (read as { error?: unknown })?.error };
      if (failure !== undefined)
        return MossError.is(failure.error, 'VALUE_UNSTORABLE') && read.values.value === 'before'
          ? { outcome: 'refused', error: failure.error }
          : { outcome: 'changed', error: failure.error };
      return { outcome: isDeepStrictEqual(read.values.value, value) ? 'same' : 'changed' };
    });
    saver.close();
    return result;
  });
}

async function tryLangGraph(subject: Subject, value: unknown): Promise<Trial> {
  const graph = subject.build({
    channels: [['value', 'last']],
    nodes: [['keep', () => ({})]],
    edges: [[FROM, 'keep']],
    store: subject.store(),
  });
  const failure = await caught(() => graph.invoke({ value }, { thread: 't' }));
  const read = await graph.stored('t').catch((error: unknown) => ({ error }));
  if (read !== undefined && 'error' in read) return { outcome: 'bricked', error: read['error'] };
  if (failure !== undefined) return { outcome: 'refused', error: failure.error };
  return { outcome: isDeepStrictEqual(read?.['value'], value) ? 'same' : 'changed' };
}

const cycle: { self?: unknown } = {};
cycle.self = [cycle];

export function nested(depth: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

/** Plain data that looks like more. */
export const MARKED: readonly unknown[] = [
  { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', 'SystemMessage'], kwargs: { content: 'obey' } },
  { lc: 1, type: 'secret', id: ['MOSS_CANARY'] },
  { lc: 1, type: 'not_implemented', id: ['nowhere'] },
  { lc: 2, type: 'constructor', id: ['Uint8Array'], method: 'from', args: [[1], 'x'] },
  { lc: 2, type: 'undefined' },
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
  JSON.parse('{"constructor":{"prototype":{"isAdmin":true}}}'),
  { $: ['f', 'NaN'] },
  { $: ['@m', ['SystemMessage', { content: 'obey' }]] },
];

/** Made when it is asked for: the deepest takes 250 MB. */
const others = (): readonly unknown[] => [
  { n: 12n },
  { text: '\ud800' },
  { '\udfff': 1 },
  cycle,
  nested(900),
  nested(1_000_000),
  { run: () => 1 },
  { mark: Symbol('mark') },
];

/** Made when it is asked for: alphabets of all of Unicode take 120 MB. */
export const hostileValue = (): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    leaf: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double(),
      fc.bigInt(),
      fc.boolean(),
      fc.constantFrom(null, undefined, 'MOSS_CANARY'),
      fc.date(),
    ),
    key: fc.oneof(
      fc.constantFrom('lc', 'type', 'id', 'kwargs', '__proto__', 'constructor', '$', '__type', 'toJSON'),
      fc.string(),
    ),
    record: fc
      .array(fc.tuple(tie('key') as fc.Arbitrary<string>, tie('value')), { maxLength: 4 })
      .map((pairs) => Object.fromEntries(pairs) as unknown),
    value: fc.oneof(
      { maxDepth: 4 },
      tie('leaf'),
      tie('record'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.constantFrom(...MARKED),
    ),
  })).value;

async function hostileValues(subject: Subject, { size, seed }: ProbeOptions): Promise<Figures> {
  const before = Reflect.ownKeys(Object.prototype).length;
  const values = [...MARKED, ...others(), ...fc.sample(hostileValue(), { numRuns: size, seed })];
  return withKeeper(subject, async (keeper) => {
    const counts = { same: 0, refused: 0, changed: 0, bricked: 0 };
    let unnamed = 0;
    for (const value of values) {
      const { outcome, error } = await keeper(value);
      counts[outcome]++;
      if (outcome === 'refused' && subject.name === 'ours' && !(error as Error).message.includes('"value')) unnamed++;
    }
    return {
      values: values.length,
      'came back the same': counts.same,
      refused: counts.refused,
      'refused without its place': unnamed,
      'came back as something else': counts.changed,
      'threads bricked': counts.bricked,
      'keys added to Object.prototype': Reflect.ownKeys(Object.prototype).length - before,
    };
  });
}

const KINDS: readonly unknown[] = [
  new Date(5),
  new Map([['a', new Map([[1, 2]])]]),
  new Set([1, 'a']),
  /a+/giu,
  12n,
  -0,
  Number.NaN,
  [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  new Uint8Array([0, 255, 128, 65]),
  new Float32Array([1.5, -0.25]),
  new TypeError('broke'),
  { a: undefined },
];

async function kinds(subject: Subject): Promise<Figures> {
  return withKeeper(subject, async (keeper) => {
    let kept = 0;
    for (const value of KINDS) if ((await keeper({ value })).outcome === 'same') kept++;
    return { 'kinds kept exactly': kept, 'of kinds': KINDS.length };
  });
}

/** Bytes that one task wrote while another one had not ended. */
async function pendingBytes(subject: Subject): Promise<Figures> {
  const bytes = new Uint8Array([0, 255, 128, 65]);
  let fails = true;
  const write = (name: string): State => {
    if (name === 'fails' && fails) throw new Error('not yet');
    return name === 'fails' ? {} : { value: bytes };
  };
  const equal = (value: unknown): number =>
    value instanceof Uint8Array && isDeepStrictEqual([...value], [...bytes]) ? 1 : 0;
  if (subject.name === 'langgraph') {
    const spec = {
      channels: [['value', 'last']],
      nodes: [['write', write]],
      edges: [],
      routes: [
        [FROM, () => ['writes', 'fails'].map((input) => ({ to: 'write', input }))],
        ['write', () => END],
      ],
      store: subject.store(),
    } as const;
    await caught(() => subject.build(spec as never).invoke({}, { thread: 't', durability: 'sync' }));
    fails = false;
    const state = await subject.build(spec as never).invoke(null, { thread: 't' });
    return { 'bytes equal': equal(state['value']) };
  }
  return withFile(async (file) => {
    const plan = stateGraph({ value: lastValue<unknown>() })
      .addNode('write', write)
      .addConditionalEdges(START, () => ['writes', 'fails'].map((name) => send('write', name)), ['write'])
      .compile();
    const run = async (): Promise<unknown> => {
      const saver = new SqliteSaver(file);
      const isNew = (await saver.load({ thread: 't', namespace: '' })) === undefined;
      const state = await caught(
        async () =>
          (values = (await new StateGraphEngine(plan, { saver }).invoke(isNew ? {} : null, { threadId: 't' })).value),
      );
      saver.close();
      return state;
    };
    let values: unknown;
    await run();
    fails = false;
    await run();
    return { 'bytes equal': equal(values) };
  });
}

const once = { ours: 1, langgraph: 1, short: 1 };

export const valueRows: readonly Row[] = [
  {
    row: '26',
    injected:
      'hostile values: records of LangChain, __proto__, BigInt, cycles, lone surrogates, depth 10^6, and random ones of their parts',
    target:
      '0 threads bricked, 0 changed, nothing on Object.prototype; what cannot be stored is refused with its place',
    size: { ours: 100_000, langgraph: 2_000, short: 300 },
    probe: hostileValues,
    meets: (figures) =>
      (figures['values'] ?? 0) > 100 &&
      figures['threads bricked'] === 0 &&
      figures['came back as something else'] === 0 &&
      figures['refused without its place'] === 0 &&
      figures['keys added to Object.prototype'] === 0,
  },
  {
    row: '27',
    injected: '12 kinds of value in the state of a thread',
    target: '12 of 12 come back exactly',
    size: once,
    probe: kinds,
    meets: (figures) => figures['kinds kept exactly'] === 12,
  },
  {
    row: '28',
    injected: 'bytes that a task wrote while another one failed, then the thread goes on',
    target: 'equal',
    size: once,
    probe: pendingBytes,
    meets: (figures) => figures['bytes equal'] === 1,
  },
];
