/** What channels hold at a checkpoint. Pure. */
import type { Checkpoint } from '@langchain/langgraph-checkpoint';
import type { Changes } from '../../../../src/engine/internal.ts';
import type { PregelProgram } from '../pregel-program.ts';

export function heldValues({ plan, rules }: PregelProgram, { channel_values }: Checkpoint): Changes {
  const held = new Map<number, unknown>();
  for (const name of Object.keys(channel_values)) {
    const slot = plan.slots.get(name);
    const rule = slot === undefined ? undefined : rules[slot];
    if (slot !== undefined && rule !== undefined && rule.tracked !== false)
      held.set(slot, rule.load(channel_values[name]));
  }
  return held;
}
