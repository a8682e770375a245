import { createStep, createWorkflow } from '@mastra/core/workflows';
import { z } from 'zod';
import { expectResult, type Contender } from '../../../contender.ts';

export const Count = z.object({ count: z.number() });
type Node = (state: z.infer<typeof Count>) => Promise<z.infer<typeof Count>>;

export const increment: Node = async (state) => ({ count: state.count + 1 });

/** A step around a function. */
export function countStep(id: string, node: Node = increment) {
  return createStep({ id, inputSchema: Count, outputSchema: Count, execute: ({ inputData }) => node(inputData) });
}

/** A workflow from count to count, its inputs taken as they are. */
export function countWorkflow() {
  return createWorkflow({
    id: 'count',
    inputSchema: Count,
    outputSchema: Count,
    options: { validateInputs: false },
  });
}

/** These nodes, one after the other. */
export function chainWorkflow(nodes: readonly Node[]) {
  let workflow = countWorkflow().then(countStep('n0', nodes[0]));
  for (const [number, node] of nodes.entries()) if (number > 0) workflow = workflow.then(countStep(`n${number}`, node));
  return workflow.commit();
}

/** Does one run and returns the count it came to. */
export async function runWorkflow(workflow: ReturnType<typeof chainWorkflow>): Promise<number> {
  const run = await workflow.createRun();
  const result = await run.start({ inputData: { count: 0 } });
  if (result.status !== 'success') throw new Error(`The workflow ended as ${result.status}.`);
  return result.result.count;
}

export const contender: Contender = {
  prepare: (size) => {
    const workflow = chainWorkflow(Array.from({ length: size }, () => increment));
    return async () => expectResult(await runWorkflow(workflow), size);
  },
};
