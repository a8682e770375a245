/** Several runs at once. */
import {
  START,
  lastValue,
  stateGraph,
  type ChannelChange,
  type Checkpoint,
  type Saver,
  type TaskRecord,
} from '../../../engine/index.ts';
import { check, checkConflict, outcomeOf, same, type Outcome } from '../check.ts';
import {
  KEY,
  commitOf,
  idsOf,
  keyOf,
  listed,
  planned,
  recordOf,
  set,
  taskOf,
  unfenced,
  type PortCase,
} from './port-case.ts';

const THREADS = 50;
const STEPS = 4;

/** The graph that runs are made for, where the saver has to know one. */
function runOf(saver: Saver): Saver {
  const plan = stateGraph({ a: lastValue<unknown>(), b: lastValue<unknown>() })
    .addNode('n', () => ({}))
    .addEdge(START, 'n')
    .compile();
  return saver.forRun?.({ planOf: () => plan, deferred: false }) ?? saver;
}

/** What a run does first: it looks at its thread. */
type Look = readonly [run: Saver, seen: Checkpoint | undefined];

/** Commits on what a run saw. */
async function advance([run, seen]: Look, change: ChannelChange): Promise<void> {
  const id = String(Number(seen?.id ?? '0') + 1);
  await run.commit(commitOf(id, seen?.id, [change]));
}

/** Says that one came through, and the rest were told of it. Answers its place. */
function onlyWinner(outcomes: readonly Outcome<unknown>[]): number {
  same('how many of the runs came through', outcomes.filter((outcome) => 'value' in outcome).length, 1);
  for (const outcome of outcomes) {
    if ('refused' in outcome) checkConflict('A run that was overtaken', outcome.refused);
  }
  return outcomes.findIndex((outcome) => 'value' in outcome);
}

function recordAt(thread: string, step: number): TaskRecord {
  return recordOf([thread, step], taskOf(KEY, String(step)));
}

async function writeThread(saver: Saver, thread: string): Promise<void> {
  for (let step = 1; step <= STEPS; step++) {
    const parent = step === 1 ? undefined : String(step - 1);
    await saver.commit({ ...commitOf(String(step), parent, [set('a', [thread, step])]), thread, next: planned });
    await saver.putRecord(keyOf(thread), String(step), recordAt(thread, step));
  }
}

export const concurrencyCases: readonly PortCase[] = [
  {
    name: `keeps ${THREADS} threads apart that are written at once`,
    run: async ({ saver }) => {
      const threads = Array.from({ length: THREADS }, (_, place) => `thread ${place}`);
      await Promise.all(threads.map((thread) => writeThread(saver, thread)));
      const steps = Array.from({ length: STEPS }, (_, place) => STEPS - place);
      for (const thread of threads) {
        const read = (await listed(saver, keyOf(thread))).map(({ values, records }) => [values.get('a'), records]);
        same(
          `the history of ${thread}`,
          read,
          steps.map((step) => [[thread, step], [recordAt(thread, step)]]),
        );
      }
    },
  },
  {
    name: 'lets one of several commits with one id through, and tells the others',
    run: async ({ saver }) => {
      const reason = unfenced(saver, saver);
      if (reason !== undefined) return reason;
      await saver.commit(commitOf('1', undefined, [set('a', 0)]));
      const commits = [1, 2, 3, 4].map((value) =>
        outcomeOf(() => saver.commit(commitOf('2', '1', [set('a', value), set('b', value)]))),
      );
      const winner = onlyWinner(await Promise.all(commits)) + 1;
      const { values } = (await saver.load(KEY)) ?? {};
      same('what the newest checkpoint holds', [values?.get('a'), values?.get('b')], [winner, winner]);
      same('the history', await idsOf(saver), ['2', '1']);
      return undefined;
    },
  },
  {
    name: 'lets one of two runs on a thread through, tells the other, and takes the next run',
    run: async ({ saver }) => {
      const runs = [runOf(saver), runOf(saver)];
      const reason = runs.map((run) => unfenced(saver, run)).find((found) => found !== undefined);
      if (reason !== undefined) return reason;
      const looks = await Promise.all(runs.map((run) => outcomeOf<Look>(async () => [run, await run.load(KEY)])));
      const outcomes = await Promise.all(
        looks.map(async (look, at) => ('refused' in look ? look : outcomeOf(() => advance(look.value, set('a', at))))),
      );
      const winner = onlyWinner(outcomes);
      for (const run of runs) await run.release?.();
      const next = runOf(saver);
      const seen = await next.load(KEY);
      same('what the next run sees', seen?.values.get('a'), winner);
      await advance([next, seen], set('a', 'next'));
      await next.release?.();
      same('the history', await idsOf(saver), ['2', '1']);
      return undefined;
    },
  },
  {
    name: 'takes a record and a reader beside a commit',
    run: async ({ saver }) => {
      await saver.commit({ ...commitOf('1', undefined, [set('a', 1)]), next: planned });
      const calls = await Promise.all([
        outcomeOf(() => saver.putRecord(KEY, '1', recordOf(1))),
        outcomeOf(() => saver.commit({ ...commitOf('1', undefined, [set('a', 'u')]), thread: 'u' })),
        outcomeOf(() => listed(saver)),
        outcomeOf(() => saver.load(KEY)),
      ]);
      for (const call of calls) check(!('refused' in call), 'A call was refused because of another one.');
      same('the records', (await saver.load(KEY))?.records, [recordOf(1)]);
      same('the other thread', (await saver.load(keyOf('u')))?.values.get('a'), 'u');
    },
  },
];
