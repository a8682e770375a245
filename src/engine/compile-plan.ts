/** Resolves every name of a graph to a number, once. Linear in the size of the graph. */
import { GraphValidationError } from '../base/index.ts';
import type { Channel } from './channel.ts';
import { afterFinish } from './channels/after-finish.ts';
import { anyValue } from './channels/any-value.ts';
import { namedBarrier } from './channels/named-barrier.ts';
import { defineNode, type GraphDefinition, type NodeDefinition } from './graph-definition.ts';
import { lossyJoin } from './lossy-joins.ts';
import {
  NOWHERE,
  START,
  type Plan,
  type PlanChannel,
  type PlanExit,
  type PlanInput,
  type PlanNode,
  type PlanRouter,
} from './plan.ts';
import type { Write } from './task.ts';
import { checkReferences } from './validate-graph.ts';

/** @throws GraphValidationError for a name that stands for nothing, and for a graph that does not begin */
export function compilePlan<State, Update, Context>(graph: GraphDefinition): Plan<State, Update, Context> {
  checkReferences(graph);
  const wiring = new Wiring(graph);
  const channels = freeze(wiring.channels.map((channel) => freeze(channel)));
  const keys = new Map([...wiring.slots].filter(([, slot]) => channels[slot]?.visible));
  const slotsWith = (has: (channel: PlanChannel) => boolean): readonly number[] =>
    freeze(channels.flatMap((channel, slot) => (has(channel) ? [slot] : [])));
  return freeze({
    channels,
    slots: wiring.slots,
    keys,
    seeded: slotsWith(({ channel }) => channel.initial !== undefined),
    finishing: slotsWith(({ channel }) => channel.finish !== undefined),
    bare: channels.some(({ name }) => name in Object.prototype),
    triggered: channels.some(({ subscribers }) => subscribers.length > 0),
    inputs: graph.inputs === undefined ? keys : new Map(graph.inputs.map((name) => [name, wiring.slot(name)])),
    outputs: graph.outputs && freeze(graph.outputs.map((name) => wiring.slot(name))),
    lossyJoins: graph.lossyJoins,
    nodes: freeze(Array.from(graph.nodes.values(), (node, index) => wiring.node(node, index))),
    indices: wiring.indices,
    start: wiring.node(START_NODE, NOWHERE),
  });
}

const { freeze } = Object;

const START_NODE = defineNode(START, (input) => input);

const NONE: readonly never[] = freeze([]);

/** What each node leads to: at the place after that of its index, because START is at 0. */
type Gathered<Item> = (Item[] | undefined)[];

/** The channels and edges of a graph, their names resolved. */
class Wiring {
  readonly channels: (PlanChannel & { readonly subscribers: number[] })[] = [];
  readonly slots = new Map<string, number>();
  readonly indices = new Map<string, number>();
  readonly #anywhere: PlanExit = freeze({ targets: this.indices, open: true });
  readonly #deferrals = new Map<number, number>();
  readonly #targets: Gathered<number> = [];
  readonly #routers: Gathered<PlanRouter> = [];
  readonly #signals: Gathered<Write> = [];

  constructor(graph: GraphDefinition) {
    for (const name of graph.nodes.keys()) this.indices.set(name, this.indices.size);
    for (const [name, channel] of graph.channels) this.#addChannel(name, channel, true);
    for (const { name, defer, triggers } of graph.nodes.values()) {
      if (defer) this.#defer(name);
      for (const trigger of triggers) this.channels[this.slot(trigger)]?.subscribers.push(this.#index(name));
    }
    for (const { from, to } of graph.edges) this.#lead(from, this.#index(to));
    for (const { from, to } of graph.joins) this.#join(from, to, graph.lossyJoins);
    for (const { from, route, targets } of graph.routers)
      gather(this.#routers, this.#index(from), freeze({ route, ...this.#exit(targets) }));
  }

  slot(name: string): number {
    return this.slots.get(name) ?? NOWHERE;
  }

  node({ name, run, input, ends, policies }: NodeDefinition, index: number): PlanNode {
    return freeze({
      index,
      name,
      run,
      targets: ascending(this.#targets[index + 1]),
      routers: frozen(this.#routers[index + 1]),
      signals: frozen(this.#signals[index + 1]),
      deferral: this.#deferrals.get(index),
      input: input === undefined ? undefined : this.#input(input),
      ends: this.#exit(ends && new Map(ends.map((end) => [end, end]))),
      policies,
    });
  }

  /** {@link NOWHERE} for START and END. */
  #index(name: string): number {
    return this.indices.get(name) ?? NOWHERE;
  }

  #addChannel(name: string, channel: Channel<unknown, never, unknown>, visible: boolean): number {
    if (this.slots.has(name)) {
      throw new GraphValidationError(
        `The graph needs a channel "${name}" itself: rename yours, or declare the edge once.`,
      );
    }
    const slot = this.channels.length;
    this.slots.set(name, slot);
    const plain = visible && channel.read === undefined && channel.fade === undefined;
    const incremental = plain && channel.incremental === true && channel.finish === undefined;
    this.channels.push({ name, channel, visible, plain, incremental, subscribers: [] });
    return slot;
  }

  #defer(name: string): void {
    const index = this.#index(name);
    const slot = this.#addChannel(`branch:to:${name}`, afterFinish(anyValue()), false);
    this.channels[slot]?.subscribers.push(index);
    this.#deferrals.set(index, slot);
  }

  #lead(from: string, to: number): void {
    if (to === NOWHERE) return;
    const deferral = this.#deferrals.get(to);
    if (deferral === undefined) gather(this.#targets, this.#index(from), to);
    else gather(this.#signals, this.#index(from), { slot: deferral, value: true });
  }

  #join(names: readonly string[], to: string, lossy: boolean): void {
    const target = this.#index(to);
    const slot = this.#addChannel(`join:${names.join('+')}:${to}`, this.#barrier(names, target, lossy), false);
    this.channels[slot]?.subscribers.push(target);
    for (const from of names) gather(this.#signals, this.#index(from), { slot, value: from });
  }

  #barrier(names: readonly string[], target: number, lossy: boolean): Channel<unknown, never, unknown> {
    if (this.#deferrals.has(target)) return afterFinish(namedBarrier(names));
    return lossy ? lossyJoin(names) : namedBarrier(names);
  }

  #exit(targets: ReadonlyMap<string, string> | undefined): PlanExit {
    if (targets === undefined) return this.#anywhere;
    const resolved = new Map<string, number>();
    for (const [answer, name] of targets) resolved.set(answer, this.#index(name));
    return freeze({ targets: resolved, open: false });
  }

  #input(names: readonly string[] | string): PlanInput {
    if (typeof names === 'string') return freeze({ kind: 'value', slot: this.slot(names) });
    return freeze({ kind: 'keys', slots: freeze(names.map((name) => this.slot(name))) });
  }
}

function gather<Item>(gathered: Gathered<Item>, from: number, item: Item): void {
  const items = gathered[from + 1];
  if (items === undefined) gathered[from + 1] = [item];
  else items.push(item);
}

function frozen<Item>(items: Item[] | undefined): readonly Item[] {
  return items === undefined ? NONE : freeze(items);
}

/** Each once. */
function ascending(indices: number[] | undefined): readonly number[] {
  return frozen(indices === undefined || indices.length < 2 ? indices : [...new Set(indices)].sort((a, b) => a - b));
}
