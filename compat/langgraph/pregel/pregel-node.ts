/** A node of a Pregel: what triggers it, what it reads, what it does and what becomes of its result. */
import {
  RunnableBinding,
  RunnablePassthrough,
  _coerceToRunnable,
  type Runnable,
  type RunnableConfig,
  type RunnableLike,
} from '@langchain/core/runnables';
import { ChannelWrite } from './channel-write.ts';
import type { NodeBody, NodeWriter } from './node-writer.ts';
import type { CachePolicy, RetryPolicy, TimeoutPolicy } from './policies.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- a Runnable's input and output are whatever its node makes of them */

export interface PregelNodeFields {
  /** Channels that it reads: the first of a list that holds a value, or name of a key of its input → channel. */
  channels: Record<string, string> | string[];
  triggers: string[];
  mapper?: ((input: any) => any) | undefined;
  writers?: NodeWriter[] | undefined;
  bound?: Runnable<any, any> | undefined;
  /** `bound` as a plain function, where there is one: a run calls it without any Runnable around it. */
  body?: NodeBody | undefined;
  kwargs?: Record<string, unknown> | undefined;
  config?: RunnableConfig | undefined;
  tags?: string[] | undefined;
  metadata?: Record<string, unknown> | undefined;
  retryPolicy?: RetryPolicy | undefined;
  cachePolicy?: CachePolicy | false | undefined;
  timeout?: TimeoutPolicy | undefined;
  /** Graphs that run inside it. */
  subgraphs?: Runnable[] | undefined;
  /** Nodes that its commands may go to, for validation and drawing. */
  ends?: string[] | undefined;
  isErrorHandler?: boolean | undefined;
  /** The node that runs in this one's place once it has failed for good. */
  errorHandlerNode?: string | undefined;
}

/** What a node does that only reads and writes. */
const passthrough = new RunnablePassthrough<any>();

export class PregelNode<Input = any, Output = any> extends RunnableBinding<Input, Output> {
  lc_graph_name = 'PregelNode';
  channels: Record<string, string> | string[];
  triggers: string[];
  declare bound: Runnable<Input, Output>;
  declare kwargs: Record<string, any>;
  mapper?: ((input: any) => any) | undefined;
  writers: NodeWriter[];
  readonly body: NodeBody | undefined;
  metadata: Record<string, unknown>;
  tags: string[];
  retryPolicy?: RetryPolicy | undefined;
  cachePolicy?: CachePolicy | false | undefined;
  timeout?: TimeoutPolicy | undefined;
  subgraphs?: Runnable[] | undefined;
  ends?: string[] | undefined;
  isErrorHandler?: boolean | undefined;
  errorHandlerNode?: string | undefined;

  constructor(fields: PregelNodeFields) {
    const tags = [...(fields.config?.tags ?? []), ...(fields.tags ?? [])];
    super({ bound: fields.bound ?? passthrough, kwargs: fields.kwargs ?? {}, config: { ...fields.config, tags } });
    this.channels = fields.channels;
    this.triggers = fields.triggers;
    this.mapper = fields.mapper;
    this.writers = fields.writers ?? [];
    this.body = fields.body;
    this.metadata = fields.metadata ?? {};
    this.tags = tags;
    this.retryPolicy = fields.retryPolicy;
    this.cachePolicy = fields.cachePolicy;
    this.timeout = fields.timeout;
    this.subgraphs = fields.subgraphs;
    this.ends = fields.ends;
    this.isErrorHandler = fields.isErrorHandler;
    this.errorHandlerNode = fields.errorHandlerNode;
  }

  getWriters(): NodeWriter[] {
    return [...this.writers];
  }

  /** Whether there is anything to run between reading and writing. */
  get passesThrough(): boolean {
    return this.bound === passthrough;
  }

  /** The same node, which reads `channels` too. */
  join(channels: string[]): PregelNode<Input, Output> {
    if (!Array.isArray(channels)) throw new Error('channels must be a list');
    const more = Object.fromEntries(channels.map((name) => [name, name]));
    return new PregelNode<Input, Output>({ ...this.#fields(), channels: Object.assign({}, this.channels, more) });
  }

  /** The same node with another step at its end; what writes to channels is added to what becomes of the result. */
  override pipe<NewOutput>(next: RunnableLike<any, NewOutput>): PregelNode<Input, Exclude<NewOutput, Error>> {
    if (next instanceof ChannelWrite)
      return new PregelNode({ ...this.#fields(), writers: [...this.writers, next.writer] });
    const step = _coerceToRunnable(next);
    return new PregelNode({
      ...this.#fields(),
      body: undefined,
      bound: this.passesThrough ? step : this.bound.pipe(step),
    });
  }

  #fields(): PregelNodeFields {
    const { channels, triggers, mapper, writers, bound, body, kwargs, config } = this;
    const { retryPolicy, cachePolicy, timeout } = this;
    return { channels, triggers, mapper, writers, bound, body, kwargs, config, retryPolicy, cachePolicy, timeout };
  }
}
