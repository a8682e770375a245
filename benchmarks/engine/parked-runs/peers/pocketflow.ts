import { chainFlow } from '../../chain/peers/pocketflow.ts';
import { parkingContender } from '../parking.ts';

const increment = async (state: { readonly count: number }) => ({ count: state.count + 1 });

export const contender = parkingContender((wait) => {
  const flow = chainFlow([increment, wait, increment]);
  return () => flow.run({ count: 0 });
});
