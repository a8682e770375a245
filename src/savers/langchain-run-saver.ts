/** LangChain's saver as one run of the engine uses it. */
import { CheckpointError, ThreadConflictError } from '../base/index.ts';
import type { Checkpoint, Commit, RunGraph, RunSaver, TaskRecord, TaskReport, ThreadKey } from '../engine/index.ts';
import { advance } from './advance-point.ts';
import { NULL_TASK, RESUME_CHANNEL, type LangChainSaver, type StoredWrite } from './langchain-contract.ts';
import { NamespaceMap } from './namespaces.ts';
import { engineCheckpoint, placeOfTask, type Place, type StoredPoint } from './stored-point.ts';
import { noteResume } from './superstep-v4.ts';
import { ThreadStore } from './thread-store.ts';
import { uuid6After } from './uuid.ts';
import { writesOf } from './writes-v4.ts';

/** How far a namespace has come in this run. */
interface Progress {
  point: StoredPoint | undefined;
  /** Points that were read and may be gone on from, by id. */
  readonly read: Map<string, StoredPoint>;
  /** The tasks that waited for an answer when the run began, with the ids of their questions. */
  waiting: ReadonlyMap<string, string>;
  /** Of planned tasks, by their ids; of an input or updates, by `outside:` and a number. */
  readonly reports: Map<string, TaskReport>;
  /** What is to be stored at the end, by the store's id of the task. */
  readonly held: Map<string, StoredWrite[]>;
}

export class LangChainRunSaver implements RunSaver {
  readonly #store: ThreadStore;
  readonly #graph: RunGraph;
  readonly #places: NamespaceMap;
  readonly #progress = new Map<string, Progress>();
  /** Checkpoints that have an id and are still to be committed: a subgraph may begin before. */
  readonly #promised = new Map<string, PromiseWithResolvers<void>>();
  #broken = false;

  constructor(saver: LangChainSaver, graph: RunGraph) {
    this.#store = new ThreadStore(saver);
    this.#graph = graph;
    this.#places = new NamespaceMap(graph, (key, checkpoint) => this.#pointAt(key, checkpoint));
  }

  nextId(newest: string | undefined): string {
    const id = uuid6After(newest, Date.now());
    const promised = Promise.withResolvers<void>();
    // Mostly nobody waits for it.
    promised.promise.catch(() => {});
    if (!this.#broken) this.#promised.set(id, promised);
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
    const checkpoint = engineCheckpoint(place, point, read.pending, id !== undefined);
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

  commit(commit: Commit): Promise<void> {
    return this.#attempt(async () => {
      const place = await this.#places.find(commit);
      const progress = this.#of(commit);
      if (progress.point !== undefined && progress.point.id >= commit.id) {
        throw new ThreadConflictError(commit.thread, `it already has the checkpoint ${progress.point.id}`);
      }
      const before = commit.parent === undefined ? undefined : await this.#pointAt(commit, commit.parent);
      if (before === undefined && commit.parent !== undefined) throw missing(commit, commit.parent);
      const reports = [...progress.reports.values()];
      const nextVersion = this.#store.nextVersion.bind(this.#store);
      const { point, input } = advance({ place, commit, before, reports, nextVersion });
      Object.assign(progress, { point, read: new Map(), reports: new Map(), held: new Map() });
      this.#promised.get(commit.id)?.resolve();
      this.#promised.delete(commit.id);
      if (this.#graph.deferred) return;
      if (input === undefined) return this.#put(place, point);
      await this.#store.put(place, input.point);
      for (const report of reports) {
        if (report.task !== '') continue;
        await this.#store.putWrites(place, input.point.id, input.task, writesOf(place.form, report));
      }
      await this.#put(place, { ...point, parent: input.point.id, known: input.point.image.versions });
    });
  }

  async putRecord(key: ThreadKey, checkpoint: string, record: TaskRecord): Promise<void> {
    const point = await this.#pointAt(key, checkpoint);
    const node = point?.tasks[placeOfTask(record.task)]?.node ?? '';
    await this.report(key, checkpoint, { ...record, node, failed: undefined });
  }

  report(key: ThreadKey, checkpoint: string | undefined, report: TaskReport): Promise<void> {
    return this.#attempt(async () => {
      const { reports, waiting } = this.#of(key);
      if (checkpoint === undefined || report.task === '') {
        reports.set(`outside:${reports.size}`, report);
        return;
      }
      const place = await this.#places.find(key);
      const point = await this.#pointAt(key, checkpoint);
      const task = point?.tasks[placeOfTask(report.task)];
      if (point === undefined || task === undefined) throw missing(key, checkpoint);
      reports.set(report.task, report);
      if (!isAnswer(report)) await this.#keep(place, point, task.id, writesOf(place.form, report));
      else await this.#keep(place, point, ...answerOf(point, task.id, report, waiting));
    });
  }

  async close(key: ThreadKey): Promise<void> {
    const { point, read, held } = this.#of(key);
    const last = point ?? [...read.values()].at(-1);
    const isOpen = point?.stored === false || held.size > 0;
    if (this.#graph.deferred && isOpen && last !== undefined) {
      const place = await this.#places.find(key);
      // A subgraph that has ended lives on in what its task wrote.
      const isOver = place.namespace.includes(':') && last.next.length === 0;
      if (!isOver) await this.#flush(place, last, held);
    }
    this.#progress.delete(nameOf(key));
  }

  deleteThread(thread: string): Promise<void> {
    return this.#store.deleteThread(thread);
  }

  /** What belongs to a checkpoint is stored before it: some savers keep nothing else of it otherwise. */
  async #flush(place: Place, point: StoredPoint, held: Progress['held']): Promise<void> {
    for (const [task, writes] of held) await this.#store.putWrites(place, point.id, task, writes);
    if (point.loaded) noteResume(point.image);
    await this.#put(place, point);
  }

  async #keep(place: Place, point: StoredPoint, task: string, writes: StoredWrite[]): Promise<void> {
    if (!this.#graph.deferred) return this.#store.putWrites(place, point.id, task, writes);
    const { held } = this.#of(place.key);
    // From now on the answer is stored with the task that took it.
    if (task !== NULL_TASK && writes.some(([channel]) => channel === RESUME_CHANNEL)) held.delete(NULL_TASK);
    held.set(task, writes);
  }

  async #put(place: Place, point: StoredPoint): Promise<void> {
    await this.#store.put(place, point);
    this.#of(place.key).point = { ...point, stored: true, known: new Map(point.image.versions) };
  }

  async #pointAt(key: ThreadKey, checkpoint: string): Promise<StoredPoint | undefined> {
    await this.#promised.get(checkpoint)?.promise;
    const { point, read } = this.#of(key);
    const known = point?.id === checkpoint ? point : read.get(checkpoint);
    if (known !== undefined) return known;
    const found = await this.#store.read(await this.#places.find(key), checkpoint);
    if (found !== undefined) read.set(checkpoint, found.point);
    return found?.point;
  }

  /** After a failure nothing more is committed. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#broken = true;
      for (const { reject } of this.#promised.values()) reject(error);
      this.#promised.clear();
      throw error;
    }
  }

  #of(key: ThreadKey): Progress {
    const name = nameOf(key);
    let progress = this.#progress.get(name);
    if (progress === undefined) {
      progress = { point: undefined, read: new Map(), waiting: new Map(), reports: new Map(), held: new Map() };
      this.#progress.set(name, progress);
    }
    return progress;
  }
}

/** An answer is stored on its own, named after its question where there are several that it could be for. */
function answerOf(
  { loaded }: StoredPoint,
  id: string,
  { task, answers }: TaskReport,
  waiting: Progress['waiting'],
): [task: string, writes: StoredWrite[]] {
  if (loaded && waiting.size === 1) return [NULL_TASK, [[RESUME_CHANNEL, answers.at(-1)]]];
  return [(loaded ? waiting.get(task) : undefined) ?? id, [[RESUME_CHANNEL, [...answers]]]];
}

/** Whether the task is about to run with answers. */
function isAnswer({ done, interrupts, failed }: TaskReport): boolean {
  return done === undefined && failed === undefined && interrupts.length === 0;
}

function nameOf({ thread, namespace }: ThreadKey): string {
  return `${namespace.length}:${namespace}${thread}`;
}

function missing({ thread }: ThreadKey, id: string): CheckpointError {
  return new CheckpointError(
    'CHECKPOINT_MISSING',
    `The thread "${thread}" has no checkpoint ${id}: it was deleted while in use, or the id is not one of its own.`,
  );
}
