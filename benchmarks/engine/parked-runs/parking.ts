/** Lets runs wait at a gate until it is opened. */
import type { Contender } from '../../contender.ts';

type Count = { readonly count: number };

/** A node that adds one after the gate has been opened. */
export type WaitingNode = (state: Count) => Promise<Count>;

/**
 * A contender that starts `size` runs, each of which stops at the gate.
 *
 * @param makeRun makes a graph that calls the given node second; what it returns starts one run of it
 */
export function parkingContender(makeRun: (wait: WaitingNode) => () => unknown): Contender {
  let gate = Promise.withResolvers<void>();
  const run = makeRun(async (state) => {
    await gate.promise;
    return { count: state.count + 1 };
  });
  const park = async (size: number): Promise<() => Promise<void>> => {
    gate = Promise.withResolvers();
    const runs = Array.from({ length: size }, run);
    // Every run gets as far as the gate.
    await new Promise((resolve) => setTimeout(resolve, 50));
    return async () => {
      gate.resolve();
      await Promise.all(runs);
    };
  };
  return {
    prepare: async (size) => {
      const open = await park(100);
      await open();
      return () => park(size);
    },
  };
}
