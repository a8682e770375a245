/**
 * A process that counts on the thread `t` of an SQLite file, so that it can be killed, stopped and raced. It prints `ready`, a line per step
 * that it begins, and `done N` or `failed CODE`; each step it runs adds a line to FILE.effects.
 *
 * Usage: durable-worker.ts JSON, see {@link WorkerOrder}
 */
import { appendFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { loadLangGraphWithSqlite } from './langgraph-sqlite.ts';
import {
  END,
  MossError,
  reducer,
  send,
  START,
  stateGraph,
  StateGraphEngine,
  type Saver,
} from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';

export interface WorkerOrder {
  readonly who: 'ours' | 'langgraph';
  readonly file: string;
  /** `line`: a step after the other. `fan`: four tasks at a time. `append`: each run appends one item, see {@link appendItems}. */
  readonly graph: 'line' | 'fan' | 'append' | 'lock';
  readonly durability?: 'sync' | 'async' | 'exit';
  readonly steps: number;
  /** Milliseconds that a step takes. */
  readonly pause: number;
  /** Milliseconds that the store takes for each call besides its own. */
  readonly delay?: number;
  readonly leaseMs?: number;
  /** Whether it waits for a line of input once it is ready. */
  readonly waits?: boolean;
  /** Of `append`: the name of its items. */
  readonly name?: string;
}

const FAN = 4;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

interface State {
  readonly n: number;
  readonly log: readonly number[];
}

/** What both systems are built of: one step, or one of four at a time. */
function parts({ file, steps, pause }: WorkerOrder) {
  const effect = (what: string): void => appendFileSync(`${file}.effects`, `${what}\n`);
  return {
    async step({ n }: State): Promise<Partial<State>> {
      tell(`step ${n}`);
      effect(`${n}`);
      await wait(pause);
      return { n: 1, log: [n] };
    },
    async task(item: number): Promise<Partial<State>> {
      tell(`step ${item}`);
      effect(`${item}`);
      await wait(pause);
      return { n: 1, log: [item] };
    },
    goesOn: ({ n }: State): boolean => n < steps,
    items: ({ n }: State): number[] => Array.from({ length: FAN }, (_, place) => n + place),
  };
}

/** Runs to the end, from wherever the thread stands. */
type Run = () => Promise<State>;

function ours(order: WorkerOrder): { readonly run: Run; readonly close: () => void } {
  const { step, task, goesOn, items } = parts(order);
  const sum = () =>
    reducer<number>(
      (held, more) => held + more,
      () => 0,
    );
  const list = () =>
    reducer<readonly number[]>(
      (held, more) => [...held, ...more],
      () => [],
    );
  const graph = stateGraph({ n: sum(), log: list() });
  if (order.graph === 'line') {
    graph
      .addNode('step', step)
      .addEdge(START, 'step')
      .addConditionalEdges('step', (state) => (goesOn(state) ? 'step' : END));
  } else {
    const orders = (state: State) => items(state).map((item) => send('task', item));
    graph
      .addNode('task', task)
      .addNode('collect', () => ({}))
      .addConditionalEdges(START, orders, ['task'])
      .addEdge('task', 'collect')
      .addConditionalEdges('collect', (state) => (goesOn(state) ? orders(state) : END), ['task', END]);
  }
  const saver = new SqliteSaver(order.file, order.leaseMs === undefined ? {} : { leaseMs: order.leaseMs });
  const engine = new StateGraphEngine(graph.compile(), { saver: slowed(saver, order.delay) });
  return {
    run: async () => {
      const begun = (await engine.state('t')) !== undefined;
      const options = { threadId: 't', stepLimit: 1_000_000, durability: order.durability ?? 'async' };
      return (await engine.invoke(begun ? null : {}, options)) as State;
    },
    close: () => saver.close(),
  };
}

/** The store answers later, as one does that lies elsewhere. */
function slowed(saver: SqliteSaver, delay: number | undefined): Saver {
  if (delay === undefined) return saver;
  const bound = (inner: Saver): Saver => ({
    commit: async (commit) => (await wait(delay), inner.commit(commit)),
    putRecord: async (key, checkpoint, record) => (await wait(delay), inner.putRecord(key, checkpoint, record)),
    load: (key, id) => inner.load(key, id),
    history: (key) => inner.history(key),
    deleteThread: (thread) => inner.deleteThread(thread),
    release: () => inner.release?.(),
  });
  return { ...bound(saver), forRun: (graph) => bound(saver.forRun(graph)) };
}

function langgraph(order: WorkerOrder): { readonly run: Run; readonly close: () => void } {
  const library = loadLangGraphWithSqlite();
  if (library === undefined) throw new Error('LangGraph with its SQLite saver is not installed.');
  const { Annotation, StateGraph, Send, SqliteSaver: LangChainSqlite } = library;
  const { step, task, goesOn, items } = parts(order);
  const graph = new StateGraph(
    Annotation.Root({
      n: Annotation({ reducer: (held: number, more: number) => held + more, default: () => 0 }),
      log: Annotation({ reducer: (held: number[], more: number[]) => [...held, ...more], default: () => [] }),
    }),
  );
  if (order.graph === 'line') {
    graph.addNode('step', step).addEdge(START, 'step');
    graph.addConditionalEdges('step', (state: State) => (goesOn(state) ? 'step' : END));
  } else {
    const orders = (state: State): object[] => items(state).map((item) => new Send('task', item));
    graph.addNode('task', task).addNode('collect', () => ({}));
    graph.addConditionalEdges(START, orders, ['task']).addEdge('task', 'collect');
    graph.addConditionalEdges('collect', (state: State) => (goesOn(state) ? orders(state) : END), ['task', END]);
  }
  const checkpointer = LangChainSqlite.fromConnString(order.file);
  const { delay } = order;
  if (delay !== undefined) {
    for (const method of ['put', 'putWrites'] as const) {
      const call = checkpointer[method].bind(checkpointer) as (...args: unknown[]) => Promise<unknown>;
      checkpointer[method] = async (...args: unknown[]) => (await wait(delay), call(...args));
    }
  }
  const compiled = graph.compile({ checkpointer });
  const config = {
    configurable: { thread_id: 't' },
    recursionLimit: 1_000_000,
    durability: order.durability ?? 'async',
  };
  return {
    run: async () => {
      const { values } = await compiled.getState(config);
      return compiled.invoke(Object.keys(values).length === 0 ? { n: 0 } : null, config) as Promise<State>;
    },
    close: () => {},
  };
}

/** Appends items to the list of a thread, one run each, for as long as it is told to; prints what it asks for and what came of it. */
async function appendItems(order: WorkerOrder): Promise<void> {
  const list = reducer<readonly string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );
  const plan = stateGraph({ log: list })
    .addNode('look', async () => wait(order.pause))
    .addEdge(START, 'look')
    .compile();
  const engine = new StateGraphEngine(plan, { saver: new SqliteSaver(order.file, { leaseMs: order.leaseMs }) });
  // The clock of this process goes wrong where it is told to.
  const { now } = Date;
  let offset = 0;
  Date.now = () => now() + offset;
  process.stdin.on('data', (chunk: Buffer) => (offset = Number(chunk.toString())));
  for (let count = 0; count < order.steps; count++) {
    const item = `${order.name}.${count}`;
    tell(`asks ${item}`);
    try {
      await engine.invoke({ log: [item] }, { threadId: 't', durability: 'sync' });
      tell(`acked ${item}`);
    } catch (error) {
      tell(`refused ${item} ${MossError.is(error) ? error.code : String(error)}`);
      await wait(1 + Math.random() * 10);
    }
  }
  process.exit();
}

async function holdLock({ file, pause }: WorkerOrder): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec('BEGIN IMMEDIATE');
  tell('locked');
  await wait(pause);
  database.exec('ROLLBACK');
  database.close();
  tell('done 0');
}

async function count(order: WorkerOrder): Promise<void> {
  const { run, close } = order.who === 'ours' ? ours(order) : langgraph(order);
  tell('ready');
  if (order.waits === true) await new Promise((resolve) => process.stdin.once('data', resolve));
  process.stdin.destroy();
  try {
    const { n, log } = await run();
    tell(`log ${log.join(' ')}`);
    tell(`done ${n}`);
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    tell(`failed ${String(code ?? message)}`);
  }
  close();
}

const order = JSON.parse(process.argv[2] ?? '{}') as WorkerOrder;
if (order.graph === 'append') await appendItems(order);
else if (order.graph === 'lock') await holdLock(order);
else await count(order);
