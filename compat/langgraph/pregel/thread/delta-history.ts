/** Delta channels are stored as what was written to them: their values are made of that when a thread is opened. */
import type { BaseCheckpointSaver, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import type { ThreadPoint } from './thread-point.ts';

export async function restoreDeltaChannels(
  point: ThreadPoint,
  saver: BaseCheckpointSaver | undefined,
  { checkpoint, config }: CheckpointTuple,
): Promise<void> {
  const { rules, channelNames } = point.program;
  const missing = channelNames.filter(
    (name, slot) => rules[slot]?.delta !== undefined && !Object.hasOwn(checkpoint.channel_values, name),
  );
  if (missing.length === 0 || saver === undefined) return;
  const histories = await saver.getDeltaChannelHistory({ config, channels: missing });
  const restored = new Map<number, unknown>();
  for (const [slot, name] of channelNames.entries()) {
    const history = histories[name];
    const storage = rules[slot]?.delta;
    if (missing.includes(name) && history !== undefined && storage !== undefined)
      restored.set(slot, storage.replay(history.seed, history.writes));
  }
  point.values.adopt(restored);
}
