/** A saver that fails where a test says. */
import type { Checkpoint, Commit, Saver, Stored, TaskRecord, ThreadKey } from '../engine/index.ts';

/** One call of a saver. */
export interface SaverOperation {
  readonly method: keyof Saver;
  /** Counts the calls of all methods, from 1. */
  readonly number: number;
}

/**
 * What goes wrong with an operation:
 *
 * - `fail`: it rejects, and nothing was stored
 * - `lose`: it was stored, and rejects all the same, as where the answer of a database is lost
 * - `tear`: the first half of its writes was stored, and it rejects; no saver may do that
 * - a promise: it does not begin before the promise resolves
 */
export type SaverFault = 'fail' | 'lose' | 'tear' | PromiseLike<void>;

/** A {@link Saver} with faults. */
export interface FaultSaver extends Saver {
  /** Every call so far, in order. */
  readonly operations: readonly SaverOperation[];
}

/**
 * Puts faults between an engine and a saver.
 *
 * @param saver   what is called where nothing goes wrong
 * @param faultOf asked once per call; answers nothing where the call is to go well
 * @returns a saver that rejects with an error named `InjectedFault` where it fails
 * @example
 * // the store is gone from the third call on
 * const saver = faultSaver(new MemorySaver(), ({ number }) => (number < 3 ? undefined : 'fail'));
 * const running = new StateGraphEngine(graph.compile(), { saver }).invoke({ topics: [] }, { threadId: 't1' });
 * await expect(running).rejects.toThrow(SaverError);
 */
export function faultSaver(saver: Saver, faultOf: (operation: SaverOperation) => SaverFault | undefined): FaultSaver {
  const operations: SaverOperation[] = [];

  const begin = (method: keyof Saver): [SaverOperation, SaverFault | undefined] => {
    const operation = { method, number: operations.length + 1 };
    operations.push(operation);
    return [operation, faultOf(operation)];
  };

  const perform = async <Value>(
    method: keyof Saver,
    call: () => Stored<Value>,
    half: () => unknown,
  ): Promise<Value> => {
    const [operation, fault] = begin(method);
    if (fault === 'fail') throw injected(operation);
    if (fault === 'tear') {
      await half();
      throw injected(operation);
    }
    await fault;
    const value = await call();
    if (fault === 'lose') throw injected(operation);
    return value;
  };

  return {
    operations,
    commit: (commit) =>
      perform(
        'commit',
        () => saver.commit(commit),
        () => saver.commit(halfOfCommit(commit)),
      ),
    putRecord: (key, checkpoint, record) =>
      perform(
        'putRecord',
        () => saver.putRecord(key, checkpoint, record),
        () => saver.putRecord(key, checkpoint, halfOfRecord(record)),
      ),
    load: (key, id) => perform('load', () => saver.load(key, id), nothing),
    history: (key) => faultyHistory(saver, key, () => begin('history')),
    deleteThread: (thread) => perform('deleteThread', () => saver.deleteThread(thread), nothing),
  };
}

async function* faultyHistory(
  saver: Saver,
  key: ThreadKey,
  begin: () => [SaverOperation, SaverFault | undefined],
): AsyncGenerator<Checkpoint> {
  const [operation, fault] = begin();
  if (typeof fault === 'string') throw injected(operation);
  await fault;
  yield* saver.history(key);
}

function halfOfCommit(commit: Commit): Commit {
  return { ...commit, changed: half(commit.changed) };
}

function halfOfRecord({ done, ...record }: TaskRecord): TaskRecord {
  return { ...record, done: done && { ...done, writes: half(done.writes) } };
}

function half<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(0, items.length >> 1);
}

function nothing(): void {}

function injected({ method, number }: SaverOperation): Error {
  const error = new Error(`A fault was injected into ${method}, operation ${number} of the saver.`);
  error.name = 'InjectedFault';
  return error;
}
