/** Nodes that a host adds to an agent's graph or puts in the place of the graph's own. */
import type { NodeRuntime } from '../engine/index.ts';
import type { BaseMessage } from '../langchain/index.ts';
import type { RunScope } from './run-scope.ts';

/** The nodes every agent's graph has: call the model, run its tool calls, end the turn. */
export type BuiltInNode = 'llm' | 'tools' | 'done';

/** What flows through the graph. */
export interface ExecutionState {
  /** The conversation, the messages of this run included. */
  readonly messages: readonly BaseMessage[];
}

/** What a node adds: new messages, or messages with the id of one they replace. */
export interface ExecutionUpdate {
  readonly messages?: readonly BaseMessage[];
}

/** The work of a node. What it throws rejects the run; `runtime.context` leads to the run's events, steps and configuration. */
export type ExecutionNodeFunction = (
  state: ExecutionState,
  runtime: NodeRuntime<RunScope>,
) => ExecutionUpdate | void | Promise<ExecutionUpdate | void>;

/** A node that the graph does not have by itself. */
export interface AddedNode {
  readonly run: ExecutionNodeFunction;
  /** The node it is put in front of: every way there leads through the added node first. */
  readonly before: string;
  /** Where to go afterwards, instead of `before`: the name of a node. */
  readonly next?: (state: ExecutionState) => string;
}

/**
 * `graphConfig.nodes`: a function under `llm`, `tools` or `done` replaces that node; any other name adds a node.
 *
 * @example
 * const nodes: ExecutionNodes = {
 *   // sends an answer that is too short back to the model, once
 *   review: {
 *     before: 'done',
 *     run: (state) => (isShort(state) ? { messages: [askForMore] } : undefined),
 *     next: (state) => (state.messages.at(-1) === askForMore ? 'llm' : 'done'),
 *   },
 * };
 */
export type ExecutionNodes = Readonly<
  { [Name in BuiltInNode]?: ExecutionNodeFunction } & { [name: string]: ExecutionNodeFunction | AddedNode | undefined }
>;
