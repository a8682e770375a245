/** LangChain's memory saver is LangGraph's own. */
export { contender } from '../../saver-chain/peers/langgraph.ts';
