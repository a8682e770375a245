/** The contract between a graph, which says what its nodes' results become, and the run, which takes it. */
import type { Send } from '../send.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';

/** One execution of a node, as the graph's own functions see it. */
export interface TaskScope {
  /** The node's config: created when it is first asked for. */
  readonly config: LangGraphRunnableConfig;
  /** Whether callback handlers are told of what it does; absent where its config has to tell. */
  readonly watched?: boolean;
  /** Writes a value to a channel; several writes to one channel are taken in order. */
  write(channel: string, value: unknown): void;
  /** Has a node run in the next super-step with an input of its own. */
  send(packet: Send): void;
  /**
   * What can be read of one channel, or a record of several.
   *
   * @param fresh whether with this task's own writes applied, as a conditional edge reads it
   */
  read(select: string | readonly string[], fresh?: boolean): unknown;
}

/** Makes writes of what a node returned. A plain function: running it costs a call. Returns a promise only where it has to wait. */
export interface NodeWriter {
  (output: unknown, scope: TaskScope): void | Promise<void>;
  /** The edge that it stands for, if it does. */
  edge?: 'plain' | 'conditional';
}

/** What a node does. */
export interface NodeBody {
  (input: unknown, config: LangGraphRunnableConfig): unknown;
  /** Whether it cannot see its config, so that none need be made. */
  readonly ignoresConfig?: boolean;
}
