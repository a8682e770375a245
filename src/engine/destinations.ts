/** Resolves where conditional edges and commands go. */
import { NOWHERE, type Plan } from './plan.ts';
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
 * @param ends   the names it may have
 * @returns what of it leads nowhere, if anything does
 */
export function goTo(
  plan: Plan,
  itinerary: Itinerary,
  answer: unknown,
  ends: ReadonlyMap<string, number>,
): Astray | undefined {
  for (const part of Array.isArray(answer) ? (answer as unknown[]) : [answer]) {
    if (isSend(part)) {
      const node = plan.nodes[plan.indices.get(part.node) ?? NOWHERE];
      if (node === undefined) return { answer: part.node, known: plan.indices.keys() };
      itinerary.errands.push({ node, input: part.input, timeout: part.timeout });
      continue;
    }
    const index = typeof part === 'string' ? ends.get(part) : undefined;
    if (index === undefined) return { answer: part, known: ends.keys() };
    if (index !== NOWHERE) goToNode(plan, itinerary, index);
  }
  return undefined;
}

function goToNode(plan: Plan, { chosen, signals }: Itinerary, index: number): void {
  const deferral = plan.nodes[index]?.deferral;
  if (deferral === undefined) chosen.push(index);
  else signals.push({ slot: deferral, value: true });
}
