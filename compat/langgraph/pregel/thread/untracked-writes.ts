/** Keeps what is never stored out of what is. */
import { TASKS } from '../../reserved-names.ts';
import { Send, _isSend } from '../../send.ts';
import type { PregelProgram } from '../pregel-program.ts';
import type { ChannelValue } from '../task-frame.ts';

/** The writes without those to untracked channels; what is sent loses the keys of such channels. */
export function withoutUntracked(writes: readonly ChannelValue[], program: PregelProgram): readonly ChannelValue[] {
  if (!program.hasUntracked) return writes;
  return writes
    .filter(([channel]) => !isUntracked(program, channel))
    .map(([channel, value]) =>
      channel === TASKS && _isSend(value) ? [channel, stripped(value, program)] : [channel, value],
    );
}

function stripped(packet: Send, program: PregelProgram): Send {
  const args: unknown = packet.args;
  if (typeof args !== 'object' || args === null) return packet;
  return new Send(packet.node, Object.fromEntries(Object.entries(args).filter(([key]) => !isUntracked(program, key))));
}

function isUntracked({ plan, rules }: PregelProgram, channel: string): boolean {
  const slot = plan.slots.get(channel);
  return slot !== undefined && rules[slot]?.tracked === false;
}
