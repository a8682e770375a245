/**
 * A process that counts on a thread, a step at a time, and prints each step before it ends it.
 *
 * Usage: worker.ts FILE count STEPS PAUSE [LEASE]   counts to STEPS, PAUSE ms a step, on the thread t
 *        worker.ts FILE lock MS                     holds the write lock of the file
 *        worker.ts FILE resume                      answers the question of the thread t
 */
import { appendFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import {
  END,
  MossError,
  START,
  StateGraphEngine,
  interrupt,
  lastValue,
  reducer,
  stateGraph,
} from '../../../src/engine/index.ts';
import { SqliteSaver } from '../../../src/savers/sqlite/index.ts';

const [file = '', what, first = '0', second = '0', third] = process.argv.slice(2);
const tell = (line: string): void => void process.stdout.write(`${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function count(): Promise<void> {
  const steps = Number(first);
  const plan = stateGraph({
    n: lastValue(0),
    log: reducer<readonly number[]>(
      (held, more) => [...held, ...more],
      () => [],
    ),
  })
    .addNode('count', async ({ n }, { idempotencyKey }) => {
      tell(`step ${n}`);
      appendFileSync(`${file}.effects`, `${idempotencyKey}\n`);
      await pause(Number(second));
      return { n: n + 1, log: [n] };
    })
    .addEdge(START, 'count')
    .addConditionalEdges('count', ({ n }) => (n < steps ? 'count' : END))
    .compile();
  const saver = new SqliteSaver(file, third === undefined ? {} : { leaseMs: Number(third) });
  const engine = new StateGraphEngine(plan, { saver });
  tell('ready');
  try {
    const begun = (await engine.state('t')) !== undefined;
    const { n } = await engine.invoke(begun ? null : {}, { threadId: 't', stepLimit: 100_000, durability: 'sync' });
    tell(`done ${n}`);
  } catch (error) {
    tell(`failed ${MossError.is(error) ? error.code : String(error)}`);
  }
  saver.close();
}

async function resume(): Promise<void> {
  const plan = stateGraph({ answer: lastValue('') })
    .addNode('ask', () => {
      const answer = interrupt<string>('pay?');
      appendFileSync(`${file}.effects`, `${answer}\n`);
      return { answer };
    })
    .addEdge(START, 'ask')
    .compile();
  const engine = new StateGraphEngine(plan, { saver: new SqliteSaver(file) });
  try {
    await engine.resume(String(process.pid), { threadId: 't' });
    tell('done');
  } catch (error) {
    tell(`failed ${MossError.is(error) ? error.code : String(error)}`);
  }
}

async function lock(): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec('BEGIN IMMEDIATE');
  tell('locked');
  await pause(Number(first));
  database.exec('ROLLBACK');
  database.close();
  tell('free');
}

const tasks = new Map([
  ['count', count],
  ['resume', resume],
  ['lock', lock],
]);
await tasks.get(what ?? '')?.();
