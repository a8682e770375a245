import { StateGraphEngine } from '../../../src/engine/index.ts';
import { chainPlan, increment } from '../chain/ours.ts';
import { sharedSignalContender } from './runs.ts';

const engine = new StateGraphEngine(chainPlan([increment, increment, increment]));

export const contender = sharedSignalContender(async (signal) => (await engine.invoke({}, { signal })).count);
