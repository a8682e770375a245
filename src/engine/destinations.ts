/** Resolves where conditional edges and commands go. */
import { END, NOWHERE, type Plan, type PlanExit } from './plan.ts';
import { isSend } from './send.ts';
import type { Errand, Write } from './task.ts';

/** Where a task goes, as far as it has said so. */
export interface Itinerary {
  /** Indices of nodes, in the order of the answers. */
  readonly chosen: number[];
  readonly errands: Errand[];
  /** What was written in place of going to deferred nodes. */
  readonly signals: Write[];
}

/** A destination that does not exist. */
export interface Astray {
  readonly answer: unknown;
  readonly known: Iterable<string>;
}

/**
 * Adds `answer` to the itinerary.
 *
 * @param answer a name, a `send`, or an array of these
 * @param exit   where it may go
 * @returns what of it leads nowhere, if anything does
 */
export function goTo(
  plan: Plan,
  itinerary: Itinerary,
  answer: unknown,
  { targets, open }: PlanExit,
): Astray | undefined {
  for (const part of Array.isArray(answer) ? (answer as unknown[]) : [answer]) {
    if (isSend(part)) {
      const node = plan.nodes[plan.indices.get(part.node) ?? NOWHERE];
      if (node === undefined) return { answer: part.node, known: plan.indices.keys() };
      itinerary.errands.push({ node, input: part.input, timeout: part.timeout });
      continue;
    }
    if (part === END && open) continue;
    const index = typeof part === 'string' ? targets.get(part) : undefined;
    if (index === undefined) return { answer: part, known: targets.keys() };
    if (index !== NOWHERE) goToNode(plan, itinerary, index);
  }
  return undefined;
}

function goToNode(plan: Plan, { chosen, signals }: Itinerary, index: number): void {
  const deferral = plan.nodes[index]?.deferral;
  if (deferral === undefined) chosen.push(index);
  else signals.push({ slot: deferral, value: true });
}
