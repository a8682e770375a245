/** A compiled graph: frozen, shared by all runs, everything that can be looked up already looked up. */
import type { Channel } from './channel.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { NodePolicies } from './policies.ts';
import type { Task, Write } from './task.ts';

/** Where a graph begins. */
export const START = '__start__';
/** Where a graph ends. */
export const END = '__end__';

/** The index END has in {@link PlanExit.targets}. */
export const NOWHERE = -1;

export interface PlanChannel {
  readonly name: string;
  readonly channel: Channel<unknown, unknown>;
  /** Whether nodes see and write it; where not, the graph keeps books in it (joins, deferred nodes). */
  readonly visible: boolean;
  /** Whether nodes simply read what is held, for as long as it is held. Saves most channels all further questions. */
  readonly plain: boolean;
  /** Whether what was written to it may be stored in place of what it holds. */
  readonly incremental: boolean;
  /** Indices of the nodes that run in the super-step after one that wrote it, if it can be read then. */
  readonly subscribers: readonly number[];
}

/** Where a conditional edge or a node's commands may go. */
export interface PlanExit {
  /** Name or answer → index of the node it stands for, {@link NOWHERE} for END. */
  readonly targets: ReadonlyMap<string, number>;
  /** Whether the graph does not say where it may lead: to every node, which `targets` then has, and to END. */
  readonly open: boolean;
}

/** A conditional edge. */
export interface PlanRouter extends PlanExit {
  route(this: void, state: unknown, runtime: NodeRuntime): unknown;
}

/** What a node gets as its input: values of these channels by name, or of a single one as it is. */
export type PlanInput =
  | { readonly kind: 'keys'; readonly slots: readonly number[] }
  | { readonly kind: 'value'; readonly slot: number };

export interface PlanNode {
  /** Place in {@link Plan.nodes}, which is also the order in which writes of one super-step are applied. */
  readonly index: number;
  readonly name: string;
  run(this: void, input: unknown, runtime: NodeRuntime): unknown;
  /** Indices of the nodes that edges lead to, ascending, each once. */
  readonly targets: readonly number[];
  readonly routers: readonly PlanRouter[];
  /** What the node writes by having run: joins and deferred nodes wait for it. */
  readonly signals: readonly Write[];
  /** Slot that is written in place of running the node at once; absent unless it is deferred. */
  readonly deferral: number | undefined;
  /** Absent where it gets the whole state. */
  readonly input: PlanInput | undefined;
  /** Where its commands may go. */
  readonly ends: PlanExit;
  readonly policies: NodePolicies | undefined;
}

/**
 * In which order a door of another make has the tasks of one super-step start, and their writes be applied. Its channels that wait until
 * nothing is left to run do not wait for what was sent: what they trigger runs beside that.
 */
export interface TaskOrder {
  start(tasks: Task[]): Task[];
  write(tasks: readonly Task[]): readonly Task[];
}

/** What `compile()` gives and `new StateGraphEngine(plan)` runs. */
export interface Plan<State = unknown, Update = unknown, Context = unknown> {
  /** First those of the state, in the order they were declared, then those of joins and deferred nodes. A channel's place in here is its slot. */
  readonly channels: readonly PlanChannel[];
  /** Name of a channel → its slot. */
  readonly slots: ReadonlyMap<string, number>;
  /** The same without channels that nodes do not see. */
  readonly keys: ReadonlyMap<string, number>;
  /** Slots of the channels that begin with a value. */
  readonly seeded: readonly number[];
  /** Slots of the channels that wait until nothing is left to run. */
  readonly finishing: readonly number[];
  /** Another order of tasks than the engine's own. */
  readonly order?: TaskOrder | undefined;
  /** Whether any channel has subscribers. */
  readonly triggered: boolean;
  /** Whether a key is called as a member that objects have anyway, so that only objects without members can be without it. */
  readonly bare: boolean;
  /** The keys that the input may write. */
  readonly inputs: ReadonlyMap<string, number>;
  /** Slots of the keys that the result has; absent where it has all. */
  readonly outputs: readonly number[] | undefined;
  /** See `CompileOptions.lossyJoins`. */
  readonly lossyJoins: boolean;
  /** In the order they were added. */
  readonly nodes: readonly PlanNode[];
  /** Name of a node → its index. */
  readonly indices: ReadonlyMap<string, number>;
  /** Stands for START: its input is the caller's, its edges lead to the first nodes. Not one of `nodes`. */
  readonly start: PlanNode;
  /** Only for the compiler; never set. */
  readonly '~types'?: { readonly state: State; readonly update: Update; readonly context: Context };
}
