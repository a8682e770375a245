/** `moss-agent-runtime/langgraph/pregel`: graphs told as channels and the nodes that they trigger. */
export { Channel } from './channel.ts';
export { Pregel } from './pregel.ts';
export type { PregelInputType, PregelOptions, PregelOutputType } from './pregel-options.ts';
