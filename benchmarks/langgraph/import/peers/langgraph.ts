export { contender } from '../../../engine/import/peers/langgraph.ts';
