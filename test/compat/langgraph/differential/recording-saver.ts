import type { RunnableConfig } from '@langchain/core/runnables';
import {
  MemorySaver,
  type ChannelVersions,
  type Checkpoint,
  type CheckpointMetadata,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint';
import { describeValue, type Description } from './describe-value.ts';

/** What of a config tells a saver where to store. */
function placeOf({ configurable = {} }: RunnableConfig): Record<string, unknown> {
  const { thread_id, checkpoint_ns, checkpoint_id } = configurable;
  return { thread_id, checkpoint_ns, checkpoint_id };
}

/** Whether a list of no packets is stored has a program of its own; it would hide all else in the others. */
function withoutEmptyTasks(checkpoint: Checkpoint): Checkpoint {
  const { __pregel_tasks: tasks, ...values } = checkpoint.channel_values;
  return Array.isArray(tasks) && tasks.length === 0 ? { ...checkpoint, channel_values: values } : checkpoint;
}

/** Keeps an account of all that is stored, in the order in which it was told to. */
export class RecordingSaver extends MemorySaver {
  readonly storedCheckpoints: Description[] = [];
  readonly storedWrites: Description[] = [];

  override put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    // The base class takes one argument less than savers are given.
    ...versions: ChannelVersions[]
  ): Promise<RunnableConfig> {
    this.storedCheckpoints.push(
      describeValue({ at: placeOf(config), checkpoint: withoutEmptyTasks(checkpoint), metadata, versions }),
    );
    return super.put(config, checkpoint, metadata);
  }

  override putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    this.storedWrites.push(describeValue({ at: placeOf(config), writes, taskId }));
    return super.putWrites(config, writes, taskId);
  }
}
