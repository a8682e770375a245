/** An agent's nodes and the host's, wired to a plan of the engine: model → tools → model … → done. */
import { InvalidConfigError } from '../base/index.ts';
import { type Channel, END, type GraphBuilder, type Plan, reducer, START, stateGraph } from '../engine/index.ts';
import type { BaseMessage } from '../langchain/index.ts';
import type { AgentContext } from './agent-context.ts';
import { closeSteps } from './done-node.ts';
import type {
  AddedNode,
  BuiltInNode,
  ExecutionNodeFunction,
  ExecutionNodes,
  ExecutionState,
  ExecutionUpdate,
} from './execution-node.ts';
import { callModel } from './model-node.ts';
import type { RunScope } from './run-scope.ts';
import { toolCallsOf } from './tool-batch.ts';
import { runTools } from './tool-node.ts';

const BUILT_IN: Readonly<Record<BuiltInNode, ExecutionNodeFunction>> = {
  llm: callModel,
  tools: runTools,
  done: closeSteps,
};

/** The plan of a run, as the engine takes it. */
export type ExecutionPlan = Plan<ExecutionState, ExecutionUpdate, RunScope>;

/** Node names depend on the agent and the host, so any name will do. */
type ExecutionBuilder = GraphBuilder<ExecutionState, ExecutionUpdate, RunScope, string>;

/**
 * Compiles the graph of one agent.
 *
 * Node names are those of the host's protocol, `agent=<id>` and `tools=<id>`; `done` and added nodes keep their own.
 * The end is a node of its own, so a turn of one model call takes two super-steps.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` naming a node of `nodes` that cannot be wired
 */
export function executionPlan(agent: AgentContext, nodes: ExecutionNodes = {}): ExecutionPlan {
  if (typeof nodes !== 'object' || nodes === null) {
    throw new InvalidConfigError('CONFIG_INVALID', 'graphConfig.nodes is no object: pass nodes by name');
  }
  const wiring = new Wiring(agent, nodes);
  const messages: Channel<readonly BaseMessage[]> = reducer(mergeMessages, () => []);
  const builder = stateGraph({ messages });
  const graph: ExecutionBuilder = builder.withContext<RunScope>();
  for (const name of Object.keys(BUILT_IN) as BuiltInNode[]) {
    graph.addNode(wiring.engineName(name), wiring.replacement(name) ?? BUILT_IN[name]);
  }
  for (const [name, { run }] of wiring.added) graph.addNode(name, run);

  graph.addEdge(START, wiring.way('llm'));
  graph.addConditionalEdges(wiring.engineName('llm'), ({ messages }) =>
    wiring.way(callsTools(messages.at(-1)) ? 'tools' : 'done'),
  );
  graph.addEdge(wiring.engineName('tools'), wiring.way(agent.toolEnd ? 'done' : 'llm'));
  for (const [name, { before, next }] of wiring.added) {
    if (next === undefined) graph.addEdge(name, wiring.way(before, name));
    else graph.addConditionalEdges(name, (state) => wiring.way(next(state), name));
  }
  graph.addEdge(wiring.engineName('done'), END);
  return graph.compile();
}

function callsTools(message: BaseMessage | undefined): boolean {
  const { valid, malformed } = toolCallsOf(message);
  return valid.length + malformed.length > 0;
}

/** Knows which node stands in front of which. */
class Wiring {
  /** Nodes of the host that are new to the graph, in the order they were given. */
  readonly added: ReadonlyMap<string, AddedNode>;
  readonly #agentId: string;
  readonly #nodes: ExecutionNodes;

  constructor({ agentId }: AgentContext, nodes: ExecutionNodes) {
    this.#agentId = agentId;
    this.#nodes = nodes;
    this.added = addedNodes(nodes);
  }

  engineName(name: string): string {
    if (name === 'llm') return `agent=${this.#agentId}`;
    return name === 'tools' ? `tools=${this.#agentId}` : name;
  }

  replacement(name: BuiltInNode): ExecutionNodeFunction | undefined {
    const node = this.#nodes[name];
    if (node === undefined || typeof node === 'function') return node;
    throw invalidNode(name, 'is a node of the graph itself: give a function to replace it');
  }

  /** Where a way to `target` leads first. From a node that stands in front of `target`, it leads on to what comes after. */
  way(target: string, from?: string): string {
    const inFront = Array.from(this.added).flatMap(([name, { before }]) => (before === target ? [name] : []));
    const next = inFront[from === undefined ? 0 : inFront.indexOf(from) + 1];
    return next === undefined ? this.engineName(target) : this.way(next);
  }
}

function addedNodes(nodes: ExecutionNodes): Map<string, AddedNode> {
  const added = new Map<string, AddedNode>();
  for (const [name, node] of Object.entries(nodes)) {
    if (node === undefined || Object.hasOwn(BUILT_IN, name)) continue;
    if (typeof node === 'function' || typeof node?.run !== 'function') {
      throw invalidNode(name, 'is new to the graph: give { run, before } to say which node it stands in front of');
    }
    added.set(name, node);
  }
  for (const name of added.keys()) checkPlace(name, added);
  return added;
}

/** Follows the places from node to node until they lead to the graph itself. */
function checkPlace(name: string, added: ReadonlyMap<string, AddedNode>): void {
  const passed = new Set<string>();
  for (let place = name; !Object.hasOwn(BUILT_IN, place); place = added.get(place)?.before ?? '') {
    if (!added.has(place))
      throw invalidNode(name, `stands before ${JSON.stringify(place)}, which is no node of the graph`);
    if (passed.has(place)) throw invalidNode(name, 'stands before itself: no way leads to it');
    passed.add(place);
  }
}

function invalidNode(name: string, problem: string): InvalidConfigError {
  return new InvalidConfigError('CONFIG_INVALID', `graphConfig.nodes: "${name}" ${problem}`);
}

/** How messages join the state: appended; one with the id of an earlier one takes its place. */
export function mergeMessages(all: readonly BaseMessage[], more: readonly BaseMessage[]): readonly BaseMessage[] {
  const merged = [...all];
  for (const message of more) {
    const at = message.id === undefined ? -1 : merged.findLastIndex(({ id }) => id === message.id);
    if (at < 0) merged.push(message);
    else merged[at] = message;
  }
  return merged;
}
