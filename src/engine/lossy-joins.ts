/** Joins as LangGraph 1.4 has them, for graphs that rely on it. */
import { EMPTY, type Channel } from './channel.ts';
import { readable, type Changes } from './channel-values.ts';
import { namedBarrier } from './channels/named-barrier.ts';
import type { Plan } from './plan.ts';
import { reachedByEdges } from './select-tasks.ts';
import type { EndedTask } from './task.ts';

/** What a join holds that never opens again. */
const JAMMED = 'jammed';

/** A join that can jam. */
export function lossyJoin(
  names: readonly string[],
): Channel<readonly string[], string, readonly string[] | typeof JAMMED> {
  const barrier = namedBarrier(names);
  return {
    ...barrier,
    update: (held, writes) => (held === JAMMED ? JAMMED : barrier.update(held, writes)),
    read: (held) => (held.length === names.length && held !== JAMMED ? held : EMPTY),
  };
}

/** A join that opens in the very super-step in which an edge leads to its node never opens again. Pure. */
export function jamJoins(plan: Plan, changes: Changes, ended: readonly EndedTask[]): Changes {
  const reached = reachedByEdges(ended);
  const jammed = new Map(changes);
  for (const [slot, held] of changes) {
    const channel = plan.channels[slot];
    const isJoin = channel !== undefined && !channel.visible && channel.channel.finish === undefined;
    if (!isJoin || readable(channel, held) === EMPTY) continue;
    if (channel.subscribers.some((index) => reached.has(index))) jammed.set(slot, JAMMED);
  }
  return jammed;
}
