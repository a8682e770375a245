/** One attempt at a task that may take only so long. */
import { linkSignals, onAbort } from '../../../src/base/index.ts';
import { NodeTimeoutError } from '../errors/index.ts';
import type { Send } from '../send.ts';
import { isPromiseLike } from './is-promise-like.ts';
import type { TaskScope } from './node-writer.ts';
import type { TimeoutPolicy } from './policies.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';
import { SignsOfLife } from './signs-of-life.ts';
import type { TaskFrame } from './task-frame.ts';

type Json = Record<string, unknown>;
type Kind = 'run' | 'idle';
type Call = (...args: unknown[]) => unknown;

/** @throws NodeTimeoutError, or what the task threw in time */
export function performInTime(
  frame: TaskFrame,
  policy: TimeoutPolicy,
  perform: (frame: TaskFrame) => void | Promise<void>,
): Promise<void> {
  return new TimedAttempt(frame, policy).result(() => perform(frame));
}

/** What the task has for its scope meanwhile. Once the time is over nothing that the attempt does counts any more. */
class TimedAttempt implements TaskScope {
  readonly #frame: TaskFrame;
  readonly #policy: TimeoutPolicy;
  readonly #controller = new AbortController();
  readonly #linked: ReturnType<typeof linkSignals>;
  readonly #began = Date.now();
  #lastSign = this.#began;
  #active = true;
  /** The config, once the frame has another. */
  #left: LangGraphRunnableConfig | undefined;
  readonly #timers: { run?: ReturnType<typeof setTimeout>; idle?: ReturnType<typeof setTimeout> } = {};
  readonly #unlisten: () => void;
  #fail: (error: unknown) => void = () => {};

  constructor(frame: TaskFrame, policy: TimeoutPolicy) {
    this.#frame = frame;
    this.#policy = policy;
    this.#linked = linkSignals(frame.run.signal, this.#controller.signal);
    // Nobody waits for the attempt of a run that was stopped.
    this.#unlisten = onAbort(frame.run.engineRun.stop.signal, () => this.#endWatch());
    frame.config = this.#watched(frame.config);
    frame.scope = this;
  }

  get config(): LangGraphRunnableConfig {
    return this.#left ?? this.#frame.config;
  }

  write(channel: string, value: unknown): void {
    if (this.#sign()) this.#frame.write(channel, value);
  }

  send(packet: Send): void {
    if (this.#sign()) this.#frame.send(packet);
  }

  read(select: string | readonly string[], fresh?: boolean): unknown {
    return this.#frame.read(select, fresh);
  }

  result(perform: () => void | Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      const end = (settle: () => void): void => {
        if (!this.#active) return;
        // One that holds the thread is found out only now.
        const late = this.#overdue('run') ?? this.#overdue('idle');
        if (late !== undefined) this.#giveUp(late);
        else {
          this.#endWatch();
          settle();
        }
      };
      const fail = (error: unknown): void => end(() => reject(error));
      try {
        const performed = perform();
        if (!isPromiseLike(performed)) end(resolve);
        else {
          this.#watch('run');
          this.#watch('idle');
          performed.then(() => end(resolve), fail);
        }
      } catch (error) {
        fail(error);
      }
    });
  }

  /** A sign of life costs nothing: the timer looks back when it fires, and is set again for what is left. */
  #watch(kind: Kind): void {
    const limit = kind === 'run' ? this.#policy.runTimeout : this.#policy.idleTimeout;
    if (limit === undefined || !this.#active) return;
    const late = this.#overdue(kind);
    if (late !== undefined) this.#giveUp(late);
    else this.#timers[kind] = setTimeout(() => this.#watch(kind), limit - this.#elapsed(kind));
  }

  #elapsed(kind: Kind): number {
    return Date.now() - (kind === 'run' ? this.#began : this.#lastSign);
  }

  #overdue(kind: Kind): NodeTimeoutError | undefined {
    const { runTimeout, idleTimeout } = this.#policy;
    const limit = kind === 'run' ? runTimeout : idleTimeout;
    if (limit === undefined || this.#elapsed(kind) < limit) return undefined;
    return new NodeTimeoutError({
      node: this.#frame.name,
      elapsed: Date.now() - this.#began,
      kind,
      ...(runTimeout !== undefined && { runTimeout }),
      ...(idleTimeout !== undefined && { idleTimeout }),
    });
  }

  #giveUp(error: NodeTimeoutError): void {
    this.#active = false;
    this.#left = this.#frame.config;
    this.#frame.clear();
    this.#controller.abort();
    this.#endWatch();
    this.#fail(error);
  }

  #endWatch(): void {
    clearTimeout(this.#timers.run);
    clearTimeout(this.#timers.idle);
    this.#linked.unlink();
    this.#unlisten?.();
  }

  /** @returns whether what the attempt does still counts */
  #sign(): boolean {
    if (this.#active && this.#policy.refreshOn !== 'heartbeat') this.#lastSign = Date.now();
    return this.#active;
  }

  /** The config of a task that shows signs of life by what it does, and has nobody listen once its time is over. */
  #watched(config: LangGraphRunnableConfig): LangGraphRunnableConfig {
    const { idleTimeout, refreshOn = 'auto' } = this.#policy;
    const { writer, configurable } = config;
    const watched: LangGraphRunnableConfig = {
      ...config,
      signal: this.#linked.signal,
      configurable: { ...configurable, ...this.#guards(configurable ?? {}) },
      heartbeat: () => {
        if (idleTimeout !== undefined) this.#lastSign = Date.now();
      },
    };
    if (writer !== undefined) watched.writer = (chunk: unknown) => void (this.#sign() && writer(chunk));
    if (idleTimeout === undefined || refreshOn !== 'auto') return watched;
    this.#frame.watcher = new SignsOfLife(() => void this.#sign());
    return { ...watched, callbacks: [this.#frame.watcher] };
  }

  #guards({ __pregel_send, __pregel_call }: Json): Json {
    const send = __pregel_send as Call;
    const call = __pregel_call as Call | undefined;
    return {
      __pregel_send: (writes: unknown) => void (this.#sign() && send(writes)),
      ...(call && {
        __pregel_call: (...args: unknown[]) => {
          if (this.#sign()) return call(...args);
          throw new Error(`Node "${this.#frame.name}" attempt was cancelled after its timeout fired`);
        },
      }),
    };
  }
}
