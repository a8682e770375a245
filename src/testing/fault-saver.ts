/** A saver that fails where a test says. */
import type { Checkpoint, Commit, RunGraph, Saver, Stored, TaskRecord, ThreadKey } from '../engine/index.ts';

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

  const faulty = (kept: Saver): Saver => ({
    commit: (commit) =>
      perform(
        'commit',
        () => kept.commit(commit),
        () => kept.commit(halfOfCommit(commit)),
      ),
    putRecord: (key, checkpoint, record) =>
      perform(
        'putRecord',
        () => kept.putRecord(key, checkpoint, record),
        () => kept.putRecord(key, checkpoint, halfOfRecord(record)),
      ),
    load: (key, id) => perform('load', () => kept.load(key, id), nothing),
    history: (key) => faultyHistory(kept, key, () => begin('history')),
    deleteThread: (thread) => perform('deleteThread', () => kept.deleteThread(thread), nothing),
    ...partsOf(kept, faulty),
  });
  return { ...faulty(saver), operations };
}

/** What a saver may have besides: no fault is put into these, and one that is told everything is left as it is. */
function partsOf(saver: Saver, faulty: (bound: Saver) => Saver): Partial<Saver> {
  const { capabilities } = saver;
  const bind = (graph: RunGraph): Saver => {
    const bound = saver.forRun?.(graph) ?? saver;
    return 'report' in bound ? bound : faulty(bound);
  };
  return {
    ...(capabilities !== undefined && { capabilities }),
    ...(saver.findRun !== undefined && { findRun: (key: ThreadKey, run: string) => saver.findRun?.(key, run) }),
    ...(saver.forRun !== undefined && { forRun: bind }),
    ...(saver.release !== undefined && { release: () => saver.release?.() }),
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
