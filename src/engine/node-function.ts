/** The functions and options that make a graph. */
import type { Command } from './command.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { CachePolicy, NodeFailure, NodePolicies } from './policies.ts';
import type { Send } from './send.ts';

/** What a node may return: an update, a command, several of them, or nothing. */
export type NodeResult<Update, Ends extends string = string> =
  | Update
  | Command<Update, Ends>
  | readonly (Update | Command<Update, Ends> | null | undefined)[]
  | null
  | undefined
  | void;

/**
 * A node: reads its input, returns what to write. The input is the state, or what was sent to the node.
 * The state is a read-only view that is valid while the node runs; `{ ...state }` keeps a copy.
 */
export type NodeFunction<Input, Update, Context = undefined, Ends extends string = string> = (
  input: Input,
  runtime: NodeRuntime<Context>,
) => NodeResult<Update, Ends> | PromiseLike<NodeResult<Update, Ends>>;

/** One answer of a conditional edge, or several. An empty array ends this branch, as END does. */
export type RouteAnswer<Answer extends string, Name extends string> =
  | Answer
  | Send<Name>
  | readonly (Answer | Send<Name>)[];

/** A conditional edge: reads the state with its node's own writes applied, answers where to go. */
export type RouteFunction<State, Context, Answer extends string, Name extends string> = (
  state: State,
  runtime: NodeRuntime<Context>,
) => RouteAnswer<Answer, Name> | PromiseLike<RouteAnswer<Answer, Name>>;

/** Stands in for a node that failed for good, with the node's own input. What it throws fails the run. */
type Handler<Input, Update, Context, Ends extends string> = (
  input: Input,
  failure: NodeFailure,
  runtime: NodeRuntime<Context>,
) => NodeResult<Update, Ends> | PromiseLike<NodeResult<Update, Ends>>;

/** Options of a node. */
export interface NodeOptions<Input, Update, Context, Ends extends string> extends Omit<
  NodePolicies,
  'errorHandler' | 'cache'
> {
  /** Whether to wait until nothing else is left to run. A `send` to the node does not wait. */
  readonly defer?: boolean | undefined;
  /** Where the node's commands may go, END included; must name nodes that nothing else leads to. Without it, anywhere. */
  readonly ends?: readonly Ends[] | undefined;
  readonly errorHandler?: Handler<Input, Update, Context, NoInfer<Ends>> | false | undefined;
  readonly cache?: (Omit<CachePolicy, 'key'> & { readonly key?: (input: Input) => string }) | false | undefined;
}
