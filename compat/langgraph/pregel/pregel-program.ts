/** A Pregel as the engine runs it: channels are rules with a slot each, nodes stand in the order in which their writes are applied. */
import type { Channel, Plan } from '../../../src/engine/index.ts';
import { EMPTY } from '../../../src/engine/index.ts';
import { compileProgram, readable, type ChannelValues, type PlanNode } from '../../../src/engine/internal.ts';
import type { BaseChannel } from '../channels/base-channel.ts';
import { ruleOf, type ChannelRule } from '../channels/channel-rule.ts';
import { TAG_HIDDEN, TASKS } from '../reserved-names.ts';
import { lagOf } from './held-ends.ts';
import type { NodeBody, NodeWriter } from './node-writer.ts';
import type { CachePolicy, RetryPolicy, TimeoutPolicy } from './policies.ts';
import type { AnyPregel } from './pregel.ts';
import type { PregelNode } from './pregel-node.ts';
import { findSubgraph } from './subgraphs.ts';
import { upstreamOrder } from './task-order.ts';

/** What is done about a node that fails, dawdles or was asked the same before. */
export interface NodePolicies {
  readonly retry: RetryPolicy | undefined;
  readonly cache: CachePolicy | undefined;
  readonly timeout: TimeoutPolicy | undefined;
  /** The node that runs in its place once it has failed for good. */
  readonly errorHandler: string | undefined;
}

export interface NodeProgram {
  readonly name: string;
  readonly planNode: PlanNode;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly policies: NodePolicies;
  /** The graph that runs within it, as far as it says so. */
  readonly subgraph: AnyPregel | undefined;
  /** Channels that trigger it, by name and by slot. */
  readonly triggers: readonly (readonly [name: string, slot: number])[];
  /** Makes what it gets of what the channels hold: an object of its own, which it may change. */
  readonly read: (values: ChannelValues) => unknown;
  readonly body: NodeBody;
  /** Whether the body is a function of the graph's author, which may look for its config; a Runnable is given it. */
  readonly seeksConfig: boolean;
  readonly writers: readonly NodeWriter[];
  /** How much later than others its end is told that ended at the same time: see `HeldEnds`. */
  readonly lag: number;
  /** Whether streams and traces leave it out. */
  readonly hidden: boolean;
  /** Whether nothing but its body has to be thought of. */
  readonly plain: boolean;
  /** Whether it is one thing alone, which tells handlers of itself if it tells of anything. */
  readonly single: boolean;
}

export interface PregelProgram {
  readonly plan: Plan;
  /** By slot. */
  readonly rules: readonly ChannelRule[];
  /** By slot. */
  readonly channelNames: readonly string[];
  /** By the index of the plan's node. */
  readonly nodes: readonly NodeProgram[];
  readonly byName: ReadonlyMap<string, NodeProgram>;
  /** In the order in which the graph has them. */
  readonly inOrder: readonly NodeProgram[];
  /** Whether any channel is never stored. */
  readonly hasUntracked: boolean;
  /** Whether any channel is used up by the node that it makes run. */
  readonly hasUsable: boolean;
}

/** Compiles nodes and channels once; what a Pregel was given must not change afterwards. */
export function compilePregel(
  nodes: Readonly<Record<string, PregelNode>>,
  channels: Readonly<Record<string, BaseChannel>>,
): PregelProgram {
  const channelNames = Object.keys(channels).filter((name) => name !== TASKS);
  const rules = channelNames.map((name) => namedRule(name, ruleOf(channels[name] as BaseChannel)));
  // Writes of one super-step are applied in the order of the names.
  const names = Object.keys(nodes).sort((a, b) => (a < b ? -1 : 1));
  const compiled: Plan = compileProgram({
    channels: Object.fromEntries(channelNames.map((name, slot) => [name, rules[slot] as Channel<unknown, never>])),
    nodes: Object.fromEntries(
      names.map((name) => [name, { triggers: [...new Set(nodes[name]?.triggers)], run: neverRun }]),
    ),
  });
  const plan: Plan = { ...compiled, order: upstreamOrder };
  const programs = plan.nodes.map((planNode) => programOf(plan, planNode, nodes[planNode.name] as PregelNode));
  const byName = new Map(programs.map((program) => [program.name, program]));
  const inOrder = Object.keys(nodes).flatMap((name) => byName.get(name) ?? []);
  return {
    plan,
    rules,
    channelNames,
    nodes: programs,
    byName,
    inOrder,
    hasUntracked: rules.some(({ tracked }) => tracked === false),
    hasUsable: rules.some(({ fadesByUse }) => fadesByUse),
  };
}

/** The executor calls the bodies itself. */
function neverRun(): never {
  throw new Error('A node of a Pregel was called by something else than its executor.');
}

/** Updates that a channel refuses name it, as callers expect. */
function namedRule(name: string, rule: ChannelRule): ChannelRule {
  const update: ChannelRule['update'] = (held, writes) => {
    try {
      return rule.update(held, writes);
    } catch (error) {
      throw channelError(name, writes, error);
    }
  };
  return { ...rule, update };
}

function channelError(name: string, writes: readonly unknown[], error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'InvalidUpdateError') return error;
  const values = JSON.stringify(writes);
  const Refusal = error.constructor as new (message: string) => Error & { lc_error_code?: string };
  const refusal = new Refusal(`Invalid update for channel "${name}" with values ${values}: ${error.message}`);
  refusal.lc_error_code = (error as { lc_error_code?: string }).lc_error_code as string;
  return refusal;
}

function programOf(plan: Plan, planNode: PlanNode, node: PregelNode): NodeProgram {
  const slotOf = (name: string): number => plan.slots.get(name) ?? -1;
  const policies: NodePolicies = {
    retry: node.retryPolicy,
    cache: node.cachePolicy || undefined,
    timeout: node.timeout,
    errorHandler: node.errorHandlerNode,
  };
  return {
    name: planNode.name,
    planNode,
    tags: node.tags,
    metadata: node.metadata,
    policies,
    subgraph: findSubgraph(node),
    triggers: node.triggers.map((name) => [name, slotOf(name)] as const),
    read: readerOf(plan, node),
    body: node.body ?? bodyOf(node),
    seeksConfig: node.body !== undefined,
    writers: node.getWriters(),
    lag: lagOf(node.getWriters()),
    hidden: node.tags.includes(TAG_HIDDEN),
    plain: Object.values(policies).every((policy) => policy === undefined),
    single: node.getWriters().length <= (node.passesThrough ? 1 : 0),
  };
}

function bodyOf(node: PregelNode): NodeBody {
  if (node.passesThrough) return (input) => input;
  return (input, config) => node.bound.invoke(input, config);
}

function readerOf({ channels, slots }: Plan, node: PregelNode): (values: ChannelValues) => unknown {
  const read = (held: unknown, slot: number): unknown => {
    const channel = channels[slot];
    return channel === undefined ? EMPTY : readable(channel, held);
  };
  const { mapper } = node;
  if (Array.isArray(node.channels)) {
    const places = node.channels.map((name) => slots.get(name) ?? -1);
    return ({ held }) => {
      for (const slot of places) {
        const value = read(held[slot], slot);
        if (value !== EMPTY) return mapper === undefined ? value : (mapper(value) as unknown);
      }
      return undefined;
    };
  }
  const keys = Object.entries(node.channels).map(([key, name]) => [key, slots.get(name) ?? -1] as const);
  return ({ held }) => {
    const input: Record<string, unknown> = {};
    for (const [key, slot] of keys) {
      const value = read(held[slot], slot);
      if (value !== EMPTY) input[key] = value;
    }
    return mapper === undefined ? input : (mapper(input) as unknown);
  };
}
