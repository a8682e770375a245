import { MemorySaver } from '@langchain/langgraph';
import type { Contender } from '../../../contender.ts';
import { loopGraph } from '../../loop/peers/langgraph.ts';
import { recordedRun } from '../../saver-chain/peers/langgraph.ts';

export const contender: Contender = {
  prepare: (size) => {
    const saver = new MemorySaver();
    return recordedRun(saver, loopGraph(size, [], saver), size);
  },
};
