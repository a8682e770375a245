/** Rows 24, 25 and 29: observers that fail, nodes that throw anything, names that JavaScript keeps for itself. */
import { faultyObservers, reservedToolNames } from './runtime-probes.ts';
import { caught, type Figures, type Row, wait } from './row.ts';
import { END, type GraphSpec, type Runnable, START, type State, type Subject } from './subject.ts';

/** How long a hanging observer takes, in milliseconds. */
const HANG = 300;

/** What observers do wrong: throw an error, throw a string, reject, hang. */
const FAULTY_OBSERVERS: readonly (() => unknown)[] = [
  () => raise(new Error('the observer broke')),
  () => raise('the observer broke'),
  () => Promise.reject(new Error('the observer broke')),
  () => wait(HANG),
];

function raise(value: unknown): never {
  throw value;
}

/** One node after the other, each adds one. */
function chain(observer?: GraphSpec['observer']): GraphSpec {
  return {
    channels: [['n', 'sum']],
    nodes: [
      ['first', () => ({ n: 1 })],
      ['second', async () => ({ n: 1 })],
    ],
    edges: [
      [START, 'first'],
      ['first', 'second'],
    ],
    ...(observer !== undefined && { observer }),
  };
}

async function observers(subject: Subject): Promise<Figures> {
  let changed = 0;
  let worst = 0;
  const heard = new Set<string>();
  await subject.build(chain()).invoke({});
  for (const fail of FAULTY_OBSERVERS) {
    const graph = subject.build(chain((event) => (heard.add(event), fail())));
    const began = performance.now();
    const result = await graph.invoke({}).catch(() => undefined);
    worst = Math.max(worst, performance.now() - began);
    if (result?.['n'] !== 2) changed++;
  }
  const figures = { 'events heard': heard.size, 'results changed': changed, 'added ms': worst };
  return subject.name === 'ours' ? { ...figures, ...(await faultyObservers(FAULTY_OBSERVERS)) } : figures;
}

/** What nodes throw. */
const THROWN: readonly (() => unknown)[] = [
  () => new Error('plain'),
  () => Object.freeze(new Error('frozen')),
  () => Object.assign(new Error(), { message: undefined }),
  () => ({ plain: 'object' }),
  () => 'a string',
  () => 42,
  () => null,
  () => undefined,
];

/** Places that throw. */
const THROWERS: Readonly<Record<string, (value: unknown) => GraphSpec>> = {
  node: (value) => single(() => raise(value)),
  'async node': (value) => single(async () => raise(value)),
  'retried node': (value) => ({ ...single(() => raise(value)), attempts: 2 }),
  'conditional edge': (value) => ({ ...single(() => ({})), routes: [['only', () => raise(value)]] }),
};

function single(run: () => unknown): GraphSpec {
  return { channels: [['n', 'sum']], nodes: [['only', run]], edges: [[START, 'only']] };
}

async function thrownValues(subject: Subject): Promise<Figures> {
  const figures: Record<string, number> = { 'of values': THROWN.length };
  for (const [place, spec] of Object.entries(THROWERS)) {
    let kept = 0;
    for (const make of THROWN) {
      const value = make();
      const failure = await caught(() => subject.build(spec(value)).invoke({}));
      const error = failure?.error as { cause?: unknown } | null | undefined;
      if (failure !== undefined && (error === value || error?.cause === value)) kept++;
    }
    figures[`kept, ${place}`] = kept;
  }
  return figures;
}

const RESERVED = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  'then',
];

/** Uses a name in every place that a graph has for one; each tells whether it went as with any other name. */
const PLACES: Readonly<Record<string, (subject: Subject, name: string) => Promise<boolean>>> = {
  async channel(subject, name) {
    const graph = subject.build({
      channels: [[name, 'last']],
      nodes: [['only', (state: State) => ({ [name]: `${String(own(state, name))}!` })]],
      edges: [[START, 'only']],
    });
    return own(await graph.invoke({ [name]: 'written' }), name) === 'written!';
  },
  async 'channel with a reducer'(subject, name) {
    const graph = subject.build({
      channels: [[name, 'list']],
      nodes: [['only', () => ({ [name]: [2] })]],
      edges: [[START, 'only']],
    });
    return JSON.stringify(own(await graph.invoke({ [name]: [1] }), name)) === '[1,2]';
  },
  async thread(subject, name) {
    const graph = subject.build({ ...single(() => ({ n: 1 })), kept: true });
    await graph.invoke({}, { thread: name });
    const other = await graph.invoke({}, { thread: `${name} of another` });
    return (
      (await graph.invoke({}, { thread: name }))['n'] === 2 &&
      other['n'] === 1 &&
      own(await graph.stored(name), 'n') === 2
    );
  },
  async node(subject, name) {
    const graph: Runnable = subject.build({
      channels: [['n', 'sum']],
      nodes: [
        ['first', () => ({ n: 1 })],
        [name, () => ({ n: 10 })],
      ],
      edges: [[START, 'first']],
      routes: [
        ['first', () => name],
        [name, () => END],
      ],
    });
    return (await graph.invoke({}))['n'] === 11;
  },
  async 'node that is sent to'(subject, name) {
    const graph = subject.build({
      channels: [['n', 'sum']],
      nodes: [[name, (n: number) => ({ n })]],
      edges: [],
      routes: [[START, () => [{ to: name, input: 7 }]]],
    });
    return (await graph.invoke({}))['n'] === 7;
  },
};

function own(state: State | undefined, name: string): unknown {
  return state !== undefined && Object.hasOwn(state, name) ? state[name] : undefined;
}

async function reservedNames(subject: Subject): Promise<Figures> {
  const counts = { works: 0, refused: 0, broken: 0 };
  for (const attempt of Object.values(PLACES)) {
    for (const name of RESERVED) {
      const works = { answer: false };
      const failure = await caught(async () => (works.answer = await attempt(subject, name)));
      if (works.answer) counts.works++;
      else if (failure !== undefined && subject.refuses(failure.error)) counts.refused++;
      else counts.broken++;
    }
  }
  return subject.name === 'ours' ? { ...counts, ...(await reservedToolNames(RESERVED)) } : counts;
}

export const faultRows: readonly Row[] = [
  {
    row: '24',
    injected: 'observers of every event that throw an error, throw a string, reject, or hang for 300 ms',
    target: 'results unchanged, ≤ 1 s added, the process lives; a host handler that throws rejects the run',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: observers,
    meets: (figures) =>
      figures['results changed'] === 0 &&
      (figures['events heard'] ?? 0) >= 6 &&
      (figures['added ms'] ?? Infinity) <= 1000 &&
      figures['runtime: runs changed by observers'] === 0 &&
      figures['runtime: handler errors that reject, unchanged'] === 2,
  },
  {
    row: '25',
    injected: 'nodes, also retried ones, and conditional edges that throw any of 8 kinds of value',
    target: '8 of 8 arrive as the error or its cause',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: thrownValues,
    meets: (figures) => Object.keys(THROWERS).every((place) => figures[`kept, ${place}`] === THROWN.length),
  },
  {
    row: '29',
    injected: '8 names like __proto__, constructor and then, for channels, nodes, threads and tools',
    target: '0 broken: each works or is refused with a typed error',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: reservedNames,
    meets: (figures) => figures['broken'] === 0 && figures['runtime: tool names broken'] === 0,
  },
];
