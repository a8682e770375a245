/** Rows 21 to 23: readers who leave, readers who are slow. */
import { fakeProvider, type FakeProvider } from './fake-provider.ts';
import { atMost, caught, type Figures, type Row, wait } from './row.ts';
import { END, type GraphSpec, START, type State, type Subject, type SubjectOptions, UNLIMITED } from './subject.ts';

type Open = (input: State, options?: SubjectOptions) => AsyncIterable<unknown>;

/** Ways to leave after the third chunk; each resolves with the time at which it left. */
const WAYS: Readonly<Record<string, (open: Open) => Promise<number>>> = {
  async break(open) {
    let read = 0;
    let left = 0;
    for await (const _ of open({})) {
      left = performance.now();
      if (++read === 3) break;
    }
    return left;
  },
  async throw(open) {
    let read = 0;
    let left = 0;
    await caught(async () => {
      for await (const _ of open({})) {
        left = performance.now();
        if (++read === 3) throw new Error('the reader broke');
      }
    });
    return left;
  },
  async cancel(open) {
    const reader = ReadableStream.from(open({})).getReader();
    for (let read = 0; read < 3; read++) await reader.read();
    const left = performance.now();
    void reader.cancel().catch(() => {});
    return left;
  },
  async signal(open) {
    const controller = new AbortController();
    let read = 0;
    let left = 0;
    await caught(async () => {
      for await (const _ of open({}, { signal: controller.signal })) {
        if (++read !== 3) continue;
        left = performance.now();
        controller.abort();
      }
    });
    return left;
  },
};

/** A node that reads a provider's stream and hands it on, and one that follows it. */
function relay(provider: FakeProvider, heedsSignal: boolean, followed: () => void): GraphSpec {
  return {
    channels: [['n', 'sum']],
    nodes: [
      [
        'model',
        async (_, { signal, emit }) => {
          const response = await fetch(provider.url, heedsSignal && signal !== undefined ? { signal } : {});
          for await (const chunk of response.body ?? []) emit(chunk.byteLength);
        },
      ],
      ['next', () => followed()],
    ],
    edges: [
      [START, 'model'],
      ['model', 'next'],
    ],
  };
}

async function leave(subject: Subject, lasting: number): Promise<Figures> {
  const provider = await fakeProvider(lasting);
  let followed = 0;
  const graph = subject.build(relay(provider, true, () => void followed++));
  const figures: Record<string, number> = {};
  for (const [stream, open] of Object.entries(graph.streams)) {
    for (const [way, leaveBy] of Object.entries(WAYS)) {
      const left = await leaveBy(open);
      figures[`${stream}: ${way} ms`] = (await provider.closed()) - left;
    }
  }
  await wait(50);
  await provider.stop();
  return { ...figures, 'nodes after': followed };
}

async function leaveThenDrop(subject: Subject, lasting: number): Promise<Figures> {
  const provider = await fakeProvider(lasting);
  const graph = subject.build(relay(provider, false, () => {}));
  let left = 0;
  for (const open of Object.values(graph.streams)) {
    const leaving = WAYS['break']?.(open);
    await wait(lasting / 3);
    provider.drop();
    await leaving;
    left++;
  }
  await wait(50);
  await provider.stop();
  return { 'streams left': left };
}

const KILOBYTE = 1000;
/** Chunks between two pauses of the reader, and how long each lasts. */
const PAUSE = { every: 1000, ms: 20 };

function talkative(chunks: number, perStep: number): GraphSpec {
  let told = 0;
  return {
    channels: [['n', 'sum']],
    nodes: [
      [
        'talk',
        async (_, { emit }) => {
          for (let chunk = 0; chunk < perStep; chunk++) {
            await emit(String(told++).padEnd(KILOBYTE, '.'));
            if (chunk % 100 === 99) await new Promise((resolve) => setImmediate(resolve));
          }
          return { n: 1 };
        },
      ],
    ],
    edges: [[START, 'talk']],
    routes: [['talk', () => (told < chunks ? 'talk' : END)]],
  };
}

function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1e6;
}

/** The most that lay on the heap above what lay there before, in megabytes, with a reader who pauses. */
async function readSlowly(subject: Subject, graph: GraphSpec): Promise<number> {
  const open = subject.build(graph).streams['stream'] as Open;
  const base = heapMegabytes();
  let peak = 0;
  let read = 0;
  for await (const _ of open({}, { stepLimit: UNLIMITED })) {
    if (++read % PAUSE.every !== 0) continue;
    await wait(PAUSE.ms);
    peak = Math.max(peak, heapMegabytes() - base);
  }
  return peak;
}

async function stopReading(subject: Subject, graph: GraphSpec): Promise<number> {
  const open = subject.build(graph).streams['stream'] as Open;
  const base = heapMegabytes();
  const reader = open({}, { stepLimit: UNLIMITED })[Symbol.asyncIterator]();
  await reader.next();
  await wait(500);
  const grown = heapMegabytes() - base;
  await reader.return?.();
  return grown;
}

async function slowReaders(subject: Subject, chunks: number): Promise<Figures> {
  return {
    'chunk per step, peak MB': await readSlowly(subject, talkative(chunks, 1)),
    'chunks of one node, peak MB': await readSlowly(subject, talkative(chunks, chunks)),
    'reader stops, MB after 0.5 s': await stopReading(subject, talkative(chunks, 1)),
  };
}

export const leavingRows: readonly Row[] = [
  {
    row: '21',
    injected:
      'a reader leaves after 3 chunks of a provider that streams for 1.5 s: break, throw, cancel of a web stream, signal',
    target: 'provider closed ≤ 20 ms after, each way; 0 nodes after',
    size: { ours: 1500, langgraph: 1500, short: 400 },
    probe: (subject, { size }) => leave(subject, size),
    meets: (figures, form) =>
      atMost(figures, 0, 'nodes after') &&
      Object.keys(WAYS).every((way) => atMost(figures, form === 'full' ? 20 : 350, `stream: ${way} ms`)),
  },
  {
    row: '22',
    injected: 'a reader leaves by break, then the provider drops its connection under a node that ignores its signal',
    target: 'no unhandled rejection, the process lives',
    size: { ours: 300, langgraph: 300, short: 300 },
    probe: (subject, { size }) => leaveThenDrop(subject, size),
    // What matters here is counted in every row: no unhandled rejection.
    meets: (figures) => (figures['streams left'] ?? 0) >= 1,
  },
  {
    row: '23',
    injected: '40,000 chunks of 1 kB for a reader who pauses 20 ms every 1,000, and for one who stops reading',
    target: '≤ 16 MB above base',
    size: { ours: 40_000, langgraph: 40_000, short: 3000 },
    probe: (subject, { size }) => slowReaders(subject, size),
    meets: (figures) =>
      atMost(figures, 16, 'chunk per step, peak MB', 'chunks of one node, peak MB', 'reader stops, MB after 0.5 s'),
  },
];
