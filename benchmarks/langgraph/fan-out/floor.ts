export { contender } from '../../engine/fan-out/floor.ts';
