import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';
import { expectResult, type Contender, type Work } from '../../../contender.ts';

const Amounts = z.array(z.number());

function fanOut(tasks: number): Work {
  const work = createStep({
    id: 'work',
    inputSchema: z.number(),
    outputSchema: z.number(),
    execute: async ({ inputData }) => inputData,
  });
  const workflow = createWorkflow({
    id: 'fan-out',
    inputSchema: Amounts,
    outputSchema: Amounts,
    options: { validateInputs: false },
  })
    .foreach(work, { concurrency: tasks })
    .commit();
  const inputData = Array.from({ length: tasks }, () => 1);
  return async () => {
    const run = await workflow.createRun();
    const result = await run.start({ inputData });
    if (result.status !== 'success') throw new Error(`The workflow ended as ${result.status}.`);
    expectResult(
      result.result.reduce((sum, amount) => sum + amount, 0),
      tasks,
    );
  };
}

export const contender: Contender = { prepare: fanOut };
