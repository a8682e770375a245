/** Describes a graph step by step; `compile()` makes it a plan. */
import { GraphValidationError } from '../base/index.ts';
import type { Channels, StateOf, UpdateOf } from './channel.ts';
import { compilePlan } from './compile-plan.ts';
import { describeValue, listNames } from './describe-value.ts';
import {
  defineNode,
  type EdgeDefinition,
  type JoinDefinition,
  type NodeDefinition,
  type RouterDefinition,
} from './graph-definition.ts';
import type { NodeFunction, NodeOptions, RouteFunction } from './node-function.ts';
import { END, START, type Plan } from './plan.ts';
import { POLICIES, checkPolicies, type NodePolicies } from './policies.ts';
import { subgraph } from './subgraph.ts';
import { checkReachable } from './validate-graph.ts';

/** Options of a graph. */
export interface GraphOptions<Key extends string> {
  /** Keys that only nodes see: neither input nor result nor the `values` stream has them. */
  readonly private?: readonly Key[] | undefined;
}

export interface CompileOptions {
  /**
   * Whether joins lose their place as those of LangGraph 1.4 do: a join that opens in the very super-step in which an edge leads to
   * its node never opens again. For graphs that have come to rely on it. Default `false`: every join opens each time.
   */
  readonly lossyJoins?: boolean | undefined;
}

/** Refuses a subgraph that needs another context than there is; one that declares none can be anywhere. */
type Fits<Context, Needed> = [Needed] extends [undefined] ? unknown : [Context] extends [Needed] ? unknown : never;

/** What of the state or an update callers see. */
type Public<Record, Private extends string> = [Private] extends [never] ? Record : Omit<Record, Private>;

/**
 * Begins a graph.
 *
 * @param channels the keys of the state and the rules by which they take writes
 * @param options  which of the keys callers do not see
 * @throws GraphValidationError for a key that no object can carry safely (`__proto__`), or a private key that is not declared
 * @example
 * const plan = stateGraph({ draft: lastValue<string>(), rounds: reducer((held: number, more: number) => held + more, () => 0) })
 *   .addNode('write', (state) => ({ draft: `draft ${state.rounds}`, rounds: 1 }))
 *   .addEdge(START, 'write')
 *   .addConditionalEdges('write', (state) => (state.rounds < 3 ? 'write' : END))
 *   .compile();
 */
export function stateGraph<const Keys extends Channels, const Private extends keyof Keys & string = never>(
  channels: Keys,
  options: GraphOptions<Private> = {},
): GraphBuilder<StateOf<Keys>, UpdateOf<Keys>, undefined, never, Private> {
  return new GraphBuilder(channels, options);
}

/** Made by {@link stateGraph}. `Names` are the nodes added so far, `Private` the keys that callers do not see. */
export class GraphBuilder<
  State,
  Update,
  Context = undefined,
  Names extends string = never,
  Private extends string = never,
> {
  readonly #channels: Channels;
  readonly #private: ReadonlySet<string>;
  readonly #nodes = new Map<string, NodeDefinition>();
  readonly #edges: EdgeDefinition[] = [];
  readonly #joins: JoinDefinition[] = [];
  readonly #routers: RouterDefinition[] = [];

  /** Use {@link stateGraph}. */
  constructor(channels: Channels, options: GraphOptions<Private>) {
    this.#channels = channels;
    this.#private = new Set(options.private);
    for (const [name, channel] of Object.entries(channels)) checkChannel(name, channel);
    for (const name of this.#private) checkPrivate(name, channels);
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
  withContext<Declared>(): GraphBuilder<State, Update, Declared, never, Private> {
    if (this.#nodes.size > 0) throw new GraphValidationError('withContext comes too late: call it before addNode.');
    return new GraphBuilder(this.#channels, { private: [...this.#private] as Private[] });
  }

  /**
   * Adds a node.
   *
   * @param name    any name but START and END; nodes are applied and run in the order in which they are added
   * @param run     the node; annotate its first parameter if it is only reached by `send`. A plan counts as `subgraph(plan)`
   * @param options when it runs, what it sees, what is done when it fails; `input` names the keys of the state it sees, in place of all
   * @throws GraphValidationError if the name is taken or reserved, or `run` is neither a function nor a plan
   * @throws InvalidConfigError for a policy that makes no sense
   */
  addNode<Name extends string, Needed, const Ends extends string = string>(
    name: Name,
    plan: Plan<Update, unknown, Needed> & Fits<Context, Needed>,
    options?: NodeOptions<State, Update, Context, Ends> & { readonly input?: undefined },
  ): GraphBuilder<State, Update, Context, Names | Name, Private>;
  addNode<Name extends string, const Key extends keyof State & string, const Ends extends string = string>(
    name: Name,
    run: NodeFunction<Pick<State, NoInfer<Key>>, Update, Context, NoInfer<Ends>>,
    options: NodeOptions<Pick<State, NoInfer<Key>>, Update, Context, Ends> & { readonly input: readonly Key[] },
  ): GraphBuilder<State, Update, Context, Names | Name, Private>;
  addNode<Name extends string, Input = State, const Ends extends string = string>(
    name: Name,
    run: NodeFunction<Input, Update, Context, NoInfer<Ends>>,
    options?: NodeOptions<NoInfer<Input>, Update, Context, Ends> & { readonly input?: undefined },
  ): GraphBuilder<State, Update, Context, Names | Name, Private>;
  addNode(name: string, node: NodeFunction<never, Update, Context> | Plan, options?: LooseOptions): this {
    const run = isPlan(node) ? subgraph(node) : node;
    this.#checkNewNode(name, run);
    const policies = options && POLICIES.some((policy) => options[policy] !== undefined) ? options : undefined;
    if (policies !== undefined) checkPolicies(`The node "${name}"`, policies);
    this.#nodes.set(name, defineNode(name, run, options, policies));
    return this;
  }

  /**
   * Adds nodes that run one after the other: the nodes, and an edge from each to the next.
   *
   * @param steps names and nodes, at least one
   * @throws GraphValidationError as `addNode` does, and for no steps at all
   * @example
   * graph
   *   .addSequence([
   *     ['gather', () => ({ topics: ['ships', 'anchors'] })],
   *     ['sort', (state) => ({ topics: [...state.topics].sort() })],
   *   ])
   *   .addEdge(START, 'gather');
   */
  addSequence<Name extends string>(
    steps: readonly (readonly [name: Name, run: NodeFunction<State, Update, Context>])[],
  ): GraphBuilder<State, Update, Context, Names | Name, Private> {
    if (steps.length === 0) throw new GraphValidationError('A sequence has no steps: give one.');
    let from: string | undefined;
    for (const [to, run] of steps) {
      this.addNode(to, run);
      if (from !== undefined) this.#edges.push({ from, to });
      from = to;
    }
    return this;
  }

  /**
   * Leads from a node to one that always runs after it. START leads to the first nodes; END is where a branch stops, and so
   * does one without an edge. From several nodes it leads on once all of them have run, in whatever super-steps, and then waits anew.
   */
  addEdge(from: Names | typeof START | readonly Names[], to: Names | typeof END): this {
    const sources = typeof from === 'string' ? [from] : [...new Set<string>(from)];
    const [first] = sources;
    if (first === undefined) {
      throw new GraphValidationError(`An edge to "${to}" begins nowhere: name a node.`);
    }
    if (sources.length === 1) this.#edges.push({ from: first, to });
    else this.#joins.push({ from: sources, to });
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
  compile(options: CompileOptions = {}): Plan<Public<State, Private>, Public<Update, Private>, Context> {
    const channels = new Map(Object.entries(this.#channels));
    const keys = this.#private.size === 0 ? undefined : [...channels.keys()].filter((key) => !this.#private.has(key));
    const plan = compilePlan<Public<State, Private>, Public<Update, Private>, Context>({
      channels,
      nodes: this.#nodes,
      edges: this.#edges,
      joins: this.#joins,
      routers: this.#routers,
      inputs: keys,
      outputs: keys,
      lossyJoins: options.lossyJoins ?? false,
    });
    checkReachable(plan);
    return plan;
  }

  #checkNewNode(name: string, run: unknown): void {
    if (typeof name !== 'string' || name === '') {
      throw new GraphValidationError(`A node is named ${describeValue(name)}: give it a name.`);
    }
    if (name === START || name === END)
      throw new GraphValidationError(`"${name}" is where graphs begin or end: rename the node.`);
    if (this.#nodes.has(name))
      throw new GraphValidationError(`The node "${name}" was added already: rename the second one.`);
    if (typeof run !== 'function') throw notAFunction(`The node "${name}"`, run);
  }
}

/** Options of a node, whatever its types. */
type LooseOptions = Partial<Pick<NodeDefinition, 'defer' | 'ends'>> &
  NodePolicies & { readonly input?: readonly string[] | undefined };

function toAnswers(targets: readonly string[] | Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Array.isArray(targets) ? targets.map((name) => [name, name]) : Object.entries(targets));
}

function checkChannel(name: string, channel: unknown): void {
  if (name === '__proto__')
    throw new GraphValidationError('The channel "__proto__" is where objects keep their prototype: rename it.');
  if (typeof channel !== 'object' || channel === null || !('update' in channel)) {
    throw new GraphValidationError(
      `The channel "${name}" is ${describeValue(channel)}: declare it with lastValue(), reducer() or your own Channel.`,
    );
  }
}

function checkPrivate(name: string, channels: Channels): void {
  if (Object.hasOwn(channels, name)) return;
  throw new GraphValidationError(
    `The private key "${name}" is not a channel: declare it, or name one of ${listNames(Object.keys(channels))}.`,
  );
}

function isPlan(node: unknown): node is Plan {
  return typeof node === 'object' && node !== null && 'indices' in node;
}

function notAFunction(owner: string, value: unknown): GraphValidationError {
  return new GraphValidationError(`${owner} is ${describeValue(value)}: give a function.`);
}
