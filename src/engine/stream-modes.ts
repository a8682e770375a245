/** Turns what happens in a run into the chunks a reader asked for. */
import type { EventStream } from '../base/index.ts';
import type { StopControl } from './stop-control.ts';

/** Every mode, with what it tells. */
export const STREAM_MODES = ['values', 'updates', 'custom'] as const;
export type StreamMode = (typeof STREAM_MODES)[number];

/** `values`: the whole state after the input, and after each super-step that wrote something. */
export interface ValuesChunk<State> {
  readonly mode: 'values';
  readonly data: State;
}

/** `updates`: what a node returned, as soon as its task has ended; `null` if it returned nothing. */
export interface UpdatesChunk<Update> {
  readonly mode: 'updates';
  readonly data: Readonly<Record<string, Update | null>>;
}

/** `custom`: what nodes gave to `runtime.emit`. */
export interface CustomChunk {
  readonly mode: 'custom';
  readonly data: unknown;
}

export type StreamChunk<State = unknown, Update = unknown> = ValuesChunk<State> | UpdatesChunk<Update> | CustomChunk;

/** Makes only the chunks of the modes asked for. */
export class StreamSink {
  readonly #stream: EventStream<StreamChunk, unknown>;
  readonly #values: boolean;
  readonly #updates: boolean;
  readonly #custom: boolean;
  /** The reader is far behind. */
  #full = false;

  constructor(stream: EventStream<StreamChunk, unknown>, modes: readonly StreamMode[]) {
    this.#stream = stream;
    this.#values = modes.includes('values');
    this.#updates = modes.includes('updates');
    this.#custom = modes.includes('custom');
  }

  values(state: Readonly<Record<string, unknown>>): void {
    if (this.#values) this.#push({ mode: 'values', data: { ...state } });
  }

  update(node: string, update: unknown): void {
    if (this.#updates) this.#push({ mode: 'updates', data: { [node]: update ?? null } });
  }

  readonly custom = (data: unknown): void => {
    if (this.#custom) this.#push({ mode: 'custom', data });
  };

  /**
   * Lets the reader read, between two super-steps: one microtask for a reader who keeps up, as long as it takes for one who does not.
   * A run is thus never more than a super-step ahead of the stream's bound.
   */
  pace(stop: StopControl): Promise<void> | undefined {
    if (!this.#full) return undefined;
    this.#full = false;
    return stop.until((wake) => void this.#stream.drained().then(wake));
  }

  #push(chunk: StreamChunk): void {
    if (!this.#stream.push(chunk)) this.#full = true;
  }
}
