/** Who hears of what happens in a run: one awaited handler per event name, any number of observers that nobody waits for. */
import { EventEmitter } from 'eventemitter3';
import { InvalidConfigError } from '../base/index.ts';
import { GraphEvents } from './graph-events.ts';

/** Data that comes with an event besides its own: where in the graph it happened, thread and run ids. */
export type EventMetadata = Record<string, unknown>;

/**
 * The host's handler of one event name, called as a method of the object it was registered as.
 * The run waits for the promise it returns; what it throws rejects the run.
 */
export interface EventHandler<Graph = unknown> {
  handle(event: string, data: unknown, metadata?: EventMetadata, graph?: Graph): void | Promise<void>;
}

/** An onlooker. The run never waits for it, and what it throws or rejects with is reported, never passed to the run. */
export type EventObserver = (event: string, data: unknown, metadata?: EventMetadata) => unknown;

/** Observers registered for this name hear every event. */
const EVERY = '*';

/**
 * Handlers and observers of a run.
 *
 * @example
 * const registry = new EventHandlerRegistry();
 * registry.register(GraphEvents.ON_MESSAGE_DELTA, { handle: (event, data) => void sendToClient(event, data) });
 * const stop = registry.observe('*', (event) => void count(event));
 */
export class EventHandlerRegistry<Graph = unknown> {
  readonly #handlers = new Map<string, EventHandler<Graph>>();
  readonly #observers = new EventEmitter();
  readonly #reported = new WeakSet<object>();

  /**
   * Sets the handler of an event name; a later handler replaces an earlier one.
   *
   * @param event   any name
   * @param handler an object with a `handle` method, which may be stateful
   * @throws InvalidConfigError `CONFIG_INVALID` if `handler` has no `handle` method
   */
  register(event: string, handler: EventHandler<Graph>): void {
    if (typeof handler?.handle !== 'function') {
      throw new InvalidConfigError(
        'CONFIG_INVALID',
        `the handler of "${event}" has no handle method: pass an object like { handle(event, data, metadata, graph) {} }`,
      );
    }
    this.#handlers.set(event, handler);
  }

  /** The handler of an event name, if there is one. */
  getHandler(event: string): EventHandler<Graph> | undefined {
    return this.#handlers.get(event);
  }

  /**
   * Adds an observer.
   *
   * @param event    the name it hears of, or `'*'` for all
   * @param observer called before the handler, with the same data
   * @returns a function that removes it again
   */
  observe(event: string, observer: EventObserver): () => void {
    const listener = (name: string, data: unknown, metadata?: EventMetadata): void =>
      this.#notify(observer, name, data, metadata);
    this.#observers.on(event, listener);
    return () => void this.#observers.off(event, listener);
  }

  /** Whether anybody would hear the event. Ask before building costly data. */
  isWatched(event: string): boolean {
    return (
      this.#handlers.has(event) || this.#observers.listenerCount(event) > 0 || this.#observers.listenerCount(EVERY) > 0
    );
  }

  /**
   * Tells observers, then the handler.
   *
   * @param event    its name
   * @param data     handed on as it is, not copied
   * @param metadata where in the graph it happened
   * @param graph    fourth argument of the handler
   * @returns what the handler returned: a promise if the caller has to wait
   * @throws whatever the handler throws
   */
  dispatch(event: string, data: unknown, metadata?: EventMetadata, graph?: Graph): void | Promise<void> {
    this.#observers.emit(event, event, data, metadata);
    this.#observers.emit(EVERY, event, data, metadata);
    return this.#handlers.get(event)?.handle(event, data, metadata, graph);
  }

  /** Like {@link dispatch}, for events whose handler must not fail the run: what it throws is reported. */
  async tell(event: string, data: unknown, metadata?: EventMetadata, graph?: Graph): Promise<void> {
    try {
      await this.dispatch(event, data, metadata, graph);
    } catch (error) {
      this.#report(this.#handlers.get(event) ?? this, `the handler of "${event}"`, error);
    }
  }

  #notify(observer: EventObserver, event: string, data: unknown, metadata?: EventMetadata): void {
    try {
      const returned = observer(event, data, metadata);
      if (returned instanceof Promise)
        returned.catch((error: unknown) => this.#report(observer, `an observer of "${event}"`, error));
    } catch (error) {
      this.#report(observer, `an observer of "${event}"`, error);
    }
  }

  /** Who fails is reported once: to the log handler where there is one that works, otherwise on stderr. */
  #report(culprit: object, name: string, error: unknown): void {
    if (this.#reported.has(culprit)) return;
    this.#reported.add(culprit);
    const message = `${name} failed: ${error instanceof Error ? error.message : String(error)}`;
    const log = this.#handlers.get(GraphEvents.ON_AGENT_LOG);
    if (log === undefined || log === culprit) {
      console.error(message);
      return;
    }
    void this.tell(GraphEvents.ON_AGENT_LOG, { level: 'error', scope: 'events', message });
  }
}
