/** A compiled graph: frozen, shared by all runs, everything that can be looked up already looked up. */
import type { Channel } from './channel.ts';
import type { NodeRuntime } from './node-runtime.ts';

/** Where a graph begins. */
export const START = '__start__';
/** Where a graph ends. */
export const END = '__end__';

/** The index END has in {@link PlanRouter.targets}. */
export const NOWHERE = -1;

export interface PlanChannel {
  readonly name: string;
  readonly channel: Channel<unknown, unknown>;
}

/** A conditional edge. */
export interface PlanRouter {
  route(this: void, state: unknown, runtime: NodeRuntime): unknown;
  /** Answer of `route` → index of the node it stands for. */
  readonly targets: ReadonlyMap<string, number>;
}

export interface PlanNode {
  /** Place in {@link Plan.nodes}, which is also the order in which writes of one super-step are applied. */
  readonly index: number;
  readonly name: string;
  run(this: void, input: unknown, runtime: NodeRuntime): unknown;
  /** Indices of the nodes that edges lead to, ascending, each once. */
  readonly targets: readonly number[];
  readonly routers: readonly PlanRouter[];
}

/** What `compile()` gives and `new StateGraphEngine(plan)` runs. */
export interface Plan<State = unknown, Update = unknown, Context = unknown> {
  /** In the order they were declared; a channel's place in here is its slot. */
  readonly channels: readonly PlanChannel[];
  /** Name of a channel → its slot. */
  readonly slots: ReadonlyMap<string, number>;
  /** Slots of the channels that begin with a value. */
  readonly seeded: readonly number[];
  /** In the order they were added. */
  readonly nodes: readonly PlanNode[];
  /** Name of a node → its index. */
  readonly indices: ReadonlyMap<string, number>;
  /** Stands for START: its input is the caller's, its edges lead to the first nodes. Not one of `nodes`. */
  readonly start: PlanNode;
  /** Only for the compiler; never set. */
  readonly '~types'?: { readonly state: State; readonly update: Update; readonly context: Context };
}
