/** A saver of LangChain whose calls are made again when they fail: each may be, as every id is made before the call. */
import { MossError, SaverError, systemClock, type Clock, isLater } from '../base/index.ts';
import type { LangChainSaver, SaverConfig, StoredTuple } from './langchain-contract.ts';

export interface SaverRetries {
  /** How many times a call that failed is made again; 0 for never. */
  readonly attempts: number;
  /** Milliseconds before the first of these; twice as long before each that follows, up to five seconds. Up to half of it is left off by chance. */
  readonly firstPause: number;
}

interface Chance {
  readonly clock: Clock;
  /** From 0 to 1. */
  random(this: void): number;
}

const LONGEST_PAUSE = 5_000;

/**
 * The same store; a call that rejects is made again after a pause. Errors of this library, and those that tell of a mistake in a program
 * and not of a store, reject at once.
 *
 * @returns a saver whose calls reject with a SaverError, the last error as `cause`, once all attempts have failed
 */
export function withRetries(
  saver: LangChainSaver,
  retries: SaverRetries,
  chance: Chance = { clock: systemClock, random: Math.random },
): LangChainSaver {
  const attempt = <Value>(name: string, thread: string | undefined, call: () => Promise<Value>): Promise<Value> => {
    const again = (error: unknown): Promise<Value> => callAgain({ name, thread, call, error }, retries, chance);
    try {
      const called = call();
      return isLater(called) ? called.then(undefined, again) : called;
    } catch (error) {
      return again(error);
    }
  };
  return {
    getTuple: (config) => attempt('getTuple', threadOf(config), () => saver.getTuple(config)),
    list: (config) => readList(saver, config, (begin) => attempt('list', threadOf(config), begin)),
    put: (config, checkpoint, metadata, versions) =>
      attempt('put', threadOf(config), () => saver.put(config, checkpoint, metadata, versions)),
    putWrites: (config, writes, task) =>
      attempt('putWrites', threadOf(config), () => saver.putWrites(config, writes, task)),
    deleteThread: (thread) => attempt('deleteThread', thread, () => saver.deleteThread(thread)),
    getNextVersion: (current) => saver.getNextVersion(current),
  };
}

const threadOf = ({ configurable }: SaverConfig): string | undefined => configurable?.thread_id;

type Begun = readonly [tuples: AsyncIterator<StoredTuple>, first: IteratorResult<StoredTuple>];

/** A list that has begun is not read again: some of it has been handed on. */
async function* readList(
  saver: LangChainSaver,
  config: SaverConfig,
  attempt: (begin: () => Promise<Begun>) => Promise<Begun>,
): AsyncGenerator<StoredTuple> {
  const [tuples, first] = await attempt(async () => {
    const list = saver.list(config)[Symbol.asyncIterator]();
    return [list, await list.next()];
  });
  try {
    for (let read = first; read.done !== true; read = await tuples.next()) yield read.value;
  } finally {
    await tuples.return?.();
  }
}

interface FailedCall<Value> {
  readonly name: string;
  readonly thread: string | undefined;
  readonly error: unknown;
  call(this: void): Promise<Value>;
}

async function callAgain<Value>(
  { name, thread, call, error }: FailedCall<Value>,
  { attempts, firstPause }: SaverRetries,
  { clock, random }: Chance,
): Promise<Value> {
  let last = error;
  for (let failed = 1; failed <= attempts && mayPass(last); failed++) {
    const whole = Math.min(firstPause * 2 ** (failed - 1), LONGEST_PAUSE);
    await pause(clock, whole * (1 - random() / 2));
    try {
      return await call();
    } catch (next) {
      last = next;
    }
  }
  if (!mayPass(last)) throw last;
  const tried = `${name}() of the saver failed ${attempts + 1} times for the thread "${thread ?? ''}", see cause`;
  throw new SaverError(`${tried}: once the store is back, run on with a null input.`, { cause: last });
}

/** A `TypeError` with a cause is how `fetch` tells of a broken connection. */
function mayPass(error: unknown): boolean {
  if (MossError.is(error)) return false;
  const isMistake = error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  return !isMistake || error.cause !== undefined;
}

function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, ms);
  });
}
