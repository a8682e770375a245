/** Results of tasks that were asked the same before. */
import type { BaseCache, PendingWrite } from '@langchain/langgraph-checkpoint';
import { sha256 } from '@langchain/core/utils/hash';
import type { Task } from '../../../src/engine/internal.ts';
import { CACHE_NS_WRITES } from '../reserved-names.ts';
import { turns } from './turns.ts';
import type { PregelRun } from './pregel-run.ts';
import type { ChannelValue, TaskFrame } from './task-frame.ts';

/** Microtasks until a result is kept. */
const SETTLING = 12;

type Key = [namespace: string[], key: string];

/** The cache of one run. */
export class NodeCache {
  readonly #cache: BaseCache<PendingWrite<string>[]>;
  readonly #run: PregelRun;
  readonly #anyNode: boolean;
  readonly #storing = new Set<Promise<unknown>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(cache: BaseCache, run: PregelRun) {
    this.#cache = cache as BaseCache<PendingWrite<string>[]>;
    this.#run = run;
    this.#anyNode = run.program.nodes.some(({ policies }) => policies.cache !== undefined);
  }

  /** Looks up what tasks that have not run would come to; they take it when their super-step begins. */
  look(tasks: readonly Task[]): Promise<void> | undefined {
    if (!this.#anyNode) return undefined;
    const frames = tasks.filter(({ phase }) => phase === 'selected').map((task) => this.#run.frameOf(task));
    const asked = frames.filter((frame) => frame.cachePolicy !== undefined);
    return asked.length === 0 ? undefined : this.find(asked);
  }

  async find(frames: readonly TaskFrame[]): Promise<void> {
    const keys = frames.map(keyOf);
    const byKey = new Map(frames.map((frame, index) => [nameOf(keys[index] as Key), frame]));
    for (const { key, value } of await this.#cache.get(keys)) {
      const frame = byKey.get(nameOf(key));
      if (frame !== undefined) frame.known = value.map(([channel, written]): ChannelValue => [channel, written]);
    }
  }

  /** Keeps what a task wrote, if it is to be kept. */
  keep(frame: TaskFrame): void {
    const { cachePolicy, writes } = frame;
    if (cachePolicy === undefined) return;
    const value = writes.map(([channel, written]): PendingWrite<string> => [channel, written]);
    const { ttl } = cachePolicy;
    const storing = this.#store({ key: keyOf(frame), value, ...(ttl !== undefined && { ttl }) });
    this.#storing.add(storing);
    void storing.then(() => this.#storing.delete(storing));
  }

  async #store(entry: { key: Key; value: PendingWrite<string>[]; ttl?: number }): Promise<void> {
    try {
      // As in other LangGraphs the caller has a result before the cache does: a call that follows at once does not find it.
      await turns(SETTLING);
      await this.#cache.set([entry]);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  /** Resolves when nothing is on its way to the cache. */
  async settled(): Promise<void> {
    await Promise.all(this.#storing);
  }

  /** @throws what the cache failed with to keep something */
  async close(): Promise<void> {
    await this.settled();
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/** The same as in other LangGraphs, but for the form of the hash. */
function keyOf(frame: TaskFrame): Key {
  const { input, cachePolicy, cacheNamespace } = frame;
  const key = (cachePolicy?.keyFunc ?? JSON.stringify)([input]);
  return [[CACHE_NS_WRITES, ...cacheNamespace], sha256(key)];
}

function nameOf([namespace, key]: Key): string {
  return JSON.stringify([namespace, key]);
}
