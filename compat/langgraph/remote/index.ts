/** `moss-agent-runtime/langgraph/remote`: graphs that run on a LangGraph server, called as if they ran here. */
export { RemoteGraph } from './remote-graph.ts';
export type { RemoteGraphParams } from './remote-graph-params.ts';
