/** Where a run stops to be looked at. */
import { InvalidConfigError } from '../base/index.ts';
import { listNames } from './describe-value.ts';
import type { Plan } from './plan.ts';
import type { Task } from './task.ts';

/** Names of nodes, or `'*'` for all. */
export type BreakAt = readonly string[] | '*';

export class Breakpoints {
  readonly #before: BreakAt;
  readonly #after: BreakAt;

  constructor(before: BreakAt, after: BreakAt) {
    this.#before = before;
    this.#after = after;
  }

  /** Whether to stop between `ended` and `next`. */
  between(ended: readonly Task[], next: readonly Task[]): boolean {
    return next.length > 0 && (names(this.#after, ended) || names(this.#before, next));
  }
}

/**
 * @returns `undefined` where there is nowhere to stop
 * @throws InvalidConfigError for a node that the graph does not have
 */
export function breakpointsOf(
  plan: Plan,
  before: BreakAt | undefined,
  after: BreakAt | undefined,
): Breakpoints | undefined {
  checkNodes(plan, 'interruptBefore', before);
  checkNodes(plan, 'interruptAfter', after);
  return before === undefined && after === undefined ? undefined : new Breakpoints(before ?? [], after ?? []);
}

function names(at: BreakAt, tasks: readonly Task[]): boolean {
  return tasks.some((task) => task.id !== undefined && (at === '*' || at.includes(task.node)));
}

function checkNodes(plan: Plan, option: string, at: BreakAt | undefined): void {
  if (at === undefined || at === '*') return;
  const unknown = at.find((name) => !plan.indices.has(name));
  if (unknown === undefined) return;
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    `${option} names "${unknown}", which is not a node: name one of ${listNames(plan.indices.keys())}.`,
  );
}
