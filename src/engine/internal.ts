/**
 * The low-level door: a graph told as channels, and nodes that channels trigger. What `stateGraph` has no words for can be said here;
 * it compiles to the same plan and runs on the same engine. Its names may change between minor versions.
 */
import type { Channel } from './channel.ts';
import { compilePlan } from './compile-plan.ts';
import { defineNode, type NodeDefinition } from './graph-definition.ts';
import type { NodeRuntime } from './node-runtime.ts';
import type { Plan } from './plan.ts';
import { checkPolicies, type NodePolicies } from './policies.ts';

/** A node that channels trigger. */
export interface ProgramNode {
  /** It runs in the super-step after one that wrote any of these channels, if the channel can be read then; with none, only when sent to. */
  readonly triggers: readonly string[];
  /** What it gets: the value of one channel, or a record of several by name without those that are empty. Default: all channels. */
  readonly reads?: string | readonly string[] | undefined;
  /** Returns what to write, by channel; a `command` with sends; or nothing. */
  run(this: void, input: unknown, runtime: NodeRuntime): unknown;
  readonly policies?: NodePolicies | undefined;
}

/** A graph of channels. */
export interface Program {
  /** In the order in which nodes write and run. */
  readonly nodes: Readonly<Record<string, ProgramNode>>;
  readonly channels: Readonly<Record<string, Channel<unknown, never, unknown>>>;
  /** Channels that the input may write; default: all. */
  readonly inputs?: readonly string[] | undefined;
  /** Channels that the result has; default: all. */
  readonly outputs?: readonly string[] | undefined;
}

/**
 * Compiles a program.
 *
 * @throws GraphValidationError for a name that is not a channel, or a program that nothing triggers
 * @throws InvalidConfigError for a policy that makes no sense
 * @example
 * const plan = compileProgram({
 *   channels: { word: ephemeral<string>(), length: lastValue<number>() },
 *   nodes: { measure: { triggers: ['word'], reads: 'word', run: (word) => ({ length: String(word).length }) } },
 *   inputs: ['word'],
 *   outputs: ['length'],
 * });
 * const result = await new StateGraphEngine(plan).invoke({ word: 'ship' });   // { length: 4 }
 */
export function compileProgram(
  program: Program,
): Plan<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>> {
  const nodes = Object.entries(program.nodes).map(([name, node]): [string, NodeDefinition] => [
    name,
    define(name, node),
  ]);
  return compilePlan({
    // A channel takes whatever its writers write: names and types meet at run time here.
    channels: new Map(Object.entries(program.channels) as [string, Channel<unknown>][]),
    nodes: new Map(nodes),
    edges: [],
    joins: [],
    routers: [],
    inputs: program.inputs,
    outputs: program.outputs,
    lossyJoins: false,
  });
}

function define(name: string, { triggers, reads, run, policies }: ProgramNode): NodeDefinition {
  if (policies !== undefined) checkPolicies(`The node "${name}"`, policies);
  return defineNode(name, run, { input: reads, triggers }, policies);
}

// The loop and its parts, for a door that keeps, tells and executes its runs in a form of its own.
export { applyWrites, foldWrites } from './apply-writes.ts';
export { startTask } from './execute-task.ts';
export { ChannelValues, readable, type Changes } from './channel-values.ts';
export type { TaskOutcome } from './hooks.ts';
export { PauseSignal } from './interrupt.ts';
export type { PlanNode, TaskOrder } from './plan.ts';
export { runToEnd } from './run-loop.ts';
export type { RunBreakpoints, RunJournal, RunSink, StepEnd } from './run-ports.ts';
export type { Run } from './run.ts';
export { selectTasks } from './select-tasks.ts';
export { StopControl } from './stop-control.ts';
export { Task, TaskWrites, type EndedTask, type Errand, type Write } from './task.ts';
export { beginTurn, nextTurn, turnIsAwaited } from './event-loop.ts';
