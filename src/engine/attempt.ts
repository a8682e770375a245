/** One attempt at a node that may take only so long. */
import { NodeTimeoutError, onAbort, type Clock } from '../base/index.ts';
import { isPromiseLike } from './is-promise-like.ts';
import type { TimeoutPolicy } from './policies.ts';

/** Watches the time from its making to `end()`, which must be called. */
export class Attempt {
  readonly #clock: Clock;
  readonly #node: string;
  readonly #timeout: TimeoutPolicy;
  readonly #controller = new AbortController();
  readonly #stopListening: () => void;
  /** When the attempt began, and when it last gave a sign of life. */
  readonly #since: { readonly run: number; idle: number };
  #fail: ((error: NodeTimeoutError) => void) | undefined;
  readonly #timers: { run?: () => void; idle?: () => void } = {};

  /** @param stopped aborts when the run is stopped */
  constructor(clock: Clock, node: string, timeout: TimeoutPolicy, stopped: AbortSignal) {
    this.#clock = clock;
    this.#node = node;
    this.#timeout = timeout;
    this.#since = { run: clock.now(), idle: clock.now() };
    this.#stopListening = onAbort(stopped, (reason) => this.#controller.abort(reason));
  }

  /** Aborts when the time is over or the run is stopped. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heartbeat(): void {
    this.#since.idle = this.#clock.now();
  }

  /**
   * What the node comes to, in time.
   *
   * @param call runs the node; one that holds the thread too long is found out afterwards
   * @throws NodeTimeoutError, or what the node threw
   */
  async result(call: () => unknown): Promise<unknown> {
    const returned = call();
    if (isPromiseLike(returned)) return this.#race(returned);
    const late = this.#overdue('run') ?? this.#overdue('idle');
    if (late !== undefined) throw late;
    return returned;
  }

  end(): void {
    this.#timers.run?.();
    this.#timers.idle?.();
    this.#stopListening();
  }

  #race(returned: PromiseLike<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#fail = (error) => {
        reject(error);
        this.#controller.abort(error);
      };
      returned.then(resolve, reject);
      this.#watch('run');
      this.#watch('idle');
    });
  }

  /** A sign of life costs nothing: the timer looks back when it fires, and is set again for what is left. */
  #watch(kind: 'run' | 'idle'): void {
    const limit = this.#timeout[kind];
    if (limit === undefined) return;
    const late = this.#overdue(kind);
    if (late !== undefined) this.#fail?.(late);
    else this.#timers[kind] = this.#clock.setTimer(() => this.#watch(kind), limit - this.#elapsed(kind));
  }

  #elapsed(kind: 'run' | 'idle'): number {
    return this.#clock.now() - this.#since[kind];
  }

  #overdue(kind: 'run' | 'idle'): NodeTimeoutError | undefined {
    const limit = this.#timeout[kind];
    const elapsed = this.#elapsed(kind);
    if (limit === undefined || elapsed < limit) return undefined;
    return new NodeTimeoutError(this.#node, kind, limit, elapsed);
  }
}
