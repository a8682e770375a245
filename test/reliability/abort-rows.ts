/** Rows 18 to 20: aborting a run, and leaving the event loop its turns. */
import { loopWatch } from '../../src/testing/node/index.ts';
import { atMost, burn, caught, type Figures, type Row, wait } from './row.ts';
import { END, type GraphSpec, START, type Subject, UNLIMITED } from './subject.ts';

const ABORT_AFTER = 100;

/** One node again and again, for as long as `goOn` says. */
function loop(node: () => void, goOn: () => boolean): GraphSpec {
  return {
    channels: [['n', 'sum']],
    nodes: [['tick', () => (node(), { n: 1 })]],
    edges: [[START, 'tick']],
    routes: [['tick', () => (goOn() ? 'tick' : END)]],
  };
}

/** Milliseconds from the abort to the rejection; infinite where the run came to its end. */
async function abortLatency(run: (signal: AbortSignal) => Promise<unknown>): Promise<number> {
  const controller = new AbortController();
  // Due at this time, whenever the event loop gets round to it.
  const due = performance.now() + ABORT_AFTER;
  const timer = setTimeout(() => controller.abort(), ABORT_AFTER);
  const failure = await caught(() => run(controller.signal));
  clearTimeout(timer);
  return failure === undefined ? Number.POSITIVE_INFINITY : performance.now() - due;
}

async function abortAsync(subject: Subject, repetitions: number): Promise<Figures> {
  let later = 0;
  const graph = subject.build({
    channels: [['n', 'sum']],
    nodes: [
      ['slow', () => wait(ABORT_AFTER * 3)],
      ['next', () => void later++],
    ],
    edges: [
      [START, 'slow'],
      ['slow', 'next'],
    ],
  });
  let worst = 0;
  for (let time = 0; time < repetitions; time++) {
    worst = Math.max(worst, await abortLatency((signal) => graph.invoke({}, { signal })));
  }
  await wait(ABORT_AFTER * 3);
  return { 'worst ms': worst, 'later steps': later };
}

async function abortSync(subject: Subject, giveUpAfter: number): Promise<Figures> {
  let steps = 0;
  const end = performance.now() + giveUpAfter;
  const graph = subject.build(
    loop(
      () => void steps++,
      () => performance.now() < end,
    ),
  );
  const latency = await abortLatency((signal) => graph.invoke({}, { signal, stepLimit: UNLIMITED }));
  return { 'latency ms': latency, steps };
}

const WATCHES = 5;

/** The steps in five runs, each watched by itself: other work of the machine comes and goes. */
async function fairness(subject: Subject, steps: number): Promise<Figures> {
  const served: number[] = [];
  const stalls: number[] = [];
  for (let round = 0; round < WATCHES; round++) {
    let left = Math.ceil(steps / WATCHES);
    const graph = subject.build(
      loop(
        () => burn(1),
        () => --left > 0,
      ),
    );
    const watch = await loopWatch({ intervalMs: 5 });
    await graph.invoke({}, { stepLimit: UNLIMITED });
    const report = await watch.stop();
    served.push((100 * report.served) / report.due);
    stalls.push(report.longestStallMs);
  }
  return { 'served %': median(served), 'longest stall ms': median(stalls), 'worst of five ms': Math.max(...stalls) };
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? Number.NaN;
}

export const abortRows: readonly Row[] = [
  {
    row: '18',
    injected: 'abort after 100 ms, in a node that waits and ignores its signal; worst of 5',
    target: '≤ 10 ms; 0 later steps',
    size: { ours: 5, langgraph: 5, short: 1 },
    probe: (subject, { size }) => abortAsync(subject, size),
    meets: (figures, form) =>
      atMost(figures, form === 'full' ? 10 : 250, 'worst ms') && atMost(figures, 0, 'later steps'),
  },
  {
    row: '19',
    injected: 'abort after 100 ms, in a run of endless synchronous super-steps, which gives up after 5 s',
    target: '≤ 50 ms',
    size: { ours: 5000, langgraph: 5000, short: 2000 },
    probe: (subject, { size }) => abortSync(subject, size),
    meets: (figures, form) => atMost(figures, form === 'full' ? 50 : 1500, 'latency ms'),
  },
  {
    row: '20',
    injected:
      '5,000 synchronous super-steps (LangGraph: 2,000) in five runs that burn 1 ms each, a tick every 5 ms; medians',
    target: '≥ 80 % of ticks served; longest stall ≤ 20 ms',
    size: { ours: 5000, langgraph: 2000, short: 250 },
    probe: (subject, { size }) => fairness(subject, size),
    meets: (figures, form) =>
      form === 'full'
        ? (figures['served %'] ?? 0) >= 80 && atMost(figures, 20, 'longest stall ms')
        : (figures['served %'] ?? 0) > 0,
  },
];
