/** Rows 11 to 14, 16, 17 and 31: threads that are wanted twice, whose clock or graph changes, that are old, that belong to others. */
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  MossError,
  START,
  StateGraphEngine,
  interrupt,
  lastValue,
  MemorySaver,
  reducer,
  stateGraph,
  type Plan,
} from '../../src/engine/index.ts';
import { withMigration } from '../../src/savers/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { withFile } from './durable-process.ts';
import { caught, type Figures, type ProbeOptions, type Row, wait } from './row.ts';
import { type GraphSpec, START as FROM, type Subject } from './subject.ts';

/** A node that counts, after a while. */
function counter(ran: string[] = []): GraphSpec {
  return {
    channels: [['n', 'sum']],
    nodes: [
      [
        'count',
        async () => {
          await wait(2);
          ran.push('count');
          return { n: 1 };
        },
      ],
    ],
    edges: [[FROM, 'count']],
  };
}

/** Runs at once on one thread. */
async function concurrent(subject: Subject, { size }: ProbeOptions): Promise<Figures> {
  const outcome = async (queues: boolean) => {
    const graph = subject.build({ ...counter(), store: subject.store(), queues });
    await graph.invoke({ n: 0 }, { thread: 't' });
    const runs = await Promise.allSettled(Array.from({ length: size }, () => graph.invoke({ n: 0 }, { thread: 't' })));
    const conflicts = runs.filter(
      (run) => run.status === 'rejected' && MossError.is(run.reason, 'THREAD_CONFLICT'),
    ).length;
    return { n: Number((await graph.stored('t'))?.['n']), conflicts };
  };
  const [queued, refused] = [await outcome(true), await outcome(false)];
  return {
    runs: size,
    'n where they wait': queued.n,
    'n where they do not': refused.n,
    conflicts: refused.conflicts,
    'updates lost': 2 * (size + 1) - queued.n - refused.n - refused.conflicts,
  };
}

/** A node that asks, and then has an effect. */
function asking(effects: unknown[]): GraphSpec {
  return {
    channels: [['answer', 'last']],
    nodes: [
      [
        'ask',
        async (_: never, { ask }) => {
          const answer = ask('pay?');
          await wait(2);
          effects.push(answer);
          return { answer };
        },
      ],
    ],
    edges: [[FROM, 'ask']],
  };
}

async function doubleAnswer(subject: Subject): Promise<Figures> {
  const effects: unknown[] = [];
  const graph = subject.build({ ...asking(effects), store: subject.store() });
  await graph.invoke({ answer: '' }, { thread: 't' });
  const answers = await Promise.allSettled([1, 2].map((answer) => graph.resume(answer, { thread: 't' })));
  const conflicts = answers.filter((end) => end.status === 'rejected' && MossError.is(end.reason)).length;
  return { 'side effects': effects.length, conflicts };
}

async function sameRequest(subject: Subject): Promise<Figures> {
  const ran: string[] = [];
  const graph = subject.build({ ...counter(ran), store: subject.store() });
  const options = { thread: 't', run: '00000000-0000-4000-8000-000000000001' };
  const both = await Promise.allSettled([graph.invoke({ n: 0 }, options), graph.invoke({ n: 0 }, options)]);
  const afterwards = await graph.invoke({ n: 0 }, options);
  return {
    executions: ran.length,
    'answers that say 1, of 3': [...both, { status: 'fulfilled' as const, value: afterwards }].filter(
      (end) => end.status === 'fulfilled' && end.value['n'] === 1,
    ).length,
  };
}

const CLOCK_STEPS = [-86_400_000, -3_600_000, 3_600_000, 86_400_000];

/** The clock is set wrong between runs, and within one. */
async function clockSteps(subject: Subject): Promise<Figures> {
  const { now } = Date;
  let [runs, lost] = [0, 0];
  try {
    for (const step of CLOCK_STEPS) {
      const graph = subject.build({ ...counter(), store: subject.store() });
      for (let run = 1; run <= 4; run++) {
        const offset = run === 1 ? 0 : step * (run - 1);
        Date.now = () => now() + offset;
        const running = graph.invoke({ n: 0 }, { thread: 't' });
        Date.now = () => now() + offset + step / 2;
        await running;
        runs++;
        if ((await graph.stored('t'))?.['n'] !== run) lost++;
      }
    }
  } finally {
    Date.now = now;
  }
  return { runs, 'not to be seen afterwards': lost };
}

const list = () =>
  reducer<readonly string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );

/** Asks, then ends; under names that may change. */
const approval = (ask: string, end: string, channel = 'log'): Plan =>
  stateGraph({ [channel]: list() })
    .addNode(ask, () => ({ [channel]: [interrupt<string>('sure?')] }))
    .addNode(end, () => ({ [channel]: [end] }))
    .addEdge(START, ask)
    .addEdge(ask as never, end as never)
    .compile() as unknown as Plan;

const CHANGED: readonly (readonly [what: string, plan: Plan, missing: string])[] = [
  ['a node that asks was renamed', approval('approve', 'end'), '"ask"'],
  ['a channel was renamed', approval('ask', 'end', 'notes'), '"log"'],
  ['a node that was to follow was renamed', approval('ask', 'finish'), ''],
];

async function changedGraph(subject: Subject): Promise<Figures> {
  if (subject.name === 'langgraph') return changedLangGraph(subject);
  let [silent, named, right] = [0, 0, 0];
  for (const [, plan, missing] of CHANGED) {
    const saver = new MemorySaver();
    await new StateGraphEngine(approval('ask', 'end'), { saver }).invoke({ log: ['in'] } as never, { threadId: 't' });
    const engine = new StateGraphEngine(plan, { saver });
    const failure = await caught(() => engine.resume('yes', { threadId: 't' }));
    const state = JSON.stringify((await engine.state('t').catch(() => undefined))?.values);
    if (MossError.is(failure?.error, 'CHECKPOINT_MISMATCH') && failure.error.message.includes(missing)) named++;
    else if (failure === undefined && state.includes('yes')) right++;
    else silent++;
  }
  return {
    changes: CHANGED.length,
    'silently nothing': silent,
    'errors that name it': named,
    'went on, rightly': right,
    migrated: await migrated(),
  };
}

async function migrated(): Promise<number> {
  const kept = new MemorySaver();
  await new StateGraphEngine(approval('ask', 'end'), { saver: kept }).invoke({ log: ['in'] } as never, {
    threadId: 't',
  });
  const saver = withMigration(kept, (checkpoint) => ({
    ...checkpoint,
    next: checkpoint.next.map((task) => (task.node === 'ask' ? { ...task, node: 'approve' } : task)),
  }));
  const values = await new StateGraphEngine(approval('approve', 'end'), { saver }).resume('yes', { threadId: 't' });
  return JSON.stringify(values) === '{"log":["in","yes","end"]}' ? 1 : 0;
}

/** A node was renamed while the thread waited for its answer. */
async function changedLangGraph(subject: Subject): Promise<Figures> {
  const store = subject.store();
  const effects: unknown[] = [];
  await subject.build({ ...asking(effects), store }).invoke({ answer: '' }, { thread: 't' });
  const [[, run] = ['', () => ({})]] = asking(effects).nodes;
  const renamed = subject.build({ ...asking(effects), nodes: [['approve', run]], edges: [[FROM, 'approve']], store });
  const failure = await caught(() => renamed.resume('yes', { thread: 't' }));
  return { changes: 1, 'silently nothing': failure === undefined && effects.length === 0 ? 1 : 0 };
}

async function oldThreads(): Promise<Figures> {
  // Loaded here: rows that measure memory should not have LangChain's savers.
  const { resumeStoredThreads } = await import('../savers/stored-threads.ts');
  const { threads, resumed } = await resumeStoredThreads();
  return { threads, resumed };
}

/** Runs of many tenants at once on one saver, each with the name of its own in state, key and ambient context. */
async function tenants(_: Subject, { size }: ProbeOptions): Promise<Figures> {
  const ambient = new AsyncLocalStorage<string>();
  let foreign = 0;
  const check = (tenant: string, seen: unknown): void =>
    void (JSON.stringify(seen)?.replaceAll(tenant, '').includes('tenant') && foreign++);
  const plan = stateGraph({ name: lastValue(''), seen: list() })
    .addNode('look', async ({ name }, { threadId, idempotencyKey }) => {
      await wait(Math.random() * 3);
      check(name, [ambient.getStore(), threadId, idempotencyKey]);
      return { seen: [name, ambient.getStore() ?? ''] };
    })
    .addNode('ask', ({ name }) => ({ seen: [interrupt<string>(`${name}?`)] }))
    .addEdge(START, 'look')
    .addEdge('look', 'ask')
    .compile();
  return withFile(async (file) => {
    const saver = new SqliteSaver(file);
    const engine = new StateGraphEngine(plan, { saver });
    let ended = 0;
    const run = async (name: string): Promise<void> => {
      const options = { threadId: `thread of ${name}`, runId: `run of ${name}` };
      check(name, await engine.invoke({ name }, options));
      check(name, (await engine.state(options.threadId))?.interrupts);
      const state = await engine.resume(`${name}!`, { threadId: options.threadId });
      check(name, state);
      if (state.seen.length === 3) ended++;
    };
    const names = Array.from({ length: size }, (__, n) => `tenant-${n.toString().padStart(4, '0')}.`);
    await Promise.all(names.map((name) => ambient.run(name, () => run(name))));
    await saver.deleteThread(`thread of ${names[0]}`);
    const left = [...saver.threads()].length;
    saver.close();
    return { 'runs ended': ended, 'foreign canaries': foreign, 'threads left after one was deleted': left };
  });
}

export const threadRows: readonly Row[] = [
  {
    row: '11',
    injected: '8 runs at once on a thread that has counted to 1',
    target: '9 where they wait; 2 and 7 conflicts where they do not; 0 updates lost',
    size: { ours: 8, langgraph: 8, short: 8 },
    probe: concurrent,
    meets: (figures) =>
      figures['n where they wait'] === 9 &&
      figures['n where they do not'] === 2 &&
      figures['conflicts'] === 7 &&
      figures['updates lost'] === 0,
  },
  {
    row: '12',
    injected: 'two answers at once to one question',
    target: '1 side effect, 1 typed conflict',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: doubleAnswer,
    meets: (figures) => figures['side effects'] === 1 && figures['conflicts'] === 1,
  },
  {
    row: '13',
    injected: 'one run id submitted twice at once, and once more',
    target: '1 execution; all are told its outcome',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: sameRequest,
    meets: (figures) => figures['executions'] === 1 && figures['answers that say 1, of 3'] === 3,
  },
  {
    row: '14',
    injected: 'the clock is set by ±1 h and ±1 day between runs and within them',
    target: '0 runs that cannot be seen afterwards',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: clockSteps,
    meets: (figures) => (figures['runs'] ?? 0) >= 16 && figures['not to be seen afterwards'] === 0,
  },
  {
    row: '16',
    injected: 'a graph that has changed while its thread waited (LangGraph: a node was renamed)',
    target: '0 silently nothing: it goes on, or an error names what is missing; migrated it goes on',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: changedGraph,
    meets: (figures) =>
      figures['silently nothing'] === 0 &&
      (figures['errors that name it'] ?? 0) + (figures['went on, rightly'] ?? 0) === figures['changes'] &&
      figures['migrated'] === 1,
  },
  {
    row: '17',
    injected: 'threads that earlier versions and LangGraph 1.4.12 have stored',
    target: '100 % go on',
    size: { ours: 1, langgraph: 0, short: 1 },
    notMeasured: 'it has no earlier version here',
    probe: oldThreads,
    meets: (figures) => (figures['threads'] ?? 0) > 0 && figures['resumed'] === figures['threads'],
  },
  {
    row: '31',
    injected: '200 tenants at once on one file, each with its own canary in state, ids and ambient context',
    target: '0 foreign canaries; deleting a thread touches no other',
    size: { ours: 200, langgraph: 0, short: 60 },
    notMeasured: 'S11 measures what it can leak',
    probe: tenants,
    meets: (figures) =>
      (figures['runs ended'] ?? 0) > 0 &&
      figures['foreign canaries'] === 0 &&
      figures['threads left after one was deleted'] === (figures['runs ended'] ?? 0) - 1,
  },
];
