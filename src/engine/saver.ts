/** The port behind which threads are kept: what a run tells while it goes, and what is needed to go on. */
import type { NodePolicies } from './policies.ts';

import type { Plan } from './plan.ts';

/** A saver may answer at once or later. */
export type Stored<Value> = Value | PromiseLike<Value>;

/** Where a checkpoint comes from: the caller's input, a super-step, `updateState`, or a run that goes on from an older one. */
export type CheckpointSource = 'input' | 'loop' | 'update' | 'fork';

/** A task that runs next; its place among its like is part of its id. */
export interface PlannedTask {
  readonly node: string;
  /** Whether it gets `input` in place of the state. */
  readonly sent: boolean;
  readonly input: unknown;
  /** What was sent with it, in place of the node's own. */
  readonly timeout?: NodePolicies['timeout'];
}

/** What a channel came to hold. */
export interface ChannelChange {
  readonly channel: string;
  /** `EMPTY` where it no longer holds a value. */
  readonly value: unknown;
  /**
   * Only from a commit, for an `incremental` channel: what was written, in order, where folding it into what the parent's channel holds
   * gives `value`. A saver may then keep it in place of the value, and give back an `Unfolded`; where the parent's channel
   * holds nothing it must keep the value.
   */
  readonly writes?: readonly unknown[];
}

/** Which thread, and which graph in it. */
export interface ThreadKey {
  readonly thread: string;
  /** Path of subgraphs, `''` for the graph itself. */
  readonly namespace: string;
  /** The id that the caller gave the run, if any: one of the same id is not run again, see {@link ThreadOptions.runId}. */
  readonly run?: string | undefined;
}

/** One checkpoint, told as the difference to its parent. Nothing in it is changed once it was handed over. */
export interface Commit extends ThreadKey {
  /** Greater, as a string, than every earlier id of the thread's namespace. Counted, never read off a clock. */
  readonly id: string;
  /** The checkpoint it goes on from; absent for the first one. */
  readonly parent: string | undefined;
  /** Number of the super-step that led to it. */
  readonly step: number;
  readonly source: CheckpointSource;
  /** Only what is not as in the parent. */
  readonly changed: readonly ChannelChange[];
  /** In task order. */
  readonly next: readonly PlannedTask[];
}

/** A question that a task waits to be answered. */
export interface Interrupt {
  /** Unique in the thread; the same every time the task asks again. */
  readonly id: string;
  readonly node: string;
  readonly value: unknown;
}

/** What a finished task did, or how far an unfinished one came. */
export interface TaskRecord {
  /** Its id: tells the checkpoint and the task's place in `next`. */
  readonly task: string;
  /** Absent while the task waits for an answer. */
  readonly done: TaskResult | undefined;
  /** What was answered so far, in the order of asking. */
  readonly answers: readonly unknown[];
  /** What it waits for; empty where `done` is there. */
  readonly interrupts: readonly Interrupt[];
}

/** Writes, then where conditional edges lead. */
export interface TaskResult {
  readonly writes: readonly ChannelChange[];
  /** Names of nodes. */
  readonly chosen: readonly string[];
  readonly sends: readonly Omit<PlannedTask, 'sent'>[];
}

/** A checkpoint as a saver gives it back. */
export interface Checkpoint extends Omit<Commit, 'changed'> {
  /** Every channel that holds a value, some perhaps as an `Unfolded`. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The latest record of each task, in any order. */
  readonly records: readonly TaskRecord[];
}

/**
 * Keeps threads. Two calls for one thread and namespace never overlap within a run: the engine awaits what is returned.
 * Whatever throws or rejects here stops the run with a SaverError that has it as `cause`; a MossError passes as it is.
 */
export interface Saver {
  /** Absent where nothing is known. */
  readonly capabilities?: SaverCapabilities;

  /** Stores a checkpoint, all of it or nothing; called by a run after each super-step. Must throw ThreadConflictError if the id is taken. */
  commit(commit: Commit): Stored<void>;

  /**
   * Stores what became of one task, all of it or nothing, in place of an earlier record of that task; called by a run when a task
   * ends that has others beside it, or that waits. Throws if it cannot.
   */
  putRecord(key: ThreadKey, checkpoint: string, record: TaskRecord): Stored<void>;

  /** The checkpoint `id`, or the one with the greatest id; called by the engine when a run begins and by `state`. Throws if it cannot read. */
  load(key: ThreadKey, id?: string): Stored<Checkpoint | undefined>;

  /** All checkpoints, the greatest id first; called by `history`, which may stop reading at any time. Throws if it cannot read. */
  history(key: ThreadKey): Iterable<Checkpoint> | AsyncIterable<Checkpoint>;

  /**
   * The last checkpoint that a run of this id made, if any; called when a run is given an id. Without it runs of the same id are known
   * to be the same only while the first is going on. Throws if it cannot read.
   */
  findRun?(key: ThreadKey, run: string): Stored<string | undefined>;

  /** Forgets a thread with all its namespaces, also one that does not exist; called by whoever owns the threads, never by a run. */
  deleteThread(thread: string): Stored<void>;

  /**
   * For a store whose form depends on the graph, or that is owed more than what has to be kept. Where there is one, the engine calls it
   * at every run and look-up, and what it returns takes the place of this saver there, for the run's subgraphs too. A {@link RunSaver} is
   * told of everything.
   */
  forRun?(graph: RunGraph): Saver;

  /** Gives back what was taken for the run, such as a lease; called last, however the run ended, also where it could not begin. Must not throw. */
  release?(): Stored<void>;
}

/**
 * What a saver gives besides keeping threads, so that hosts can tell what is theirs to see to. A saver says `false` where it cannot know.
 */
export interface SaverCapabilities {
  /**
   * Whether a run that was overtaken is refused by the store itself: once another process has moved a thread on, a commit on what it held
   * before fails with a ThreadConflictError. Without it, only runs of one process are kept from writing one thread at a time.
   */
  readonly fencing: boolean;
  /**
   * Whether of an `incremental` channel the store may keep only what was written to it, so that what a long thread takes grows with what
   * happened. Without it, each checkpoint holds every such value whole.
   */
  readonly deltas: boolean;
  /**
   * Whether the store takes a checkpoint, and what is recorded of a task, all of it or nothing, even if the process ends in the midst of
   * it. Without it, a thread may be found with part of what a task did.
   */
  readonly atomicRecords: boolean;
}

/** What a {@link RunSaver} is made for. */
export interface RunGraph {
  /** The graph that a namespace belongs to. Throws InvalidConfigError for one that leads to no subgraph. */
  planOf(this: void, namespace: string): Plan;
  /** Whether nothing may be stored before `close`; absent where nobody runs and somebody only looks. */
  readonly deferred: boolean | undefined;
}

/** What became of a task, and of which. */
export interface TaskReport extends TaskRecord {
  /** Name of the node; START for an input. Neither an input nor an update from outside is planned by a checkpoint: `task` is `''`. */
  readonly node: string;
  /** What it failed with. */
  readonly failed: { readonly error: unknown } | undefined;
}

/** A saver for one run, told of everything as it happens, whatever has to be stored when: it decides that itself. */
export interface RunSaver extends Saver {
  /** The id that comes after `newest`, see {@link Commit.id}. Called before each commit. */
  nextId(newest: string | undefined): string;

  /**
   * Called in place of `putRecord`, and for every task: when it ends, asks, fails, or is about to run with answers, before the commit that
   * takes its writes.
   *
   * @param checkpoint the one that the task runs on; absent before the first one
   */
  report(key: ThreadKey, checkpoint: string | undefined, report: TaskReport): Stored<void>;

  /** Called last, once for every namespace. */
  close(key: ThreadKey): Stored<void>;
}

export function isRunSaver(saver: Saver): saver is RunSaver {
  return 'report' in saver;
}
