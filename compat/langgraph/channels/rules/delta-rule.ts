import { DeltaSnapshot } from '@langchain/langgraph-checkpoint';
import { EMPTY } from '../../../../src/engine/index.ts';
import { deltaSeed, foldDelta, replayDelta, type DeltaChannel } from '../delta-channel.ts';
import type { ChannelRule } from './rule.ts';

/** `undefined` is what an empty channel holds. */
const held = (value: unknown): unknown => (value === undefined ? EMPTY : value);

export function deltaRule(channel: DeltaChannel): ChannelRule {
  const { reducer, initialValueFactory, snapshotFrequency } = channel;
  const recipe = { reducer, initialValueFactory };
  return {
    sharable: true,
    incremental: true,
    initial: () => held(initialValueFactory()),
    update: (before, writes) => held(foldDelta(recipe, before === EMPTY ? undefined : before, writes)),
    save: () => undefined,
    load: (saved) => held(deltaSeed(recipe, saved)),
    delta: {
      snapshotFrequency,
      snapshot: (value) => (value === EMPTY ? undefined : new DeltaSnapshot(value)),
      replay: (seed, writes) => held(replayDelta(recipe, deltaSeed(recipe, seed), writes)),
    },
  };
}
