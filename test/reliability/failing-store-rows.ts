/** Rows 6 and 9: a store that fails once, and one that fails once at every call. */
import { MossError, START, StateGraphEngine, reducer, stateGraph } from '../../src/engine/index.ts';
import { fromLangChainSaver } from '../../src/savers/index.ts';
import { callsOf, DURABILITIES } from './crash-rows.ts';
import { caught, type Figures, type ProbeOptions, type Row } from './row.ts';
import { END, type GraphSpec, START as FROM, type Store, type StoreFaults, type Subject } from './subject.ts';

/** Counts to 20, one call of the store fails, and nobody listens for rejections. */
async function oneFailure(subject: Subject): Promise<Figures> {
  let [points, typed, past, resumed] = [0, 0, 0, 0];
  for (const durability of DURABILITIES) {
    const calls = await callsOf(subject, counting(8, []), durability);
    for (let call = 2; call <= calls; call++) {
      const [ran, kept] = [[] as number[], subject.store()];
      let failedAt: number | undefined;
      const faults: StoreFaults = ({ number }) => {
        if (number !== call) return undefined;
        failedAt = ran.length;
        return 'fail';
      };
      const options = { thread: 't', durability };
      const graph = subject.build({ ...counting(8, ran), store: subject.store(faults, kept) });
      const failure = await caught(() => graph.invoke({}, options));
      points++;
      if (MossError.is(failure?.error, 'SAVER_FAILED')) typed++;
      past = Math.max(past, ran.length - (failedAt ?? 0));
      const again = subject.build({ ...counting(8, ran), store: kept });
      const begun = await again.stored('t');
      const isNew = begun === undefined || Object.keys(begun).length === 0;
      if ((await again.invoke(isNew ? {} : null, options))['n'] === 8) resumed++;
    }
  }
  return { points, 'typed errors': typed, 'most steps run after it': past, resumed };
}

function counting(until: number, ran: number[]): GraphSpec {
  return {
    channels: [['n', 'sum']],
    nodes: [
      [
        'count',
        async ({ n }: { n?: number }) => {
          ran.push(n ?? 0);
          await Promise.resolve();
          return { n: 1 };
        },
      ],
    ],
    edges: [[FROM, 'count']],
    routes: [['count', ({ n }: { n: number }) => (n < until ? 'count' : END)]],
  };
}

/** Each call of a store fails once before it works. */
async function everyCallOnce(subject: Subject, { size }: ProbeOptions): Promise<Figures> {
  let completed = 0;
  for (let run = 0; run < size; run++) {
    const failed = await caught(() => (subject.name === 'ours' ? retriedRun() : onceFailingRun(subject)));
    if (failed === undefined) completed++;
  }
  return { runs: size, completed };
}

async function retriedRun(): Promise<void> {
  // Loaded here: rows that measure memory should not have it.
  const { MemorySaver: LangChainMemory } = await import('@langchain/langgraph-checkpoint');
  const kept = new LangChainMemory();
  const seen = new Set<string>();
  const flaky = new Proxy(kept, {
    get(target, name) {
      const call = Reflect.get(target, name) as unknown;
      if (typeof call !== 'function' || !['getTuple', 'put', 'putWrites'].includes(String(name))) return call;
      return async (...args: unknown[]) => {
        const first = `${String(name)} ${JSON.stringify(args[0])} ${String(args[2])}`;
        if (!seen.has(first) && seen.add(first)) throw new Error('the connection is lost');
        return (call as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
  const saver = fromLangChainSaver(flaky, { retries: { attempts: 3, firstPause: 0 } });
  const plan = stateGraph({
    n: reducer<number>(
      (held, more) => held + more,
      () => 0,
    ),
  })
    .addNode('count', () => ({ n: 1 }))
    .addEdge(START, 'count')
    .addConditionalEdges('count', ({ n }) => (n < 3 ? 'count' : END))
    .compile();
  const { n } = await new StateGraphEngine(plan, { saver }).invoke({}, { threadId: 't', durability: 'sync' });
  if (n !== 3) throw new Error(`It counted to ${n}.`);
}

async function onceFailingRun(subject: Subject): Promise<void> {
  const store: Store = subject.store(({ number }) => (number % 2 === 1 ? 'fail' : undefined));
  await subject.build({ ...counting(3, []), store }).invoke({}, { thread: 't', durability: 'sync' });
}

export const failingStoreRows: readonly Row[] = [
  {
    row: '6',
    injected: 'one call of the store fails, with nobody who listens for rejections',
    target: 'the process lives; a typed error; ≤ 1 more step; the thread goes on',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: oneFailure,
    meets: (figures) =>
      (figures['points'] ?? 0) > 5 &&
      figures['typed errors'] === figures['points'] &&
      (figures['most steps run after it'] ?? Infinity) <= 1 &&
      figures['resumed'] === figures['points'],
  },
  {
    row: '9',
    injected: 'the connection to the store is lost once at every call (a saver of LangChain under the engine)',
    target: '1,000 of 1,000 runs completed within 3 retries',
    size: { ours: 1_000, langgraph: 100, short: 30 },
    probe: everyCallOnce,
    meets: (figures) => (figures['runs'] ?? 0) > 0 && figures['completed'] === figures['runs'],
  },
];
