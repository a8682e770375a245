export { contender } from '../../engine/loop/floor.ts';
