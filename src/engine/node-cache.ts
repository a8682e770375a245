/** The port behind which results of nodes are kept, and a cache in memory. */
import { systemClock, type Clock } from '../base/index.ts';

export interface CachedResult {
  /** What the node returned. */
  readonly value: unknown;
}

/** What it throws or rejects with fails the task that asked. */
export interface NodeCache {
  /** @param key tells the node and its input */
  get(key: string): CachedResult | undefined | PromiseLike<CachedResult | undefined>;
  /** @param ttl milliseconds for which the result counts; for good without it */
  set(key: string, result: CachedResult, ttl: number | undefined): void | PromiseLike<void>;
}

export interface MemoryCacheOptions {
  /** The time by which results grow old. Default: the system's. */
  readonly clock?: Clock;
  /** How many results to keep; then the one longest unused goes. Default 1,000. */
  readonly maxEntries?: number;
}

/**
 * Keeps results in this process.
 *
 * @example
 * const engine = new StateGraphEngine(plan, { cache: new MemoryCache() });
 */
export class MemoryCache implements NodeCache {
  readonly #clock: Clock;
  readonly #maxEntries: number;
  /** The longest unused first. */
  readonly #entries = new Map<string, { readonly result: CachedResult; readonly until: number }>();

  constructor({ clock = systemClock, maxEntries = 1000 }: MemoryCacheOptions = {}) {
    this.#clock = clock;
    this.#maxEntries = maxEntries;
  }

  get(key: string): CachedResult | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    if (entry.until <= this.#clock.now()) return undefined;
    this.#entries.set(key, entry);
    return entry.result;
  }

  set(key: string, result: CachedResult, ttl: number | undefined): void {
    this.#entries.delete(key);
    this.#entries.set(key, { result, until: this.#clock.now() + (ttl ?? Infinity) });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries) break;
      this.#entries.delete(oldest);
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#entries.clear();
  }
}
