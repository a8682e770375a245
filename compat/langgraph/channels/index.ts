/** `moss-agent-runtime/langgraph/channels`: the kinds of channels, and what turns them into checkpoints and back. */
export { AnyValue } from './any-value.ts';
export { BaseChannel, isDeltaChannel } from './base-channel.ts';
export { BinaryOperatorAggregate, type BinaryOperator } from './binary-operator-aggregate.ts';
export { channelsFromCheckpoint, createCheckpoint, emptyChannels as empty } from './channel-checkpoints.ts';
export { DeltaChannel, type DeltaReducer } from './delta-channel.ts';
export { deltaChannelsToSnapshot, exitDeltaTaskId } from './delta-snapshots.ts';
export { DynamicBarrierValue, type WaitForNames } from './dynamic-barrier-value.ts';
export { EphemeralValue } from './ephemeral-value.ts';
export { LastValue } from './last-value.ts';
export { LastValueAfterFinish } from './last-value-after-finish.ts';
export { NamedBarrierValue } from './named-barrier-value.ts';
export { NamedBarrierValueAfterFinish } from './named-barrier-value-after-finish.ts';
export { Topic } from './topic.ts';
export { UntrackedValueChannel } from './untracked-value-channel.ts';
