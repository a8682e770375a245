/** What a saver must do where two processes have its store open. */
import { randomId } from '../../base/index.ts';
import { SaverProcess, type StepOutcome } from './saver-process.ts';

export interface TwoProcessConformanceOptions {
  /**
   * URL of a module that exports `open()`: a saver of the engine on one store, the same in every process, at once or later. It is loaded by
   * `import()` in processes of its own.
   */
  readonly module: URL | string;
  /** For the environment of these processes, such as the path of the store. */
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node for them, such as those that load TypeScript. */
  readonly execArgv?: readonly string[];
  /** How often the two meet, an integer. Default 20. */
  readonly rounds?: number;
  /** How long a thread may be held for a process that is gone, in milliseconds. Default 20,000. */
  readonly patienceMs?: number;
}

/** One thing that a saver must do; as `ConformanceCase` of `moss-agent-runtime/testing`. */
export interface TwoProcessCase {
  /** Unique in its suite. */
  readonly name: string;
  /** Rejects, with an error that says what is wrong, where the saver does not do it. */
  run(this: void): Promise<void>;
}

interface Setting {
  readonly first: SaverProcess;
  readonly second: SaverProcess;
  /** Of this case alone. */
  readonly thread: string;
  readonly rounds: number;
  readonly patienceMs: number;
}

interface Entry {
  readonly id: string;
  readonly parent: string | undefined;
  readonly log: readonly string[];
}

/** After how many steps of it a process is killed. */
const KILLS_AFTER = [1, 4, 9];

/**
 * Tests of a saver whose store several processes share: of two that write one thread at once exactly one comes through, what was acknowledged
 * is there once, and where one is killed the other goes on. A saver that says `fencing: false` in its `capabilities` is not asked, and the
 * case prints that.
 *
 * @example
 * import { twoProcessConformance } from 'moss-agent-runtime/testing/node';
 * import { it } from 'vitest';
 *
 * // shared-store.js: export const open = () => new SqliteSaver(process.env.STORE);
 * const module = new URL('./shared-store.js', import.meta.url);
 * for (const { name, run } of twoProcessConformance({ module, env: { STORE: '/tmp/threads.sqlite' } })) it(name, run, 60_000);
 */
export function twoProcessConformance({
  module,
  env = {},
  execArgv = [],
  rounds = 20,
  patienceMs = 20_000,
}: TwoProcessConformanceOptions): readonly TwoProcessCase[] {
  const start = (): Promise<SaverProcess> => SaverProcess.start({ module: String(module), env, execArgv });
  const within = async (name: string, work: (setting: Setting) => Promise<void>): Promise<void> => {
    const first = await start();
    const second = await start().catch(async (error: unknown) => {
      await first.kill();
      throw error;
    });
    try {
      const { fencing } = (await first.call('claims')) as { fencing?: boolean };
      if (fencing === false) {
        console.log(`twoProcessConformance: left out "${name}", because the saver does not claim \`fencing\``);
        return;
      }
      await work({ first, second, thread: `two processes ${randomId()}`, rounds, patienceMs });
    } finally {
      await Promise.all([first.kill(), second.kill()]);
    }
  };
  const cases = [
    { name: 'lets one of two processes through each time they meet, and tells the other', work: meet },
    { name: 'keeps once what each of two processes was told is kept', work: race },
    ...KILLS_AFTER.map((count) => ({
      name: `lets one process go on where the other was killed after ${count === 1 ? '1 step' : `${count} steps`}`,
      work: (setting: Setting) => outlive(setting, count),
    })),
  ];
  return cases.map(({ name, work }) => ({ name, run: () => within(name, work) }));
}

/** Both look, then both commit on what they saw. */
async function meet({ first, second, thread, rounds }: Setting): Promise<void> {
  const winners: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const runs = [first, second].map((process, at) => ({ process, told: { thread, tag: `${at}-${round}` } }));
    const looks = await Promise.all(runs.map(({ process, told }) => process.call('look', told)));
    const outcomes = await Promise.all(
      runs.map(async ({ process, told }, at) => (looks[at] ?? (await process.call('commit', told))) as StepOutcome),
    );
    await Promise.all(runs.map(({ process, told }) => process.call('release', told)));
    const through = outcomes.flatMap((outcome) => ('tag' in outcome ? [outcome.tag] : []));
    if (through.length !== 1) throw wrong(`in round ${round} ${through.length} of 2 came through`, outcomes);
    const other = outcomes.find((outcome) => 'code' in outcome);
    if (other?.code !== 'THREAD_CONFLICT') throw wrong(`in round ${round} the other was not told of a conflict`, other);
    winners.push(...through);
  }
  checkHistory(await historyOf(second, thread), winners);
}

/** Both take steps as fast as they can. */
async function race({ first, second, thread, rounds, patienceMs }: Setting): Promise<void> {
  const told = { thread, steps: rounds, patienceMs };
  const outcomes = await Promise.all([
    first.call('race', { ...told, name: 'first' }),
    second.call('race', { ...told, name: 'second' }),
  ]);
  for (const outcome of outcomes as StepOutcome[]) {
    if ('code' in outcome) throw wrong('a process did not come through', outcome);
  }
  const history = await historyOf(first, thread);
  const log = history[0]?.log ?? [];
  for (const { acknowledged } of [first, second]) {
    const kept = log.filter((tag) => acknowledged.includes(tag));
    if (kept.join() !== acknowledged.join())
      throw wrong('what was acknowledged is not what was kept', { kept, acknowledged });
  }
  if (log.length !== 2 * rounds) throw wrong(`${log.length} steps were kept of ${2 * rounds}`, log);
  checkHistory(history, log);
}

/** One is killed in the midst of its steps, the other takes one; then the thread is read. */
async function outlive({ first, second, thread, patienceMs }: Setting, count: number): Promise<void> {
  const racing = first.call('race', { thread, name: 'killed', steps: 1_000_000, patienceMs }).catch(() => {});
  await Promise.race([first.steps(count), racing]);
  await first.kill();
  await racing;
  const outcome = (await second.call('race', { thread, name: 'heir', steps: 2, patienceMs })) as StepOutcome;
  if ('code' in outcome) throw wrong('the other process could not go on', outcome);
  const history = await historyOf(second, thread);
  const log = history[0]?.log ?? [];
  const kept = log.slice(0, -2);
  const { acknowledged } = first;
  // The last step may have been kept, and its answer lost.
  const isWhole = acknowledged.every((tag, at) => kept[at] === tag) && kept.length - acknowledged.length <= 1;
  if (!isWhole) throw wrong('what was acknowledged before the kill is not what was kept', { kept, acknowledged });
  if (log.slice(-2).join() !== 'heir-0,heir-1') throw wrong('the steps of the other process are not the last', log);
  checkHistory(history, log);
}

async function historyOf(process: SaverProcess, thread: string): Promise<readonly Entry[]> {
  const history = await process.call('history', { thread });
  if (!Array.isArray(history)) throw wrong('the history cannot be read', history);
  return history as Entry[];
}

/** Says that each checkpoint is its parent and one tag more, and that the newest has these. */
function checkHistory(history: readonly Entry[], tags: readonly string[]): void {
  const oldestFirst = history.toReversed();
  for (const [place, { id, parent, log }] of oldestFirst.entries()) {
    const isNext = parent === oldestFirst[place - 1]?.id && log.join() === tags.slice(0, place + 1).join();
    if (!isNext) throw wrong(`checkpoint ${id} does not go on from the one before it`, { parent, log, tags });
  }
  if (history.length !== tags.length)
    throw wrong(`there are ${history.length} checkpoints of ${tags.length} steps`, tags);
}

function wrong(what: string, found: unknown): Error {
  const error = new Error(`Two processes on one thread: ${what}: ${JSON.stringify(found)}.`);
  error.name = 'ConformanceError';
  return error;
}
