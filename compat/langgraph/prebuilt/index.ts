/** `moss-agent-runtime/langgraph/prebuilt`: agents that are ready to run, and the parts that they are made of. */
export { withAgentName, type AgentNameMode } from './with-agent-name.ts';
export { createAgentExecutor, type AgentExecutorState } from './create-agent-executor.ts';
export {
  createFunctionCallingExecutor,
  type FunctionCallingExecutorState,
} from './create-function-calling-executor.ts';
export { createReactAgent, type AgentState } from './create-react-agent.ts';
export { createReactAgentAnnotation } from './create-react-agent-annotation.ts';
export type { CreateReactAgentParams } from './create-react-agent-params.ts';
export type { ActionRequest, HumanInterrupt, HumanInterruptConfig, HumanResponse } from './human-interrupt.ts';
export { ToolExecutor, type ToolExecutorArgs, type ToolInvocationInterface } from './tool-executor.ts';
export { ToolNode, type ToolNodeOptions } from './tool-node.ts';
export { toolsCondition } from './tools-condition.ts';
