import { StateGraphEngine } from '../../../src/engine/index.ts';
import { chainPlan, increment } from '../chain/ours.ts';
import { parkingContender } from './parking.ts';

export const contender = parkingContender((wait) => {
  const engine = new StateGraphEngine(chainPlan([increment, wait, increment]));
  return () => engine.invoke({});
});
