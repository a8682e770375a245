/** LangChain's saver, spoken to in points. */
import type { Stored } from '../engine/index.ts';
import type {
  LangChainSaver,
  PendingWrite,
  SaverConfig,
  StoredTuple,
  StoredWrite,
  Version,
} from './langchain-contract.ts';
import { followsInput, isUntakenInput, pointOf, type Place, type StoredPoint } from './stored-point.ts';

/** A point with what the store has of its tasks. */
export interface ReadPoint {
  readonly point: StoredPoint;
  readonly pending: readonly PendingWrite[];
}

export class ThreadStore {
  readonly #saver: LangChainSaver;
  readonly nextVersion: (current: Version | undefined) => Version;

  constructor(saver: LangChainSaver) {
    this.#saver = saver;
    this.nextVersion = (current) => saver.getNextVersion(current);
  }

  /** @param checkpoint the newest if absent */
  async read(place: Place, checkpoint?: string): Promise<ReadPoint | undefined> {
    const read = readAt(place, await this.#saver.getTuple(configOf(place, checkpoint)));
    if (read === undefined || !isUntakenInput(read.point)) return read;
    // Whoever wrote it stopped before the input was taken: to the engine it never came.
    const { parent } = read.point;
    return checkpoint !== undefined || parent === undefined ? undefined : this.read(place, parent);
  }

  /** All but inputs that are not taken, the newest first. */
  async *list(place: Place): AsyncGenerator<ReadPoint> {
    for await (const tuple of this.#saver.list(configOf(place, undefined))) {
      const read = readAt(place, tuple);
      if (read !== undefined && !isUntakenInput(read.point)) yield read;
    }
  }

  /** The same with the parent that the engine knows of, which is not an input that was not taken yet. */
  async withEngineParent(place: Place, point: StoredPoint): Promise<StoredPoint> {
    if (point.parent === undefined || !followsInput(point)) return point;
    const before = readAt(place, await this.#saver.getTuple(configOf(place, point.parent)))?.point;
    return before !== undefined && isUntakenInput(before) ? { ...point, parent: before.parent } : point;
  }

  /** Takes it that the store will have the point, and what its image has noted. */
  put(place: Place, point: StoredPoint): Stored<void> {
    const { id, image, metadata, parent } = point;
    const newVersions = image.takeUnsaved();
    point.stored = true;
    return this.#saver.put(
      configOf(place, parent),
      image.toCheckpoint(id),
      { ...metadata },
      newVersions,
    ) as Promise<void>;
  }

  putWrites(place: Place, checkpoint: string, task: string, writes: StoredWrite[]): Stored<void> {
    return this.#saver.putWrites(configOf(place, checkpoint), writes, task);
  }

  async deleteThread(thread: string): Promise<void> {
    await this.#saver.deleteThread(thread);
  }
}

function readAt(place: Place, tuple: StoredTuple | undefined): ReadPoint | undefined {
  return tuple && { point: pointOf(place, tuple), pending: tuple.pendingWrites ?? [] };
}

function configOf({ key, namespace }: Place, checkpoint: string | undefined): SaverConfig {
  const at = { thread_id: key.thread, checkpoint_ns: namespace };
  return { configurable: checkpoint === undefined ? at : { ...at, checkpoint_id: checkpoint } };
}
