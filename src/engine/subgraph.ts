/** A graph as a node of another one. */
import { InvalidConfigError } from '../base/index.ts';
import { TaskRuntime, type NodeRuntime } from './node-runtime.ts';
import type { Plan } from './plan.ts';
import { runChild } from './run-child.ts';
import { registerSubplan, type SubgraphPersistence } from './subplans.ts';

export interface SubgraphOptions {
  /**
   * `inherited`: kept in the thread of the graph around it as part of the task, so that it goes on where it failed or paused, and begins
   * anew the next time the node runs. `own`: kept under the name of the node, so that it remembers from one time to the next.
   * `none`: not kept, which rules out interrupts. Default `inherited`.
   */
  readonly persistence?: SubgraphPersistence;
}

/**
 * Makes a node of a plan. The keys that both graphs have go in; what they hold at the subgraph's end is what the node writes. A reducer
 * key gets the whole value, so its fold should know what it already has; what one graph keeps to itself belongs in a key of its own.
 *
 * Context, abort signal, hooks and executor are those of the graph around it. A node of the subgraph that fails fails the node, and
 * one that waits for an answer pauses it.
 *
 * @param plan    the compiled subgraph
 * @param options whether and how it is kept
 * @example
 * const research = stateGraph({ topic: lastValue<string>() })
 *   .addNode('narrow', (state) => ({ topic: `${state.topic}, lately` }))
 *   .addEdge(START, 'narrow')
 *   .compile();
 * const graph = stateGraph({ topic: lastValue<string>() }).addNode('research', subgraph(research)).addEdge(START, 'research');
 */
export function subgraph<State, Update, Context>(
  plan: Plan<State, Update, Context>,
  { persistence = 'inherited' }: SubgraphOptions = {},
): (input: unknown, runtime: NodeRuntime<Context>) => Promise<State> {
  const run = (input: unknown, runtime: NodeRuntime<Context>): Promise<State> => {
    const place = TaskRuntime.placeOf(runtime);
    if (place !== undefined) return runChild(plan, persistence, place, input) as Promise<State>;
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      `The subgraph "${runtime.node}" was not called by the engine: add it as a node.`,
    );
  };
  registerSubplan(run, { plan, persistence });
  return run;
}
