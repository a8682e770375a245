import type { Contender } from '../../../contender.ts';
import { chainWorkflow, increment, runWorkflow } from '../../chain/peers/mastra.ts';

export const contender: Contender = {
  prepare: (size) => {
    const workflow = chainWorkflow([increment, increment, increment]);
    return () => Promise.all(Array.from({ length: size }, () => runWorkflow(workflow)));
  },
};
