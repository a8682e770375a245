export { contender } from '../../engine/small-runs/floor.ts';
