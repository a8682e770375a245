/** LangChain's saver as one run of the engine uses it. */
import { CheckpointError, ThreadConflictError, isLater, when } from '../base/index.ts';
import type {
  Checkpoint,
  Commit,
  RunGraph,
  RunSaver,
  Stored,
  TaskRecord,
  TaskReport,
  ThreadKey,
} from '../engine/index.ts';
import { advance, type Advanced } from './advance-point.ts';
import { withoutAnswered } from './answered-subgraphs.ts';
import { ByThread } from './by-thread.ts';
import type { LangChainSaver } from './langchain-contract.ts';
import { NamespaceMap } from './namespaces.ts';
import { isAnswer, writesOfReport, writesOfReports } from './report-writes.ts';
import { engineCheckpoint, placeOfTask, type Place, type StoredPoint } from './stored-point.ts';
import { noteResume } from './superstep-v4.ts';
import { ThreadStore } from './thread-store.ts';
import { uuid6After } from './uuid.ts';
import { writesOf } from './writes-v4.ts';

/** How far a namespace has come in this run. */
class Progress {
  point: StoredPoint | undefined = undefined;
  /** Points that were read and may be gone on from, by id. */
  readonly read = new Map<string, StoredPoint>();
  /** The tasks that waited for an answer when the run began, with the ids of their questions. */
  waiting: ReadonlyMap<string, string> = new Map();
  /** Of planned tasks, by their ids; of an input or updates, by `outside:` and a number. */
  readonly reports = new Map<string, TaskReport>();
  /** What is to be stored at the end. */
  held: TaskReport[] = [];

  /** Takes the point that the namespace has come to. */
  advance(point: StoredPoint): void {
    this.point = point;
    this.read.clear();
    this.reports.clear();
    this.held = [];
  }
}

export class LangChainRunSaver implements RunSaver {
  readonly #store: ThreadStore;
  readonly #graph: RunGraph;
  readonly #places: NamespaceMap;
  readonly #progress = new ByThread<Progress>();
  /** Checkpoints that have an id and are still to be committed: a subgraph may begin before, and waits. */
  readonly #promised = new Set<string>();
  readonly #awaited = new Map<string, PromiseWithResolvers<void>>();
  #broken = false;

  constructor(saver: LangChainSaver, graph: RunGraph) {
    this.#store = new ThreadStore(saver);
    this.#graph = graph;
    this.#places = new NamespaceMap(graph, (key, checkpoint) => this.#pointAt(key, checkpoint));
  }

  nextId(newest: string | undefined): string {
    const id = uuid6After(newest, Date.now());
    if (!this.#broken) this.#promised.add(id);
    return id;
  }

  async load(key: ThreadKey, id?: string): Promise<Checkpoint | undefined> {
    const place = await this.#places.find(key);
    const read = await this.#store.read(place, id);
    if (read === undefined) return undefined;
    const progress = this.#of(key);
    progress.read.set(read.point.id, read.point);
    const isLookUp = this.#graph.deferred === undefined;
    const point = isLookUp ? await this.#store.withEngineParent(place, read.point) : read.point;
    const stored = engineCheckpoint(place, point, read.pending, id !== undefined);
    const look = { places: this.#places, store: this.#store };
    const checkpoint = id === undefined ? await withoutAnswered(look, place, read, stored) : stored;
    progress.waiting = new Map(
      checkpoint.records.flatMap(({ task, interrupts: [first] }) => (first === undefined ? [] : [[task, first.id]])),
    );
    return checkpoint;
  }

  async *history(key: ThreadKey): AsyncGenerator<Checkpoint> {
    const place = await this.#places.find(key);
    let isPast = false;
    for await (const { point, pending } of this.#store.list(place)) {
      yield engineCheckpoint(place, await this.#store.withEngineParent(place, point), pending, isPast);
      isPast = true;
    }
  }

  commit(commit: Commit): Stored<void> {
    return this.#attempt(() => {
      const { thread, parent } = commit;
      const newest = this.#of(commit).point?.id;
      if (newest !== undefined && newest >= commit.id) {
        throw new ThreadConflictError(thread, `it already has the checkpoint ${newest}`);
      }
      return when(this.#places.find(commit), (place) => {
        if (parent === undefined) return this.#advance(place, commit, undefined);
        return when(this.#pointAt(commit, parent), (before) => {
          if (before === undefined) throw missing(commit, parent);
          return this.#advance(place, commit, before);
        });
      });
    });
  }

  async putRecord(key: ThreadKey, checkpoint: string, record: TaskRecord): Promise<void> {
    const point = await this.#pointAt(key, checkpoint);
    const node = point?.tasks[placeOfTask(record.task)]?.node ?? '';
    await this.report(key, checkpoint, { ...record, node, failed: undefined });
  }

  report(key: ThreadKey, checkpoint: string | undefined, report: TaskReport): Stored<void> {
    return this.#attempt(() => {
      const { reports } = this.#of(key);
      if (checkpoint === undefined || report.task === '') {
        reports.set(`outside:${reports.size}`, report);
        return;
      }
      return when(this.#places.find(key), (place) =>
        when(this.#pointAt(key, checkpoint), (point) => {
          if (point?.tasks[placeOfTask(report.task)] === undefined) throw missing(key, checkpoint);
          return this.#keep(place, point, report);
        }),
      );
    });
  }

  async close(key: ThreadKey): Promise<void> {
    const { point, read, held } = this.#of(key);
    const last = point ?? [...read.values()].at(-1);
    const isOpen = point?.stored === false || held.length > 0;
    if (this.#graph.deferred && isOpen && last !== undefined) {
      const place = await this.#places.find(key);
      // A subgraph that has ended lives on in what its task wrote.
      const isOver = place.namespace.includes(':') && last.next.length === 0;
      if (!isOver) await this.#flush(place, last);
    }
    this.#progress.delete(key);
  }

  deleteThread(thread: string): Promise<void> {
    return this.#store.deleteThread(thread);
  }

  #advance(place: Place, commit: Commit, before: StoredPoint | undefined): Stored<void> {
    const progress = this.#of(commit);
    const reports = [...progress.reports.values()];
    const advanced = advance({ place, commit, before, reports, nextVersion: this.#store.nextVersion });
    progress.advance(advanced.point);
    this.#promised.delete(commit.id);
    this.#awaited.get(commit.id)?.resolve();
    if (this.#graph.deferred) return;
    if (advanced.input !== undefined) return this.#putInput(place, advanced.point, advanced.input, reports);
    return this.#store.put(place, advanced.point);
  }

  async #putInput(
    place: Place,
    point: StoredPoint,
    input: NonNullable<Advanced['input']>,
    reports: readonly TaskReport[],
  ): Promise<void> {
    await this.#store.put(place, input.point);
    for (const report of reports) {
      if (report.task !== '') continue;
      await this.#store.putWrites(place, input.point.id, input.task, writesOf(place.form, report));
    }
    point.image.savedAs(input.point.image);
    point.parent = input.point.id;
    await this.#store.put(place, point);
  }

  /** What belongs to a checkpoint is stored before it: some savers keep nothing else of it otherwise. */
  async #flush(place: Place, point: StoredPoint): Promise<void> {
    const { waiting, held } = this.#of(place.key);
    for (const { task, writes } of writesOfReports({ place, point, waiting }, held)) {
      await this.#store.putWrites(place, point.id, task, writes);
    }
    if (point.loaded) noteResume(point.image);
    await this.#store.put(place, point);
  }

  #keep(place: Place, point: StoredPoint, report: TaskReport): Stored<void> {
    const { waiting, reports, held } = this.#of(place.key);
    reports.set(report.task, report);
    // Answers that the task was found with are stored.
    if (point.loaded && isAnswer(report) && !waiting.has(report.task)) return;
    if (this.#graph.deferred) {
      held.push(report);
      return;
    }
    const { task, writes } = writesOfReport({ place, point, waiting }, report);
    return this.#store.putWrites(place, point.id, task, writes);
  }

  #pointAt(key: ThreadKey, checkpoint: string): Stored<StoredPoint | undefined> {
    if (!this.#promised.has(checkpoint)) return this.#known(key, checkpoint) ?? this.#read(key, checkpoint);
    let awaited = this.#awaited.get(checkpoint);
    if (awaited === undefined) this.#awaited.set(checkpoint, (awaited = Promise.withResolvers()));
    return awaited.promise.then(() => this.#pointAt(key, checkpoint));
  }

  #known(key: ThreadKey, checkpoint: string): StoredPoint | undefined {
    const { point, read } = this.#of(key);
    return point?.id === checkpoint ? point : read.get(checkpoint);
  }

  async #read(key: ThreadKey, checkpoint: string): Promise<StoredPoint | undefined> {
    const found = await this.#store.read(await this.#places.find(key), checkpoint);
    if (found !== undefined) this.#of(key).read.set(checkpoint, found.point);
    return found?.point;
  }

  /** After a failure nothing more is committed. */
  #attempt(work: () => Stored<void>): Stored<void> {
    try {
      const done = work();
      return isLater(done) ? done.then(undefined, (error: unknown) => this.#fail(error)) : undefined;
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): never {
    this.#broken = true;
    for (const { reject } of this.#awaited.values()) reject(error);
    this.#awaited.clear();
    this.#promised.clear();
    throw error;
  }

  #of(key: ThreadKey): Progress {
    let progress = this.#progress.get(key);
    if (progress === undefined) this.#progress.set(key, (progress = new Progress()));
    return progress;
  }
}

function missing({ thread }: ThreadKey, id: string): CheckpointError {
  return new CheckpointError(
    'CHECKPOINT_MISSING',
    `The thread "${thread}" has no checkpoint ${id}: it was deleted while in use, or the id is not one of its own.`,
  );
}
