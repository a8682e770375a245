/** The event of a typed run stream, and the transformers that watch, drop and add such events. */
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event';
import type { ChatModelStream as CoreChatModelStream } from '@langchain/core/language_models/stream';

export type StreamMode = 'values' | 'updates' | 'debug' | 'messages' | 'checkpoints' | 'tasks' | 'custom' | 'tools';

/** What a run streams within: whose chunk, of which mode, and the chunk. */
export type StreamChunk = readonly [namespace: string[], mode: StreamMode, payload: unknown];

/** Where in the tree of graphs something happened; `[]` is the root. */
export type Namespace = string[];

export type ProtocolMethod = StreamMode | 'lifecycle' | 'input' | (string & {});

export interface ProtocolEvent {
  readonly type: 'event';
  /** Grows by one with each event of a run. */
  readonly seq: number;
  readonly method: ProtocolMethod;
  readonly params: {
    readonly namespace: Namespace;
    /** Milliseconds since the epoch. */
    readonly timestamp: number;
    readonly node?: string;
    /** Its shape depends on `method`. */
    readonly data: unknown;
  };
}

/** Adds events to a run's stream. */
export interface StreamEmitter {
  push(ns: Namespace, event: ProtocolEvent): void;
}

/** Watches the events of a run and makes something of them, which readers find on the run. */
export interface StreamTransformer<TProjection = unknown> {
  /** What readers get. Called once, before the first event. */
  init(): TProjection;
  /** Called once, with the way to add events. */
  onRegister?(emitter: StreamEmitter): void;
  /** Called for each event; `false` keeps it from the readers. */
  process(event: ProtocolEvent): boolean;
  /** The run has ended. The stream ends when what this returns has settled. */
  finalize?(): void | PromiseLike<void>;
  /** The run has failed. */
  fail?(err: unknown): void;
}

/** A transformer whose projection lies on the run itself instead of in `extensions`. */
export interface NativeStreamTransformer<TProjection = unknown> extends StreamTransformer<TProjection> {
  readonly __native: true;
}

export function isNativeTransformer(t: StreamTransformer<unknown>): t is NativeStreamTransformer {
  return '__native' in t && t.__native === true;
}

/** The merged projections of a list of transformer factories. */
// oxlint-disable-next-line typescript/no-explicit-any -- `unknown` would be inferred for each projection.
export type InferExtensions<T extends ReadonlyArray<() => StreamTransformer<any>>> = T extends readonly []
  ? Record<string, never>
  : T extends readonly [
        () => StreamTransformer<infer P>,
        // oxlint-disable-next-line typescript/no-explicit-any -- As above.
        ...infer Rest extends ReadonlyArray<() => StreamTransformer<any>>,
      ]
    ? P & InferExtensions<Rest>
    : Record<string, unknown>;

/** One message of a model while it comes. */
export type ChatModelStream = Omit<CoreChatModelStream, typeof Symbol.asyncIterator> & {
  readonly namespace: Namespace;
  readonly node: string | undefined;
  [Symbol.asyncIterator](): AsyncIterator<ChatModelStreamEvent>;
};

/** The same without `then`, so that an iterator that yields it does not wait for the whole message. */
export type ChatModelStreamHandle = Omit<ChatModelStream, 'then'>;

export type ToolCallStatus = 'running' | 'finished' | 'error';

/** One call of a tool while it runs. */
export interface ToolCallStream<TName extends string = string, TInput = unknown, TOutput = unknown> {
  readonly name: TName;
  readonly callId: string;
  readonly input: TInput;
  readonly output: Promise<TOutput>;
  readonly status: Promise<ToolCallStatus>;
  readonly error: Promise<string | undefined>;
}

/** A question that a run stopped for. */
export interface InterruptPayload<TPayload = unknown> {
  interruptId: string;
  payload: TPayload;
}
