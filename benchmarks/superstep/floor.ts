/** The same work written by hand, without any engine: what no engine can be cheaper than. */
import { expectCount, type Contender } from './contender.ts';

interface State {
  readonly count: number;
}
type Node = (state: State) => Partial<State> | Promise<Partial<State>>;

const increment: Node = (state) => ({ count: state.count + 1 });
const incrementLater: Node = async (state) => ({ count: state.count + 1 });

function steps(size: number, node: Node): () => Promise<void> {
  const nodes = Array.from({ length: size }, () => node);
  return async () => {
    let state: State = { count: 0 };
    for (const run of nodes) state = { ...state, ...(await run(state)) };
    expectCount('floor', state.count, size);
  };
}

export const floor: Contender = {
  name: 'floor',
  scenarios: {
    chain: (size) => steps(size, increment),
    channels: () => steps(1000, increment),
    run: () => steps(3, increment),
    async: (size) => steps(size, incrementLater),
    loop: (size) => steps(size, increment),
    'fan-out': (size) => async () => {
      const results = await Promise.all(Array.from({ length: size }, async () => ({ sum: 1 })));
      expectCount(
        'floor',
        results.reduce((sum, result) => sum + result.sum, 0),
        size,
      );
    },
  },
};
