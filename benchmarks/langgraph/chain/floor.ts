export { contender } from '../../engine/chain/floor.ts';
