/** Rows 1, 2 and 5: a process that ends at any call of its store. */
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { START, StateGraphEngine, reducer, send, stateGraph } from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { type ModelGraph, runModel } from '../engine/reference-model.ts';
import { withFile } from './durable-process.ts';
import { randomGraphs, sameVerdict, specOf, verdictOf } from './random-graphs.ts';
import { caught, type Figures, type ProbeOptions, type Row } from './row.ts';
import { type GraphSpec, START as FROM, type State, type StoreFaults, type Subject } from './subject.ts';

export const DURABILITIES = ['sync', 'async', 'exit'] as const;
const STEP_LIMIT = 8;

/** The store is gone from a call on, as it is to a process that has ended. */
const goneFrom =
  (call: number, last: 'fail' | 'lose' | 'tear'): StoreFaults =>
  ({ number }) =>
    number < call ? undefined : number === call ? last : 'fail';

/** Runs, ends at one call of its store, and goes on in another process: with its input again where nothing was kept. */
async function crashed(
  subject: Subject,
  spec: GraphSpec,
  faults: StoreFaults,
  durability: (typeof DURABILITIES)[number],
) {
  const kept = subject.store();
  const options = { thread: 't', stepLimit: STEP_LIMIT, durability };
  await caught(() => subject.build({ ...spec, store: subject.store(faults, kept) }).invoke({}, options));
  const again = subject.build({ ...spec, store: kept });
  const begun = await again.stored('t').catch(() => undefined);
  const isNew = begun === undefined || Object.keys(begun).length === 0;
  return { kept, outcome: await verdictOf(again.invoke(isNew ? {} : null, options)) };
}

/** How many calls a whole run makes. */
export async function callsOf(
  subject: Subject,
  spec: GraphSpec,
  durability: (typeof DURABILITIES)[number],
): Promise<number> {
  let calls = 0;
  const store = subject.store(({ number }) => {
    calls = number;
    return undefined;
  });
  await verdictOf(subject.build({ ...spec, store }).invoke({}, { thread: 't', stepLimit: STEP_LIMIT, durability }));
  return calls;
}

/** Graphs that come to an end, with some super-steps. */
function endingGraphs(count: number, seed: number): readonly ModelGraph[] {
  const all = fc.sample(randomGraphs, { numRuns: 40 * count, seed });
  const ends = (graph: ModelGraph): boolean => {
    const verdict = runModel(graph, STEP_LIMIT);
    return !('error' in verdict) && verdict.state.list.length >= 4;
  };
  return all.filter(ends).slice(0, count);
}

async function anyCall(subject: Subject, { size, seed }: ProbeOptions): Promise<Figures> {
  let [points, wrong] = [0, 0];
  // What LangGraph makes of joins is another row's business.
  const graphs = endingGraphs(size, seed).map((graph) => (subject.name === 'ours' ? graph : { ...graph, joins: [] }));
  for (const graph of graphs) {
    const spec = specOf(graph, (answer) => answer);
    const expected = runModel(graph, STEP_LIMIT);
    for (const durability of DURABILITIES) {
      const calls = await callsOf(subject, spec, durability);
      for (let point = 0; point < 2 * calls; point++) {
        const faults = goneFrom((point >> 1) + 1, point % 2 === 0 ? 'fail' : 'lose');
        const { outcome } = await crashed(subject, spec, faults, durability);
        points++;
        if (!sameVerdict(outcome, expected)) wrong++;
      }
    }
  }
  return { graphs: graphs.length, 'crash points': points, 'wrong final states': wrong };
}

const WRITERS = ['w0', 'w1', 'w2', 'w3'];

/** Four tasks side by side, each of which writes to three keys. */
function writers(): GraphSpec {
  return {
    channels: [
      ['a', 'list'],
      ['b', 'list'],
      ['c', 'list'],
    ],
    nodes: [
      ...WRITERS.map((name) => [name, () => ({ a: [name], b: [name], c: [name] })] as const),
      ['end', () => ({ a: ['end'] })],
    ],
    edges: [...WRITERS.map((name) => [FROM, name] as const), [WRITERS, 'end']],
  };
}

const whole = (state: State | undefined): boolean =>
  ['a', 'b', 'c'].every((key) => WRITERS.every((name) => (state?.[key] as string[] | undefined)?.includes(name)));

/** LangGraph: half of a task's writes are stored, as nothing in the contract forbids. Ours: the bytes of a record are, as no transaction lets through. */
async function torn(subject: Subject): Promise<Figures> {
  return subject.name === 'ours' ? tornRecords() : tornWrites(subject);
}

async function tornWrites(subject: Subject): Promise<Figures> {
  let [points, wrong] = [0, 0];
  for (let tear = 1; tear <= 4; tear++) {
    const kept = subject.store();
    let writes = 0;
    const faults: StoreFaults = ({ method }) =>
      method === 'putWrites' && ++writes === tear ? 'tear' : writes >= tear ? 'fail' : undefined;
    const options = { thread: 't', durability: 'sync' } as const;
    await caught(() => subject.build({ ...writers(), store: subject.store(faults, kept) }).invoke({ a: [] }, options));
    const again = subject.build({ ...writers(), store: kept });
    points++;
    if (!whole(await again.invoke(null, options).catch(() => ({})))) wrong++;
  }
  return { points, 'silently wrong': wrong };
}

async function tornRecords(): Promise<Figures> {
  let [points, wrong, redone] = [0, 0, 0];
  for (let cut = 1; cut <= 20; cut++) {
    await withFile(async (file) => {
      const ran: string[] = [];
      let fails = true;
      const list = () =>
        reducer<readonly string[]>(
          (held, more) => [...held, ...more],
          () => [],
        );
      const plan = stateGraph({ a: list(), b: list(), c: list() })
        .addNode('write', (name: string) => {
          ran.push(name);
          if (fails && name === 'w3') throw new Error('the process ends here');
          return { a: [name], b: [name], c: [name] };
        })
        .addConditionalEdges(START, () => WRITERS.map((name) => send('write', name)), ['write'])
        .compile();
      const saver = new SqliteSaver(file);
      await caught(() => new StateGraphEngine(plan, { saver }).invoke({}, { threadId: 't' }));
      saver.close();
      const database = new DatabaseSync(file);
      database
        .prepare("UPDATE records SET body = substr(body, 1, length(body) * ? / 21) WHERE task LIKE '%.1'")
        .run(cut);
      database.close();
      fails = false;
      const before = ran.length;
      const again = new SqliteSaver(file);
      const state = await new StateGraphEngine(plan, { saver: again }).invoke(null, { threadId: 't' });
      again.close();
      points++;
      if (!whole(state) || state.a.length !== WRITERS.length) wrong++;
      // The one that failed, and the one whose record was torn.
      if (ran.length - before === 2) redone++;
    });
  }
  return { points, 'silently wrong': wrong, 'torn task run again': redone };
}

/** Effects go to a sink that takes each key once. */
async function effects(subject: Subject, { size }: ProbeOptions): Promise<Figures> {
  let [points, asked, duplicates] = [0, 0, 0];
  for (const durability of DURABILITIES) {
    const whole = payments(new Map());
    const calls = Math.min(size, await callsOf(subject, whole, durability));
    for (let call = 1; call <= calls; call++) {
      const sink = new Map<string, number>();
      await crashed(subject, payments(sink), goneFrom(call, 'lose'), durability);
      points++;
      asked += [...sink.values()].reduce((sum, times) => sum + times, 0);
      // Three tasks pay, so three keys are right.
      duplicates += Math.max(0, sink.size - 3);
    }
  }
  return { 'crash points': points, 'effects asked for': asked, 'done twice in spite of the key': duplicates };
}

function payments(sink: Map<string, number>): GraphSpec {
  const pay = (_: never, { key = 'none' }: { key: string | undefined }): State => {
    sink.set(key, (sink.get(key) ?? 0) + 1);
    return { paid: 1 };
  };
  return {
    channels: [['paid', 'sum']],
    nodes: [
      ['first', pay],
      ['left', pay],
      ['right', pay],
    ],
    edges: [
      [FROM, 'first'],
      ['first', 'left'],
      ['first', 'right'],
    ],
  };
}

export const crashRows: readonly Row[] = [
  {
    row: '1',
    injected: 'the process ends at any call of its store, before or after it was done; random graphs, each durability',
    target: '0 wrong final states of ≥ 1,000 points, 10 graphs',
    size: { ours: 40, langgraph: 4, short: 2 },
    probe: anyCall,
    meets: (figures, form) =>
      figures['wrong final states'] === 0 && (figures['crash points'] ?? 0) >= (form === 'full' ? 1_000 : 20),
  },
  {
    row: '2',
    injected: 'a task of which half was stored',
    target: '0 silently wrong: the task runs again',
    size: { ours: 1, langgraph: 1, short: 1 },
    probe: torn,
    meets: (figures) => figures['silently wrong'] === 0 && figures['torn task run again'] === figures['points'],
  },
  {
    row: '5',
    injected: 'effects with the key of their task, the process ends at any call of its store',
    target: '0 effects done twice by a sink that takes each key once',
    size: { ours: 100, langgraph: 100, short: 100 },
    probe: effects,
    meets: (figures) =>
      figures['done twice in spite of the key'] === 0 &&
      (figures['effects asked for'] ?? 0) > 3 * (figures['crash points'] ?? 0) - 1,
  },
];
