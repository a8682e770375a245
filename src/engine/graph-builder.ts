/** Describes a graph step by step; `compile()` makes it a plan. */
import { GraphValidationError } from '../base/index.ts';
import type { Channels, StateOf, UpdateOf } from './channel.ts';
import { compilePlan } from './compile-plan.ts';
import { describeValue } from './describe-value.ts';
import type { EdgeDefinition, NodeDefinition, RouterDefinition } from './graph-definition.ts';
import type { NodeRuntime } from './node-runtime.ts';
import { END, START, type Plan } from './plan.ts';
import type { Send } from './send.ts';

/** What a node may return; nothing means no update. */
export type NodeResult<Update> = Update | null | undefined | void;

/**
 * A node: reads its input, returns what to write. The input is the state, or what was sent to the node.
 * The state is a read-only view that is valid while the node runs; `{ ...state }` keeps a copy.
 */
export type NodeFunction<Input, Update, Context = undefined> = (
  input: Input,
  runtime: NodeRuntime<Context>,
) => NodeResult<Update> | PromiseLike<NodeResult<Update>>;

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

/**
 * Begins a graph.
 *
 * @param channels the keys of the state and the rules by which they take writes
 * @throws GraphValidationError for a key that no object can carry safely (`__proto__`)
 * @example
 * const plan = stateGraph({ draft: lastValue<string>(), rounds: reducer((held: number, more: number) => held + more, () => 0) })
 *   .addNode('write', (state) => ({ draft: `draft ${state.rounds}`, rounds: 1 }))
 *   .addEdge(START, 'write')
 *   .addConditionalEdges('write', (state) => (state.rounds < 3 ? 'write' : END))
 *   .compile();
 */
export function stateGraph<const Keys extends Channels>(channels: Keys): GraphBuilder<StateOf<Keys>, UpdateOf<Keys>> {
  return new GraphBuilder(channels);
}

/** Made by {@link stateGraph}. `Names` are the nodes added so far. */
export class GraphBuilder<State, Update, Context = undefined, Names extends string = never> {
  readonly #channels: Channels;
  readonly #nodes = new Map<string, NodeDefinition>();
  readonly #edges: EdgeDefinition[] = [];
  readonly #routers: RouterDefinition[] = [];

  /** Use {@link stateGraph}. */
  constructor(channels: Channels) {
    this.#channels = channels;
    for (const [name, channel] of Object.entries(channels)) checkChannel(name, channel);
  }

  /**
   * Says what `runtime.context` is: runs must then be given a `context` of that type. Only a type; nothing is checked at run time.
   *
   * @returns a new builder for the same channels
   * @throws GraphValidationError if nodes were added already, for another context
   * @example
   * stateGraph({ answer: lastValue<string>() })
   *   .withContext<{ user: string }>()
   *   .addNode('greet', (_, runtime) => ({ answer: `Hello ${runtime.context.user}` }));
   */
  withContext<Declared>(): GraphBuilder<State, Update, Declared> {
    if (this.#nodes.size > 0)
      throw new GraphValidationError('withContext comes too late: call it before the first node is added.');
    return new GraphBuilder(this.#channels);
  }

  /**
   * Adds a node.
   *
   * @param name any name but START and END; nodes are applied and run in the order in which they are added
   * @param run  the node; annotate its first parameter if it is only reached by `send`
   * @throws GraphValidationError if the name is taken or reserved, or `run` is not a function
   */
  addNode<Name extends string, Input = State>(
    name: Name,
    run: NodeFunction<Input, Update, Context>,
  ): GraphBuilder<State, Update, Context, Names | Name> {
    this.#checkNewNode(name, run);
    this.#nodes.set(name, { name, run });
    return this;
  }

  /**
   * Leads from a node to one that always runs after it. START leads to the first nodes; END is where a branch stops, and so
   * does one without an edge.
   */
  addEdge(from: Names | typeof START, to: Names | typeof END): this {
    this.#edges.push({ from, to });
    return this;
  }

  /**
   * Leads from a node to those that `route` names once the node has run.
   *
   * @param from    the node, or START
   * @param route   answers a node name, END, a `send`, or an array of these; with a record, its keys in place of names
   * @param targets the nodes it may name, or a record of answers and the nodes they stand for; without it, any node
   * @throws InvalidUpdateError `INVALID_ROUTE`, at run time, for any other answer
   */
  addConditionalEdges<Target extends Names | typeof END>(
    from: Names | typeof START,
    route: RouteFunction<State, Context, NoInfer<Target>, Names>,
    targets?: readonly Target[],
  ): this;
  addConditionalEdges<Answer extends string>(
    from: Names | typeof START,
    route: RouteFunction<State, Context, NoInfer<Answer>, Names>,
    targets: Readonly<Record<Answer, Names | typeof END>>,
  ): this;
  addConditionalEdges(
    from: string,
    route: RouteFunction<State, Context, string, string>,
    targets?: readonly string[] | Readonly<Record<string, string>>,
  ): this {
    if (typeof route !== 'function') throw notAFunction(`The conditional edge from "${from}"`, route);
    this.#routers.push({ from, route, targets: targets === undefined ? undefined : toAnswers(targets) });
    return this;
  }

  /**
   * Checks the graph and freezes it. The builder may be added to and compiled again; plans already made do not change.
   *
   * @throws GraphValidationError naming the node and the remedy
   */
  compile(): Plan<State, Update, Context> {
    return compilePlan({
      channels: new Map(Object.entries(this.#channels)),
      nodes: this.#nodes,
      edges: this.#edges,
      routers: this.#routers,
    });
  }

  #checkNewNode(name: string, run: unknown): void {
    if (typeof name !== 'string' || name === '') {
      throw new GraphValidationError(
        `A node is named ${name === '' ? '""' : describeValue(name)}: give it a name of at least one letter.`,
      );
    }
    if (name === START || name === END)
      throw new GraphValidationError(`"${name}" is where graphs begin or end: name the node otherwise.`);
    if (this.#nodes.has(name))
      throw new GraphValidationError(`The node "${name}" was added already: name the second one otherwise.`);
    if (typeof run !== 'function') throw notAFunction(`The node "${name}"`, run);
  }
}

function toAnswers(targets: readonly string[] | Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Array.isArray(targets) ? targets.map((name) => [name, name]) : Object.entries(targets));
}

function checkChannel(name: string, channel: unknown): void {
  if (name === '__proto__')
    throw new GraphValidationError(
      'A channel cannot be called "__proto__": objects keep their prototype there. Rename it.',
    );
  if (typeof channel !== 'object' || channel === null || !('update' in channel)) {
    throw new GraphValidationError(
      `The channel "${name}" is ${describeValue(channel)}: declare it with lastValue(), reducer() or a Channel of your own.`,
    );
  }
}

function notAFunction(owner: string, value: unknown): GraphValidationError {
  return new GraphValidationError(`${owner} is ${describeValue(value)}: give a function.`);
}
