export { contender } from '../saver-loop/floor.ts';
