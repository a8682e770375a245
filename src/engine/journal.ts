/** Tells the saver what happens in one run, in order, and knows how far it has come. */
import { MossError, SaverError } from '../base/index.ts';
import { gatherWrites } from './apply-writes.ts';
import { EMPTY } from './channel.ts';
import type { Changes } from './channel-values.ts';
import { isPromiseLike } from './is-promise-like.ts';
import { findOverwrite } from './overwrite.ts';
import type { Run } from './run.ts';
import type { RunJournal, StepEnd } from './run-ports.ts';
import {
  isRunSaver,
  type ChannelChange,
  type Commit,
  type RunSaver,
  type Saver,
  type Stored,
  type TaskRecord,
  type ThreadKey,
} from './saver.ts';
import type { StopControl } from './stop-control.ts';
import { planned, recordOf, taskId } from './task-record.ts';
import type { Task } from './task.ts';

/**
 * When a checkpoint has to be stored: `sync` before the next super-step begins, `async` while it runs (and before the one after that
 * begins), `exit` once when the run ends, in whatever way.
 */
export type Durability = 'sync' | 'async' | 'exit';
export const DURABILITIES: readonly Durability[] = ['sync', 'async', 'exit'];

/** Where a run begins in its thread. */
export interface JournalStart {
  /** The checkpoint it goes on from. */
  readonly parent: string | undefined;
  /** The greatest id in the thread. */
  readonly newest: string | undefined;
}

/** Ids count up within a thread's namespace and sort as strings. */
function idAfter(id: string | undefined): string {
  return String(id === undefined ? 1 : Number(id) + 1).padStart(12, '0');
}

export class Journal implements RunJournal {
  readonly saver: Saver;
  readonly key: ThreadKey;
  readonly durability: Durability;
  readonly #stop: StopControl;
  /** The saver, where it is one that is told everything. */
  readonly #told: RunSaver | undefined;
  /** The checkpoint that the current tasks run on. */
  #current: string | undefined;
  #newest: string | undefined;
  /** With `exit`: the last checkpoint, what changed since the one that is stored, and the records after it. */
  #held: { readonly commit: Commit; readonly changed: Map<string, HeldChange> } | undefined;
  #heldRecords: TaskRecord[] = [];
  /** Ends when all calls made so far have ended; absent when none is going on. */
  #tail: Promise<void> | undefined;
  #storing: Promise<void> | undefined;
  #failure: MossError | undefined;

  constructor(saver: Saver, key: ThreadKey, durability: Durability, stop: StopControl) {
    this.saver = saver;
    this.key = key;
    this.durability = durability;
    this.#stop = stop;
    this.#told = isRunSaver(saver) ? saver : undefined;
  }

  get threadId(): string {
    return this.key.thread;
  }

  startAt({ parent, newest }: JournalStart): void {
    this.#current = parent;
    this.#newest = newest;
  }

  get checkpoint(): string | undefined {
    return this.#current;
  }

  get everyTask(): boolean {
    return this.#told !== undefined;
  }

  commit(run: Run, { source, ended, changes, next }: StepEnd): void {
    const parent = this.#held === undefined ? this.#current : this.#held.commit.parent;
    const changed = this.#current === undefined ? everything(run) : namedChanges(run, changes, ended);
    const id = this.#told === undefined ? idAfter(this.#newest) : this.#told.nextId(this.#newest);
    const step = run.step - 1;
    const commit: Commit = { ...this.key, id, parent, step, source, changed, next: planned(next) };
    this.#current = id;
    this.#newest = id;
    for (const [place, task] of next.entries()) task.id = taskId(commit, place);
    if (this.durability === 'exit' && this.#told === undefined) this.#hold(commit);
    else {
      const behind = this.#tail;
      this.#enqueue(() => this.saver.commit(commit));
      this.#storing = this.durability === 'sync' ? this.#tail : behind;
    }
  }

  get storing(): Promise<void> | undefined {
    return this.#storing;
  }

  record(run: Run, task: Task, failed?: { readonly error: unknown }): void {
    const checkpoint = this.#current;
    const told = this.#told;
    if (told !== undefined) {
      const report = { ...recordOf(run, task), node: task.node, failed };
      this.#enqueue(() => told.report(this.key, checkpoint, report));
      return;
    }
    if (checkpoint === undefined || task.id === undefined) return;
    const record = recordOf(run, task);
    if (this.durability === 'exit') this.#heldRecords.push(record);
    else this.#enqueue(() => this.saver.putRecord(this.key, checkpoint, record));
  }

  /**
   * Stores what is left and waits for all of it.
   *
   * @returns what went wrong, if anything: SaverError, ThreadConflictError or CheckpointError
   */
  async close(): Promise<MossError | undefined> {
    const held = this.#held;
    const checkpoint = this.#current;
    if (held !== undefined) {
      this.#enqueue(() => this.saver.commit({ ...held.commit, changed: [...held.changed.values()] }));
    }
    if (checkpoint !== undefined) {
      for (const record of this.#heldRecords) {
        this.#enqueue(() => this.saver.putRecord(this.key, checkpoint, record));
      }
    }
    const told = this.#told;
    if (told !== undefined) this.#enqueue(() => told.close(this.key));
    while (this.#tail !== undefined) await this.#tail;
    return this.#failure;
  }

  #hold(commit: Commit): void {
    const changed = this.#held?.changed ?? new Map<string, HeldChange>();
    for (const change of commit.changed) changed.set(change.channel, changeAfter(changed.get(change.channel), change));
    this.#held = { commit, changed };
    this.#heldRecords = [];
  }

  /** Calls are made one after the other, at once where none is going on. After a failure none is made. */
  #enqueue(call: () => Stored<void>): void {
    if (this.#tail !== undefined) this.#follow(this.#tail.then(() => this.#attempt(call)));
    else {
      const stored = this.#attempt(call);
      if (isPromiseLike(stored)) this.#follow(stored);
    }
  }

  #attempt(call: () => Stored<void>): Stored<void> {
    if (this.#failure !== undefined) return;
    try {
      const stored = call();
      return isPromiseLike(stored) ? stored.then(undefined, (error: unknown) => this.#fail(error)) : undefined;
    } catch (error) {
      this.#fail(error);
    }
  }

  #follow(call: PromiseLike<void>): void {
    const tail: Promise<void> = Promise.resolve(call).then(() => {
      if (this.#tail === tail) this.#tail = undefined;
    });
    this.#tail = tail;
  }

  #fail(error: unknown): void {
    this.#failure = saverFailure(error, this.key.thread);
    this.#stop.stop(this.#failure);
  }
}

/** What a saver threw, as callers get it: errors of ours as they are. */
export function saverFailure(error: unknown, thread: string): MossError {
  if (MossError.is(error)) return error;
  return new SaverError(`The saver failed for the thread "${thread}", see cause: run on with a null input.`, {
    cause: error,
  });
}

/** A change that may be followed by others before it is stored. */
interface HeldChange extends ChannelChange {
  readonly writes?: unknown[];
}

/** Two changes as one. */
function changeAfter(before: HeldChange | undefined, { channel, value, writes }: ChannelChange): HeldChange {
  const all = before === undefined ? [] : before.writes;
  if (all === undefined || writes === undefined) return { channel, value };
  for (const write of writes) all.push(write);
  return { channel, value, writes: all };
}

function everything(run: Run): ChannelChange[] {
  return namedChanges(run, new Map(run.values.held.entries()), []).filter(({ value }) => value !== EMPTY);
}

function namedChanges({ plan }: Run, changes: Changes, ended: readonly Task[]): ChannelChange[] {
  const named: ChannelChange[] = [];
  let written: ReadonlyMap<number, readonly unknown[]> | undefined;
  for (const [slot, value] of changes) {
    const entry = plan.channels[slot];
    if (entry === undefined || entry.channel.tracked === false) continue;
    const change = { channel: entry.name, value };
    const writes = entry.incremental ? (written ??= gatherWrites(plan, ended)).get(slot) : undefined;
    const folds = writes !== undefined && value !== EMPTY && findOverwrite(writes) === undefined;
    named.push(folds ? { ...change, writes } : change);
  }
  return named;
}
