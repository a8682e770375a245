/** Where a run begins. */
import { ChannelValues } from './channel-values.ts';
import { valuesOf } from './open-thread.ts';
import type { Plan } from './plan.ts';
import type { Run } from './run.ts';
import type { Checkpoint } from './saver.ts';

/** The part of a run that changes while it goes. */
type RunProgress = Pick<
  Run,
  'values' | 'step' | 'firstStep' | 'restored' | 'pausedBy' | 'open' | 'waiting' | 'wakeAt' | 'whenSettled'
>;

/** @param saved the checkpoint that a new input comes after; absent in a new thread */
export function progressAfter(plan: Plan, saved: Checkpoint | undefined): RunProgress {
  const step = saved === undefined ? 0 : saved.step + 1;
  return {
    values: saved === undefined ? new ChannelValues(plan) : valuesOf(plan, saved),
    step,
    firstStep: step,
    restored: undefined,
    pausedBy: undefined,
    open: 0,
    waiting: 0,
    wakeAt: 0,
    whenSettled: undefined,
  };
}
