/** Rows 3, 4, 8, 10 and 46: processes that are killed, stopped, raced and kept waiting, on one SQLite file. */
import { START, StateGraphEngine, lastValue, reducer, stateGraph } from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { loopWatch } from '../../src/testing/node/index.ts';
import { drawing, DurableProcess, effectsOf, withFile } from './durable-process.ts';
import type { WorkerOrder } from './durable-worker.ts';
import { loadLangGraphWithSqlite } from './langgraph-sqlite.ts';
import { type Figures, type ProbeOptions, type Row, wait } from './row.ts';
import type { Subject } from './subject.ts';

/** What came of a thread whose process was killed now and then. */
interface Killed {
  readonly lost: number;
  readonly duplicated: number;
  readonly redone: readonly number[];
}

/** Runs a thread to its end over a number of kills, at moments that are drawn. */
async function killOver(order: Omit<WorkerOrder, 'file'>, kills: number, draw: () => number): Promise<Killed> {
  return withFile(async (file) => {
    const redone: number[] = [];
    const begin = async (): Promise<DurableProcess> => {
      const worker = new DurableProcess({ ...order, file });
      await worker.line('ready');
      return worker;
    };
    for (let kill = 0; kill < kills; kill++) {
      const worker = await begin();
      await worker.line('step', 'done');
      await wait(draw() * (order.pause + (order.delay ?? 0)) * Math.min(12, order.steps / kills));
      await worker.kill();
      const before = effectsOf(file);
      redone.push(before.length - new Set(before).size);
    }
    const { log } = await (await begin()).result();
    const effects = effectsOf(file);
    redone.push(effects.length - new Set(effects).size);
    const expected = Math.max(order.steps, ...effects.map((effect) => Number(effect) + 1));
    return {
      lost: expected - new Set(log).size,
      duplicated: log.length - new Set(log).size,
      redone: redone.slice(1).map((sum, place) => sum - (redone[place] ?? 0)),
    };
  });
}

/** LangGraph's SQLite saver is not always there; without it nothing can be measured. */
function requireSqlite({ name }: Subject): void {
  if (name === 'langgraph' && loadLangGraphWithSqlite() === undefined)
    throw new Error('its SQLite saver is not installed: npm run test:clients -- checkpoint-sqlite');
}

async function kills(subject: Subject, { size, seed }: ProbeOptions): Promise<Figures> {
  requireSqlite(subject);
  const draw = drawing(seed);
  const figures = { kills: 0, lost: 0, duplicated: 0 };
  const redone: number[] = [];
  for (const graph of ['line', 'fan'] as const) {
    for (const durability of ['sync', 'async', 'exit'] as const) {
      const killed = await killOver({ who: subject.name, graph, durability, steps: 40, pause: 3 }, size, draw);
      figures.kills += size;
      figures.lost += killed.lost;
      figures.duplicated += killed.duplicated;
      // Whoever stores at the end begins at the beginning; a fan has four tasks in flight.
      if (durability !== 'exit') redone.push(...killed.redone.map((tasks) => tasks / (graph === 'fan' ? 4 : 1)));
    }
  }
  return { ...figures, 'steps done again per kill': mean(redone), worst: Math.max(...redone) };
}

async function slowStore(subject: Subject, { size, seed }: ProbeOptions): Promise<Figures> {
  requireSqlite(subject);
  const draw = drawing(seed);
  const figures: Record<string, number> = { kills: 2 * size, lost: 0, duplicated: 0 };
  for (const durability of ['async', 'sync'] as const) {
    const order = { who: subject.name, graph: 'line', durability, steps: 60, pause: 2, delay: 30 } as const;
    const { lost, duplicated, redone } = await killOver(order, size, draw);
    figures['lost'] = (figures['lost'] ?? 0) + lost;
    figures['duplicated'] = (figures['duplicated'] ?? 0) + duplicated;
    figures[`done again per kill, ${durability}`] = mean(redone);
    figures[`worst, ${durability}`] = Math.max(...redone);
  }
  return figures;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Another process holds the write lock while a graph runs here. */
async function lockHeld(subject: Subject, { size }: ProbeOptions): Promise<Figures> {
  requireSqlite(subject);
  return withFile(async (file) => {
    const run = prepareRun(subject, file);
    await run();
    const holder = new DurableProcess({ who: 'ours', file, graph: 'lock', steps: 0, pause: size });
    await holder.line('locked');
    const watch = await loopWatch();
    const completed = await run().then(
      () => 1,
      () => 0,
    );
    const { longestStallMs } = await watch.stop();
    await holder.ended;
    return { 'ms locked': size, 'longest stall ms': longestStallMs, 'runs completed': completed };
  });
}

/** A graph of one step on the thread `t` of the file. */
function prepareRun({ name }: Subject, file: string): () => Promise<unknown> {
  if (name === 'ours') {
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('count', ({ n }) => ({ n: n + 1 }))
      .addEdge(START, 'count')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new SqliteSaver(file) });
    return () => engine.invoke({}, { threadId: 't', durability: 'sync' });
  }
  const library = loadLangGraphWithSqlite();
  if (library === undefined) throw new Error('It is not installed.');
  const { Annotation, StateGraph, SqliteSaver: LangChainSqlite } = library;
  const graph = new StateGraph(Annotation.Root({ n: Annotation() }))
    .addNode('count', ({ n }: { n: number }) => ({ n: n + 1 }))
    .addEdge(START, 'count')
    .compile({ checkpointer: LangChainSqlite.fromConnString(file) });
  return () => graph.invoke({ n: 0 }, { configurable: { thread_id: 't' }, durability: 'sync' });
}

/** Two processes go on with one thread; with us also one that was stopped for longer than its lease. */
async function twoOwners(subject: Subject, { size }: ProbeOptions): Promise<Figures> {
  requireSqlite(subject);
  const order = { who: subject.name, graph: 'line', durability: 'sync', steps: size, pause: 4 } as const;
  const raced = await withFile(async (file) => {
    // A thread that has begun, so that both go on with it.
    const first = new DurableProcess({ ...order, file });
    await first.line('step 3');
    await first.kill();
    const before = effectsOf(file).length;
    const both = [1, 2].map(() => new DurableProcess({ ...order, file, waits: true }));
    await Promise.all(both.map((worker) => worker.line('ready')));
    for (const worker of both) worker.say('go\n');
    await Promise.all(both.map((worker) => worker.line('done', 'failed')));
    const effects = effectsOf(file).slice(before);
    const conflicts = both.filter(({ lines }) => lines.some((line) => line === 'failed THREAD_CONFLICT')).length;
    return { twice: effects.length - new Set(effects).size, conflicts };
  });
  const figures = { 'steps done twice': raced.twice, 'conflicts reported': raced.conflicts };
  return subject.name === 'ours' ? { ...figures, ...(await stoppedOwner(size)) } : figures;
}

async function stoppedOwner(steps: number): Promise<Figures> {
  return withFile(async (file) => {
    const order = { who: 'ours', graph: 'line', durability: 'sync', steps, pause: 10, file } as const;
    const owner = new DurableProcess({ ...order, leaseMs: 200 });
    await owner.line('step 3');
    owner.signal('SIGSTOP');
    const told = owner.steps();
    await wait(400);
    const next = new DurableProcess({ ...order, pause: 2 });
    await next.line('step');
    owner.signal('SIGCONT');
    const end = await owner.line('done', 'failed');
    const { log } = await next.result();
    return {
      'steps of the owner after it woke': owner.steps() - told,
      'owner told': end === 'failed THREAD_CONFLICT' ? 1 : 0,
      'items lost or twice': steps - new Set(log).size + (log.length - new Set(log).size),
    };
  });
}

/** Four processes append to one list while they are killed, stopped, kept from the file, and their clocks set wrong; then it is checked. */
async function jepsen(_: Subject, { size, seed }: ProbeOptions): Promise<Figures> {
  return withFile(async (file) => {
    const draw = drawing(seed);
    const logs: { readonly process: string; readonly lines: readonly string[] }[] = [];
    let made = 0;
    const start = (): { name: string; worker: DurableProcess } => {
      const name = `p${made++}`;
      const worker = new DurableProcess({
        who: 'ours',
        file,
        graph: 'append',
        steps: 1_000_000,
        pause: 1,
        leaseMs: 300,
        name,
      });
      logs.push({ process: name, lines: worker.lines });
      return { name, worker };
    };
    const running = Array.from({ length: 4 }, start);
    const faults = { kills: 0, stops: 0, 'clock steps': 0, locks: 0 };
    for (const end = performance.now() + size; performance.now() < end; await wait(20 + draw() * 120)) {
      const place = Math.floor(draw() * running.length);
      const { worker } = running[place] ?? start();
      const fault = draw();
      if (fault < 0.3) {
        faults.kills++;
        await worker.kill();
        running[place] = start();
      } else if (fault < 0.55) {
        faults.stops++;
        worker.signal('SIGSTOP');
        setTimeout(() => worker.signal('SIGCONT'), 100 + draw() * 700);
      } else if (fault < 0.8) {
        faults['clock steps']++;
        worker.say(`${Math.trunc((draw() - 0.5) * 2 * 86_400_000)}\n`);
      } else {
        faults.locks++;
        void new DurableProcess({ who: 'ours', file, graph: 'lock', steps: 0, pause: draw() * 150 }).ended;
      }
    }
    for (const { worker } of running) {
      worker.signal('SIGCONT');
      await worker.kill();
    }
    await wait(200);
    return { ...faults, ...check(await finalList(file), logs) };
  });
}

async function finalList(file: string): Promise<readonly string[]> {
  const list = reducer<readonly string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );
  const plan = stateGraph({ log: list })
    .addNode('look', () => ({}))
    .addEdge(START, 'look')
    .compile();
  const saver = new SqliteSaver(file);
  const state = await new StateGraphEngine(plan, { saver }).state('t');
  saver.close();
  return state?.values.log ?? [];
}

/** Every acknowledged item once, each process's in the order in which it asked; what was cut short may be there or not. */
function check(list: readonly string[], logs: readonly { readonly lines: readonly string[] }[]): Figures {
  const acked = logs.flatMap(({ lines }) =>
    lines.filter((line) => line.startsWith('acked ')).map((line) => line.slice(6)),
  );
  const refused = logs.flatMap(({ lines }) => lines.filter((line) => line.startsWith('refused ')));
  const places = new Map(list.map((item, place) => [item, place]));
  const order = logs.map(({ lines }) =>
    lines.filter((line) => line.startsWith('acked ')).map((line) => places.get(line.slice(6)) ?? -1),
  );
  const disorder = order.flatMap((of) => of.filter((place, at) => at > 0 && place < (of[at - 1] ?? 0))).length;
  return {
    acknowledged: acked.length,
    conflicts: refused.filter((line) => line.endsWith('THREAD_CONFLICT')).length,
    'other errors': refused.filter((line) => !line.endsWith('THREAD_CONFLICT')).length,
    lost: acked.filter((item) => !places.has(item)).length,
    duplicated: list.length - places.size,
    'out of order': disorder,
  };
}

export const processRows: readonly Row[] = [
  {
    row: '3',
    injected: 'SIGKILL at moments that are drawn, on a line and a fan of four, each durability, SQLite',
    target: '0 lost, 0 duplicated, ≤ 1 step done again per kill (sync and async)',
    size: { ours: 17, langgraph: 5, short: 1 },
    probe: kills,
    meets: (figures) =>
      figures['lost'] === 0 && figures['duplicated'] === 0 && (figures['steps done again per kill'] ?? Infinity) <= 1,
  },
  {
    row: '4',
    injected: 'SIGKILL while each call of the store takes 30 ms',
    target:
      '0 lost, 0 duplicated; ≤ 1 step done again per kill where each is stored first (sync), a backlog of ≤ 2 (async)',
    size: { ours: 8, langgraph: 4, short: 1 },
    probe: slowStore,
    meets: (figures) =>
      figures['lost'] === 0 &&
      figures['duplicated'] === 0 &&
      (figures['done again per kill, sync'] ?? Infinity) <= 1 &&
      (figures['worst, async'] ?? Infinity) <= 2,
  },
  {
    row: '8',
    injected: 'another process holds the write lock for 2 s',
    target: 'the event loop stalls for ≤ 50 ms; the run completes',
    size: { ours: 2_000, langgraph: 2_000, short: 150 },
    probe: lockHeld,
    meets: (figures, form) =>
      figures['runs completed'] === 1 && (form === 'short' || (figures['longest stall ms'] ?? Infinity) <= 50),
  },
  {
    row: '10',
    injected: 'two processes go on with one thread; an owner that is stopped for longer than its lease wakes up',
    target: 'no step done twice but the one in flight of the owner that woke; the loser gets a typed conflict',
    size: { ours: 100, langgraph: 100, short: 25 },
    probe: twoOwners,
    meets: (figures) =>
      figures['steps done twice'] === 0 &&
      figures['conflicts reported'] === 1 &&
      (figures['steps of the owner after it woke'] ?? Infinity) <= 1 &&
      figures['owner told'] === 1 &&
      figures['items lost or twice'] === 0,
  },
  {
    row: '46',
    injected:
      '4 processes append to one thread; kills, stops, clocks set wrong by up to a day, locks, drawn by the seed',
    target: '0 acknowledged items lost, 0 duplicated, 0 out of order',
    size: { ours: 60_000, langgraph: 0, short: 2_500 },
    notMeasured: 'it has no conflict to report: row 10 says what comes of it',
    probe: jepsen,
    meets: (figures) =>
      (figures['acknowledged'] ?? 0) > 0 &&
      figures['lost'] === 0 &&
      figures['duplicated'] === 0 &&
      figures['out of order'] === 0 &&
      figures['other errors'] === 0,
  },
];
