import { chainGraph, increment } from '../../chain/peers/langgraph.ts';
import { parkingContender } from '../parking.ts';

export const contender = parkingContender((wait) => {
  const graph = chainGraph([increment, wait, increment]);
  return () => graph.invoke({ count: 0 });
});
