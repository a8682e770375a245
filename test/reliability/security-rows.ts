/** Cases S9, S10, S11, S20 and S21: data that tries to be more than data, and data of others. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deepToolArguments, runWithBaggage } from './runtime-probes.ts';
import { caught, type Figures, type Row, wait } from './row.ts';
import { END, type GraphSpec, type Runnable, START, type State, type Subject } from './subject.ts';

/** A node that hands on what it gets, in every way there is. */
function passOn(): GraphSpec {
  return {
    channels: [
      ['value', 'last'],
      ['list', 'list'],
      ['sent', 'last'],
    ],
    nodes: [
      [
        'take',
        (state: State, { emit }) => {
          emit(state['value']);
          return { value: state['value'], list: [state['value']] };
        },
      ],
      ['get', (sent: unknown) => ({ sent })],
    ],
    edges: [[START, 'take']],
    routes: [
      ['take', (state: State) => [{ to: 'get', input: state['value'] }]],
      ['get', () => END],
    ],
  };
}

/** Everything that comes out of a graph that was given `value`. */
async function passed(graph: Runnable, value: unknown): Promise<readonly unknown[]> {
  const emitted: unknown[] = [];
  for await (const chunk of graph.streams['stream']?.({ value }) ?? []) emitted.push(chunk);
  return [
    ...valuesIn(await graph.invoke({ value })),
    // Systems wrap what was emitted each in its own way; ours hands on `{ mode, data }`.
    ...emitted.map((chunk) => (chunk as { data?: unknown } | undefined)?.data ?? chunk),
  ];
}

function valuesIn(state: State | undefined): readonly unknown[] {
  return [state?.['value'], (state?.['list'] as unknown[] | undefined)?.[0], state?.['sent']];
}

async function prototypes(subject: Subject): Promise<Figures> {
  const hostile = JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}') as object;
  const before = Reflect.ownKeys(Object.prototype).length;
  const right = async (): Promise<number> => {
    const graph = subject.build(passOn());
    const failure = await caught(async () => {
      const [value] = await passed(graph, hostile);
      if (JSON.stringify(value) !== JSON.stringify(hostile)) throw new Error('another value came out');
    });
    return failure === undefined ? 1 : 0;
  };
  const polluted = { keys: 0, runs: 0 };
  polluted.runs += await right();
  Object.defineProperty(Object.prototype, 'polluted', { value: 'by a library', enumerable: true, configurable: true });
  polluted.runs += await right();
  Reflect.deleteProperty(Object.prototype, 'polluted');
  polluted.keys = Reflect.ownKeys(Object.prototype).length - before;
  Object.freeze(Object.prototype);
  polluted.runs += await right();
  return { 'runs right, of 3': polluted.runs, 'keys added to Object.prototype': polluted.keys };
}

async function ownProto(subject: Subject): Promise<Figures> {
  const value = JSON.parse('{"__proto__":{"isAdmin":true}}') as { isAdmin?: unknown };
  const saved = subject.build({ ...passOn(), kept: true });
  await saved.invoke({ value }, { thread: 't' });
  const results = [...(await passed(subject.build(passOn()), value)), ...valuesIn(await saved.stored('t'))];
  const kept = results.filter((result) => Object.hasOwn(Object(result) as object, '__proto__')).length;
  const admins = results.filter((result) => (Object(result) as { isAdmin?: unknown }).isAdmin === true).length;
  return { 'values out': results.length, 'own key kept': kept, 'prototypes changed': admins };
}

/** Runs that each carry the name of their tenant in state, in events, in a nested run and in the ambient context. */
async function tenants(subject: Subject, runs: number, seed: number): Promise<Figures> {
  const ambient = new AsyncLocalStorage<string>();
  let foreign = 0;
  let drawn = (seed % 1000) + 1;
  /** Some milliseconds, by the seed. */
  const pause = (): Promise<void> => wait((drawn = (drawn * 48_271) % 2_147_483_647) % 6);
  const check = (tenant: unknown, seen: unknown): void => void (seen === tenant || foreign++);
  const inner = subject.build({
    channels: [['tenant', 'last']],
    nodes: [
      [
        'echo',
        async (state: State) => {
          await pause();
          check(state['tenant'], ambient.getStore());
          return { tenant: state['tenant'] };
        },
      ],
    ],
    edges: [[START, 'echo']],
  });
  const outer = subject.build({
    channels: [
      ['tenant', 'last'],
      ['seen', 'list'],
    ],
    nodes: [
      [
        'work',
        async (state: State, { emit }) => {
          await pause();
          check(state['tenant'], ambient.getStore());
          emit(state['tenant']);
          return { seen: [(await inner.invoke({ tenant: state['tenant'] }))['tenant']] };
        },
      ],
      ['sync', (state: State) => (check(state['tenant'], ambient.getStore()), { seen: [state['tenant']] })],
    ],
    edges: [
      [START, 'work'],
      ['work', 'sync'],
    ],
  });
  let told = 0;
  const run = async (tenant: string): Promise<void> => {
    for await (const chunk of outer.streams['stream']?.({ tenant }) ?? []) {
      told++;
      check(true, JSON.stringify(chunk).includes(`"${tenant}"`));
    }
    const { seen } = await outer.invoke({ tenant });
    check(JSON.stringify([tenant, tenant]), JSON.stringify(seen));
  };
  await Promise.all(Array.from({ length: runs }, (_, n) => ambient.run(`tenant ${n}`, () => run(`tenant ${n}`))));
  return { 'runs with a stream': told, 'foreign canaries': foreign };
}

const DEPTHS = [1000, 10_000, 100_000, 1_000_000];

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < depth; level++) value = [value];
  return value;
}

async function deepValues(subject: Subject): Promise<Figures> {
  const counts = { 'depths that pass': 0, 'depths refused': 0, 'depths broken': 0 };
  const graph = subject.build(passOn());
  for (const depth of DEPTHS) {
    const value = nested(depth);
    // Ambient context on: with it, overflows of the stack could once not be caught.
    const failure = await caught(() => new AsyncLocalStorage().run('on', () => passed(graph, value)));
    if (failure === undefined) counts['depths that pass']++;
    else if (subject.refuses(failure.error)) counts['depths refused']++;
    else counts['depths broken']++;
  }
  return subject.name === 'ours' ? { ...counts, ...(await deepToolArguments(DEPTHS)) } : counts;
}

async function inboundBaggage(subject: Subject): Promise<Figures> {
  let connections = 0;
  const sink = createServer((_, response) => void response.end());
  sink.on('connection', () => void connections++);
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  const { port } = sink.address() as AddressInfo;
  const replicas = JSON.stringify([[`http://127.0.0.1:${port}`, 'stolen']]);
  const headers = {
    'langsmith-trace': '20261120T000000000000Z00000000-0000-4000-8000-000000000000',
    baggage: `langsmith-project=stolen,langsmith-replicas=${encodeURIComponent(replicas)}`,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
  const result = await subject.build(passOn()).invoke({ value: headers });
  if (subject.name === 'ours') await runWithBaggage(headers);
  await wait(300);
  await new Promise((resolve) => void sink.close(resolve));
  return {
    'runs done': result['value'] === undefined ? 0 : 1,
    'connections to the address in the baggage': connections,
  };
}

export const securityRows: readonly Row[] = [
  {
    row: 'S9',
    injected: 'state with __proto__ and constructor keys, with a clean, a polluted and a frozen Object.prototype',
    target: 'all runs right; nothing added to Object.prototype',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: prototypes,
    meets: (figures) => figures['runs right, of 3'] === 3 && figures['keys added to Object.prototype'] === 0,
  },
  {
    row: 'S10',
    injected: 'an own key __proto__ in a value that goes through channels, reducers, sends, streams and a saver',
    target: 'kept as data everywhere; no prototype changed',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: ownProto,
    meets: (figures) =>
      (figures['values out'] ?? 0) >= 7 &&
      figures['own key kept'] === figures['values out'] &&
      figures['prototypes changed'] === 0,
  },
  {
    row: 'S11',
    injected: '200 concurrent runs with nested runs, streams and ambient context, each with its own canary',
    target: '0 foreign canaries',
    size: { ours: 200, langgraph: 200, short: 50 },
    probe: (subject, { size, seed }) => tenants(subject, size, seed),
    meets: (figures) => figures['foreign canaries'] === 0 && (figures['runs with a stream'] ?? 0) > 0,
  },
  {
    row: 'S20',
    injected: 'values nested 10^3 to 10^6 deep as state and as tool arguments, ambient context on',
    target: '0 broken: each passes or is refused with a typed error; the process lives',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: deepValues,
    meets: (figures) => figures['depths broken'] === 0 && figures['runtime: depths broken'] === 0,
  },
  {
    row: 'S21',
    injected: 'tracing headers of a caller that name another place to send traces to',
    target: '0 connections to it',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: inboundBaggage,
    meets: (figures) => figures['runs done'] === 1 && figures['connections to the address in the baggage'] === 0,
  },
];
