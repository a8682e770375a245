/** What a builder has gathered, not yet checked. */
import type { Channel } from './channel.ts';
import type { NodeRuntime } from './node-runtime.ts';

export interface EdgeDefinition {
  readonly from: string;
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
}

export interface GraphDefinition {
  readonly channels: ReadonlyMap<string, Channel<unknown, unknown>>;
  readonly nodes: ReadonlyMap<string, NodeDefinition>;
  readonly edges: readonly EdgeDefinition[];
  readonly routers: readonly RouterDefinition[];
}
