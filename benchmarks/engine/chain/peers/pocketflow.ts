import { Flow, Node } from 'pocketflow';
import { expectResult, type Contender } from '../../../contender.ts';

export interface Count {
  count: number;
}
type Step = (state: Count) => Count | Promise<Count>;

const increment: Step = (state) => ({ count: state.count + 1 });

/** Gives the shared state to a function and keeps what it returns. */
export class StepNode extends Node<Count> {
  private readonly step: Step;

  constructor(step: Step = increment) {
    super();
    this.step = step;
  }

  override async prep(shared: Count): Promise<Count> {
    return shared;
  }

  override async exec(state: Count): Promise<Count> {
    return this.step(state);
  }

  override async post(shared: Count, _: unknown, update: Count): Promise<string | undefined> {
    Object.assign(shared, update);
    return undefined;
  }
}

/** These steps, one after the other. */
export function chainFlow(steps: readonly Step[]): Flow<Count> {
  const nodes = steps.map((step) => new StepNode(step));
  for (const [number, node] of nodes.entries()) {
    const after = nodes[number + 1];
    if (after !== undefined) node.next(after);
  }
  return new Flow<Count>(nodes[0] ?? new StepNode());
}

/** Counts to `length` with as many nodes. */
export function countingChain(length: number, step: Step = increment): () => Promise<void> {
  const flow = chainFlow(Array.from({ length }, () => step));
  return async () => {
    const shared = { count: 0 };
    await flow.run(shared);
    expectResult(shared.count, length);
  };
}

export const contender: Contender = { prepare: (size) => countingChain(size) };
