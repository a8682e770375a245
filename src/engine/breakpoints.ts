/** Where a run stops to be looked at. */
import { InvalidConfigError } from '../base/index.ts';
import { listNames } from './describe-value.ts';
import type { Plan } from './plan.ts';
import type { RunBreakpoints } from './run-ports.ts';
import type { Task } from './task.ts';

/** Names of nodes, or `'*'` for all. */
export type BreakAt = readonly string[] | '*';

/**
 * @returns `undefined` where there is nowhere to stop
 * @throws InvalidConfigError for a node that the graph does not have
 */
export function breakpointsOf(
  plan: Plan,
  before: BreakAt | undefined,
  after: BreakAt | undefined,
): RunBreakpoints | undefined {
  checkNodes(plan, 'interruptBefore', before);
  checkNodes(plan, 'interruptAfter', after);
  if (before === undefined && after === undefined) return undefined;
  return { between: (ended, next) => next.length > 0 && (names(after, ended) || names(before, next)) };
}

function names(at: BreakAt = [], tasks: readonly Task[]): boolean {
  return tasks.some(({ id, node }) => id !== undefined && (at === '*' || at.includes(node)));
}

function checkNodes(plan: Plan, option: string, at: BreakAt | undefined): void {
  if (at === undefined || at === '*') return;
  const unknown = at.find((name) => !plan.indices.has(name));
  if (unknown !== undefined) throw notANode(plan, `${option} names`, unknown);
}

/** @param speaker who named it, and a verb */
export function notANode({ indices }: Plan, speaker: string, name: string): InvalidConfigError {
  return new InvalidConfigError(
    'CONFIG_INVALID',
    `${speaker} "${name}", which is not a node: name one of ${listNames(indices.keys())}.`,
  );
}
