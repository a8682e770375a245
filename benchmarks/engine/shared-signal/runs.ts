/** Many runs on one signal. */
import { getEventListeners } from 'node:events';
import { expectResult, type Contender } from '../../contender.ts';

const WARM_UP = 500;

/** @param run does one run of a chain of three nodes with the signal, and returns the count it came to */
export function sharedSignalContender(run: (signal: AbortSignal) => Promise<number>): Contender {
  return {
    prepare: async (size) => {
      const { signal } = new AbortController();
      const runs = async (count: number): Promise<void> => {
        for (let number = 0; number < count; number++) expectResult(await run(signal), 3);
      };
      await runs(WARM_UP);
      return async () => {
        await runs(size);
        // Also keeps the signal alive until memory was measured.
        return () => getEventListeners(signal, 'abort');
      };
    },
  };
}
