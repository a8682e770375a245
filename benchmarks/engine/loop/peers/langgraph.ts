import { Annotation, END, START, StateGraph, type BaseCheckpointSaver } from '@langchain/langgraph';
import { expectResult, type Contender, type Work } from '../../../contender.ts';

/** A graph that counts to `steps`, beside so many channels that no node touches. */
export function loopGraph(steps: number, idleChannels: readonly string[] = [], checkpointer?: BaseCheckpointSaver) {
  const State = Annotation.Root({
    ...Object.fromEntries(idleChannels.map((name) => [name, Annotation<number>()])),
    count: Annotation<number>(),
  });
  const increment = (state: { readonly count: number }) => ({ count: state.count + 1 });
  return new StateGraph(State)
    .addNode('tick', increment)
    .addNode('tock', increment)
    .addEdge(START, 'tick')
    .addEdge('tick', 'tock')
    .addConditionalEdges('tock', (state) => (state.count < steps ? 'tick' : END), ['tick', END])
    .compile({ checkpointer });
}

/** Counts to `steps`. */
export function countingLoop(steps: number, idleChannels = 0): Work {
  const names = Array.from({ length: idleChannels }, (_, number) => `idle${number}`);
  const graph = loopGraph(steps, names);
  const input = { ...Object.fromEntries(names.map((name, number) => [name, number])), count: 0 };
  return async () => expectResult((await graph.invoke(input, { recursionLimit: steps + 1 })).count, steps);
}

export const contender: Contender = { prepare: (size) => countingLoop(size) };
