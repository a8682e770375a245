import { chainGraph, increment } from '../../chain/peers/langgraph.ts';
import { sharedSignalContender } from '../runs.ts';

const graph = chainGraph([increment, increment, increment]);

export const contender = sharedSignalContender(async (signal) => (await graph.invoke({ count: 0 }, { signal })).count);
