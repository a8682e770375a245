/** Rows 41 and 42: what many tasks cost, and what many runs leave behind. */
import { heapSlope, listenerCount } from '../../src/testing/node/index.ts';
import { atMost, caught, type Figures, type Row } from './row.ts';
import { type GraphSpec, START, type Subject, type SubjectOptions } from './subject.ts';

function fanOut(tasks: number): GraphSpec {
  const orders = Array.from({ length: tasks }, () => ({ to: 'work', input: 1 }));
  return {
    channels: [['n', 'sum']],
    nodes: [['work', async (n: number) => ({ n })]],
    edges: [],
    routes: [[START, () => orders]],
  };
}

/** Microseconds per task, the best of three. */
async function costPerTask(subject: Subject, tasks: number): Promise<number> {
  const graph = subject.build(fanOut(tasks));
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3; time++) {
    const began = performance.now();
    const { n } = await graph.invoke({});
    if (n !== tasks) return Number.POSITIVE_INFINITY;
    best = Math.min(best, performance.now() - began);
  }
  return (1000 * best) / tasks;
}

async function manyTasks(subject: Subject, tasks: number): Promise<Figures> {
  const few = await costPerTask(subject, tasks / 100);
  const many = await costPerTask(subject, tasks);
  return {
    tasks,
    'µs per task': many,
    'times the cost of a hundredth': many / few,
    'peak RSS MB': process.resourceUsage().maxRSS / 1024,
  };
}

const LINE: GraphSpec = {
  channels: [['n', 'sum']],
  nodes: [
    ['first', () => ({ n: 1 })],
    ['second', async (_, { emit }) => (emit('told'), { n: 1 })],
  ],
  edges: [
    [START, 'first'],
    ['first', 'second'],
  ],
};

async function manyRuns(subject: Subject, runs: number): Promise<Figures> {
  const graph = subject.build(LINE);
  const shared = new AbortController().signal;
  const open = async (leave: boolean, options: SubjectOptions): Promise<void> => {
    for await (const _ of graph.streams['stream']?.({}, options) ?? []) if (leave) break;
  };
  const kinds: Readonly<Record<string, () => Promise<unknown>>> = {
    plain: () => graph.invoke({}),
    'shared signal': () => graph.invoke({}, { signal: shared }),
    aborted: () => caught(() => graph.invoke({}, { signal: AbortSignal.abort() })),
    'stream left': () => open(true, { signal: shared }),
    'stream read': () => open(false, { signal: shared }),
  };
  const figures: Record<string, number> = { runs };
  for (const [kind, run] of Object.entries(kinds)) figures[`${kind}, bytes per run`] = await heapSlope(run, { runs });
  return { ...figures, 'listeners left': listenerCount(shared) };
}

export const costRows: readonly Row[] = [
  {
    row: '41',
    injected: 'a fan-out of 100,000 asynchronous tasks (LangGraph: 1,000)',
    target: '≤ 50 µs per task, flat (≤ 3 times that of a hundredth of the tasks); ≤ 500 MB',
    size: { ours: 100_000, langgraph: 1000, short: 2000 },
    probe: (subject, { size }) => manyTasks(subject, size),
    meets: (figures, form) =>
      form === 'full'
        ? atMost(figures, 50, 'µs per task') &&
          atMost(figures, 3, 'times the cost of a hundredth') &&
          atMost(figures, 500, 'peak RSS MB')
        : Number.isFinite(figures['µs per task']),
  },
  {
    row: '42',
    injected:
      '20,000 runs of each kind (LangGraph: 1,000): plain, with one shared signal, aborted, streams left and read',
    target: '≤ 50 bytes per run; 0 listeners left',
    size: { ours: 20_000, langgraph: 1000, short: 200 },
    probe: (subject, { size }) => manyRuns(subject, size),
    meets: (figures, form) =>
      figures['listeners left'] === 0 &&
      (form === 'short' ||
        Object.keys(figures).every((name) => !name.endsWith('bytes per run') || atMost(figures, 50, name))),
  },
];
