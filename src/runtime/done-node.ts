/** The done node: the turn has come to its natural end. */
import type { NodeRuntime } from '../engine/index.ts';
import type { ExecutionState } from './execution-node.ts';
import type { RunScope } from './run-scope.ts';

/** Closes the steps that nothing else completed. */
export async function closeSteps(_state: ExecutionState, runtime: NodeRuntime<RunScope>): Promise<void> {
  await runtime.context.steps.closeAll('completed');
}
