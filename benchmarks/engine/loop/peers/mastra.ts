import { expectResult, type Contender } from '../../../contender.ts';
import { countStep, countWorkflow, runWorkflow } from '../../chain/peers/mastra.ts';

export const contender: Contender = {
  prepare: (size) => {
    const workflow = countWorkflow()
      .dountil(countStep('tick'), async ({ inputData }) => inputData.count >= size)
      .commit();
    return async () => expectResult(await runWorkflow(workflow), size);
  },
};
