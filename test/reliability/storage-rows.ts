/** Rows 7, 15, 43 and 47: what becomes of the file itself. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { END, MossError, START, StateGraphEngine, lastValue, reducer, stateGraph } from '../../src/engine/index.ts';
import { SqliteSaver, type SqliteSaverOptions } from '../../src/savers/sqlite/index.ts';
import { drawing, withFile } from './durable-process.ts';
import { loadLangGraphWithSqlite } from './langgraph-sqlite.ts';
import { caught, type Figures, type ProbeOptions, type Row } from './row.ts';
import type { Subject } from './subject.ts';

const T = { threadId: 't' } as const;

/** A step appends what it is given to say. */
function talk(steps: number, say: (n: number) => string, ran: number[] = []) {
  return stateGraph({
    n: lastValue(0),
    said: reducer<readonly string[]>(
      (held, more) => [...held, ...more],
      () => [],
    ),
  })
    .addNode('say', ({ n }) => {
      ran.push(n);
      return { n: n + 1, said: [say(n)] };
    })
    .addEdge(START, 'say')
    .addConditionalEdges('say', ({ n }) => (n < steps ? 'say' : END))
    .compile();
}

/** Runs with a saver that is closed afterwards. */
async function withSaver<Result>(
  file: string,
  options: SqliteSaverOptions,
  work: (saver: SqliteSaver) => Promise<Result>,
): Promise<Result> {
  const saver = new SqliteSaver(file, options);
  try {
    return await work(saver);
  } finally {
    saver.close();
  }
}

async function fullDisk(_: Subject, { size }: ProbeOptions): Promise<Figures> {
  let [past, resumed, typed] = [0, 0, 0];
  for (const durability of ['sync', 'async', 'exit'] as const) {
    await withFile(async (file) => {
      const ran: number[] = [];
      const plan = talk(size, (n) => `${n}`.padEnd(2_000, '.'), ran);
      const run = { ...T, stepLimit: size, durability };
      await withSaver(file, { maxPages: 40 }, async (saver) => {
        const failure = await caught(() => new StateGraphEngine(plan, { saver }).invoke({}, run));
        if (MossError.is(failure?.error, 'SAVER_FAILED')) typed++;
      });
      await withSaver(file, {}, async (saver) => {
        const engine = new StateGraphEngine(plan, { saver });
        const kept = (await engine.state('t'))?.values.n;
        // With `exit` nothing is stored before the end, so there is no step after the failure either.
        if (durability !== 'exit') past = Math.max(past, ran.length - (kept ?? 0) - 1);
        const { n, said } = await engine.invoke(kept === undefined ? {} : null, run);
        if (n === size && said.length === size) resumed++;
      });
    });
  }
  return { 'steps run past the failure': past, 'typed errors, of 3': typed, 'resumed with room again, of 3': resumed };
}

/** Flips a bit, or cuts, at places that are drawn. */
async function damage(_: Subject, { size, seed }: ProbeOptions): Promise<Figures> {
  return withFile(async (file) => {
    const draw = drawing(seed);
    const steps = 12;
    const plan = talk(steps, (n) => `item ${n}`);
    await withSaver(file, {}, (saver) => new StateGraphEngine(plan, { saver }).invoke({}, { ...T, stepLimit: steps }));
    const database = new DatabaseSync(file);
    const rows = database.prepare('SELECT rowid, id, body FROM steps ORDER BY id').all() as {
      rowid: number;
      id: number;
      body: string;
    }[];
    const write = database.prepare('UPDATE steps SET body = ? WHERE rowid = ?');
    let [detected, readable, after] = [0, 0, 0];
    await withSaver(file, {}, async (saver) => {
      const engine = new StateGraphEngine(plan, { saver });
      for (let fault = 0; fault < size; fault++) {
        const row = rows[1 + Math.floor(draw() * (rows.length - 1))];
        if (row === undefined) continue;
        const at = Math.floor(draw() * row.body.length);
        const flipped = String.fromCodePoint((row.body.codePointAt(at) ?? 0) ^ (1 << Math.floor(draw() * 5)));
        write.run(
          fault % 2 === 0 ? row.body.slice(0, at) + flipped + row.body.slice(at + 1) : row.body.slice(0, at),
          row.rowid,
        );
        const failure = await caught(() => engine.state('t'));
        if (MossError.is(failure?.error, 'CHECKPOINT_DAMAGED')) detected++;
        const parent = `${row.id - 1}`.padStart(12, '0');
        if ((await engine.state('t', { checkpoint: parent }))?.values.said.length === Math.max(0, row.id - 2))
          readable++;
        write.run(row.body, row.rowid);
      }
      after = (await engine.state('t'))?.values.said.length ?? 0;
    });
    database.close();
    return { faults: size, detected, 'parent readable': readable, 'items when mended, of 12': after };
  });
}

async function amplification(subject: Subject, { size }: ProbeOptions): Promise<Figures> {
  const kilobyte = (n: number): string => `${n} `.padEnd(1_000, 'words ');
  return {
    'MB for 1 kB a step': (await bytesOf(subject, size, kilobyte)) / 1e6,
    'MB for a 5 MB value carried along': (await bytesOfCarried(subject, Math.min(size, 20))) / 1e6,
  };
}

async function bytesOf({ name }: Subject, steps: number, say: (n: number) => string): Promise<number> {
  return withFile(async (file) => {
    if (name === 'ours') {
      const plan = talk(steps, say);
      await withSaver(file, {}, (saver) =>
        new StateGraphEngine(plan, { saver }).invoke({}, { ...T, stepLimit: steps }),
      );
      return statSync(file).size;
    }
    return runLangGraph(
      file,
      steps,
      (n) => [say(n)],
      (held, more) => [...(held as string[]), ...(more as string[])],
    );
  });
}

async function bytesOfCarried({ name }: Subject, steps: number): Promise<number> {
  const value = 'x'.repeat(5_000_000);
  return withFile(async (file) => {
    if (name === 'ours') {
      const plan = stateGraph({ n: lastValue(0), value: lastValue('') })
        .addNode('carry', ({ n }) => ({ n: n + 1, value }))
        .addEdge(START, 'carry')
        .addConditionalEdges('carry', ({ n }) => (n < steps ? 'carry' : END))
        .compile();
      await withSaver(file, {}, (saver) =>
        new StateGraphEngine(plan, { saver }).invoke({}, { ...T, stepLimit: steps }),
      );
      return statSync(file).size;
    }
    return runLangGraph(
      file,
      steps,
      () => value,
      (_, last) => last,
    );
  });
}

type Fold = (held: unknown, more: unknown) => unknown;

async function runLangGraph(file: string, steps: number, write: (n: number) => unknown, fold: Fold): Promise<number> {
  const library = loadLangGraphWithSqlite();
  if (library === undefined)
    throw new Error('its SQLite saver is not installed: npm run test:clients -- checkpoint-sqlite');
  const { Annotation, StateGraph, SqliteSaver: LangChainSqlite } = library;
  const annotation = Annotation.Root({ n: Annotation(), said: Annotation({ reducer: fold, default: () => [] }) });
  const graph = new StateGraph(annotation)
    .addNode('say', ({ n }: { n: number }) => ({ n: n + 1, said: write(n) }))
    .addEdge(START, 'say')
    .addConditionalEdges('say', ({ n }: { n: number }) => (n < steps ? 'say' : END))
    .compile({ checkpointer: LangChainSqlite.fromConnString(file) });
  await graph.invoke({ n: 0 }, { configurable: { thread_id: 't' }, recursionLimit: steps + 2 });
  return statSync(file).size + statSync(`${file}-wal`).size;
}

/** The engine's own tests, each super-step of theirs in a fresh engine on a thread that was read back from disk. */
async function resumedEverywhere(_: Subject, { size }: ProbeOptions): Promise<Figures> {
  const repository = fileURLToPath(new URL('../../', import.meta.url));
  const files = size === 1 ? ['test/engine/joins.test.ts'] : [];
  return withFile(async (report) => {
    const options = ['--config', 'test/resume/vitest.config.ts', '--reporter=json', `--outputFile=${report}`];
    const args = [`${repository}node_modules/vitest/vitest.mjs`, 'run', ...options, ...files];
    const { stderr } = spawnSync(process.execPath, args, { cwd: repository, encoding: 'utf8', maxBuffer: 2 ** 28 });
    if (!existsSync(report)) throw new Error(`The tests did not run: ${stderr.slice(0, 500)}`);
    const told = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
    return {
      passed: told['numPassedTests'] ?? 0,
      failed: (told['numFailedTests'] ?? 0) + (told['numFailedTestSuites'] ?? 0),
      'left out by name': told['numPendingTests'] ?? 0,
    };
  });
}

export const storageRows: readonly Row[] = [
  {
    row: '7',
    injected: 'a disk that is full after 40 pages, each durability',
    target: '0 steps run past the failure, a typed error, all resumed when there is room again',
    size: { ours: 200, langgraph: 0, short: 60 },
    notMeasured: 'its add-on has no way to be given a small disk here',
    probe: fullDisk,
    meets: (figures) =>
      figures['steps run past the failure'] === 0 &&
      figures['typed errors, of 3'] === 3 &&
      figures['resumed with room again, of 3'] === 3,
  },
  {
    row: '15',
    injected: 'bits flipped and rows cut at places that are drawn',
    target: '100 % detected; the parent of the damaged checkpoint is readable',
    size: { ours: 200, langgraph: 0, short: 40 },
    notMeasured: 'it has no checksums',
    probe: damage,
    meets: (figures) =>
      (figures['faults'] ?? 0) > 0 &&
      figures['detected'] === figures['faults'] &&
      figures['parent readable'] === figures['faults'] &&
      figures['items when mended, of 12'] === 12,
  },
  {
    row: '43',
    injected: '500 × 1 kB appended one a step; a value of 5 MB through 20 steps, in an SQLite file',
    target: '≤ 2 MB; ≤ 6 MB',
    size: { ours: 500, langgraph: 500, short: 500 },
    probe: amplification,
    meets: (figures) =>
      (figures['MB for 1 kB a step'] ?? Infinity) <= 2 &&
      (figures['MB for a 5 MB value carried along'] ?? Infinity) <= 6,
  },
  {
    row: '47',
    injected: "the engine's own tests, every super-step resumed from disk in a fresh engine",
    target: '0 failing',
    size: { ours: 2, langgraph: 0, short: 1 },
    notMeasured: 'its tests are its own',
    probe: resumedEverywhere,
    meets: (figures) => figures['failed'] === 0 && (figures['passed'] ?? 0) > 0,
  },
];
