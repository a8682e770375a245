export { contender } from '../../engine/subgraph/floor.ts';
