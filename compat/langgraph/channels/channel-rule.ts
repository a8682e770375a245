/** From a channel to the rule that the engine runs. */
import { AnyValue } from './any-value.ts';
import type { BaseChannel } from './base-channel.ts';
import { BinaryOperatorAggregate } from './binary-operator-aggregate.ts';
import { DeltaChannel } from './delta-channel.ts';
import { DynamicBarrierValue } from './dynamic-barrier-value.ts';
import { EphemeralValue } from './ephemeral-value.ts';
import { LastValue } from './last-value.ts';
import { LastValueAfterFinish } from './last-value-after-finish.ts';
import { NamedBarrierValue } from './named-barrier-value.ts';
import { NamedBarrierValueAfterFinish } from './named-barrier-value-after-finish.ts';
import { dynamicBarrierRule, namedBarrierAfterFinishRule, namedBarrierRule } from './rules/barrier-rules.ts';
import { deltaRule } from './rules/delta-rule.ts';
import { foreignRule } from './rules/foreign-rule.ts';
import type { ChannelRule } from './rules/rule.ts';
import { topicRule } from './rules/topic-rule.ts';
import {
  aggregateRule,
  anyValueRule,
  ephemeralRule,
  lastValueAfterFinishRule,
  lastValueRule,
  untrackedRule,
} from './rules/value-rules.ts';
import { Topic } from './topic.ts';
import { UntrackedValueChannel } from './untracked-value-channel.ts';

export type { ChannelRule } from './rules/rule.ts';

type Maker = (channel: never) => ChannelRule;

/** Exact classes: a subclass may do anything otherwise. */
const makers: ReadonlyMap<unknown, Maker> = new Map<unknown, Maker>([
  [LastValue, lastValueRule],
  [EphemeralValue, ephemeralRule],
  [BinaryOperatorAggregate, aggregateRule],
  [AnyValue, anyValueRule],
  [UntrackedValueChannel, untrackedRule],
  [LastValueAfterFinish, lastValueAfterFinishRule],
  [NamedBarrierValue, namedBarrierRule],
  [NamedBarrierValueAfterFinish, namedBarrierAfterFinishRule],
  [DynamicBarrierValue, dynamicBarrierRule],
  [Topic, topicRule],
  [DeltaChannel, deltaRule],
]);

/** The rule of a channel. What the channel itself holds is of no account: a run begins with what `fromCheckpoint()` makes. */
export function ruleOf(channel: BaseChannel): ChannelRule {
  const make = makers.get(channel.constructor) ?? foreignRule;
  return make(channel as never);
}
