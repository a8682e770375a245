import { chainWorkflow, increment, runWorkflow } from '../../chain/peers/mastra.ts';
import { parkingContender } from '../parking.ts';

export const contender = parkingContender((wait) => {
  const workflow = chainWorkflow([increment, wait, increment]);
  return () => runWorkflow(workflow);
});
