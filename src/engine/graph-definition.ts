/** What a builder has gathered, not yet checked. */
import type { Channel } from './channel.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { NodePolicies } from './policies.ts';

export interface EdgeDefinition {
  readonly from: string;
  readonly to: string;
}

/** An edge that waits for several nodes. */
export interface JoinDefinition {
  readonly from: readonly string[];
  readonly to: string;
}

export interface RouterDefinition {
  readonly from: string;
  route(this: void, state: unknown, runtime: NodeRuntime): unknown;
  /** Answer → node it stands for; absent where any node may be answered. */
  readonly targets: ReadonlyMap<string, string> | undefined;
}

export interface NodeDefinition {
  readonly name: string;
  run(this: void, input: unknown, runtime: NodeRuntime): unknown;
  readonly defer: boolean;
  /** Channels it gets as a record, or the one it gets as it is; absent where it gets the whole state. */
  readonly input: readonly string[] | string | undefined;
  /** Channels that trigger it. */
  readonly triggers: readonly string[];
  /** Where its commands may go; absent where it does not say. */
  readonly ends: readonly string[] | undefined;
  readonly policies: NodePolicies | undefined;
}

/** A node of which only what `options` has is said. */
export function defineNode(
  name: string,
  run: NodeDefinition['run'],
  { defer = false, input, triggers = NONE, ends }: Partial<NodeDefinition> = NOTHING,
  policies?: NodePolicies,
): NodeDefinition {
  return { name, run, defer, input, triggers, ends, policies };
}

const NONE: readonly string[] = [];
const NOTHING = {};

export interface GraphDefinition {
  readonly channels: ReadonlyMap<string, Channel<unknown, unknown>>;
  readonly nodes: ReadonlyMap<string, NodeDefinition>;
  readonly edges: readonly EdgeDefinition[];
  readonly joins: readonly JoinDefinition[];
  readonly routers: readonly RouterDefinition[];
  /** Keys that the input may write; absent for all. */
  readonly inputs: readonly string[] | undefined;
  /** Keys that the result has; absent for all. */
  readonly outputs: readonly string[] | undefined;
  readonly lossyJoins: boolean;
}
