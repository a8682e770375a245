/** The older loop of an agent that says what it does as actions, and of tools that know nothing of messages. */
import type { AgentAction, AgentFinish } from '@langchain/core/agents';
import type { BaseMessage } from '@langchain/core/messages';
import type { Runnable, RunnableConfig } from '@langchain/core/runnables';
import type { Tool } from '@langchain/core/tools';
import type { BaseChannel } from '../channels/index.ts';
import { StateGraph, type CompiledStateGraph } from '../graph/index.ts';
import { END, START } from '../reserved-names.ts';
import type { StateDefinition } from '../state/index.ts';
import { ToolExecutor } from './tool-executor.ts';

/* oxlint-disable typescript/no-explicit-any -- as published: an agent is whatever gives an outcome */

type Step = {
  action: AgentAction | AgentFinish;
  observation: unknown;
};

/** @ignore */
export interface AgentExecutorState {
  agentOutcome?: AgentAction | AgentFinish;
  steps: Array<Step>;
  input: string;
  chatHistory?: BaseMessage[];
}

/** Every key with the channel that holds it. */
type Channels<State> = { [Key in keyof State]: BaseChannel<State[Key], State[Key]> };
type Spelt<State> = { [Key in keyof State]: State[Key] };

/**
 * Runs an agent and the tools that it chooses until it has finished.
 *
 * @example
 * import { RunnableLambda } from '@langchain/core/runnables';
 * const agentRunnable = RunnableLambda.from(() => ({ returnValues: { output: 'It rains.' }, log: '' }));
 * const executor = createAgentExecutor({ agentRunnable, tools: new ToolExecutor({ tools: [search] }) });
 * const { agentOutcome } = await executor.invoke({ input: 'What is the weather like?' });
 */
export function createAgentExecutor({
  agentRunnable,
  tools,
}: {
  agentRunnable: Runnable;
  tools: Array<Tool> | ToolExecutor;
}): CompiledStateGraph<
  Spelt<AgentExecutorState>,
  Spelt<Partial<AgentExecutorState>>,
  typeof START | 'action' | 'agent',
  Channels<AgentExecutorState>,
  Channels<AgentExecutorState>,
  StateDefinition,
  { action: Partial<AgentExecutorState>; agent: { agentOutcome: any } }
> {
  const executor = Array.isArray(tools) ? new ToolExecutor({ tools }) : tools;
  const callAgent = async (state: AgentExecutorState, config?: RunnableConfig) => ({
    agentOutcome: (await agentRunnable.invoke(state, config)) as AgentAction | AgentFinish,
  });
  const callTool = async (state: AgentExecutorState, config?: RunnableConfig) => {
    const action = state.agentOutcome;
    if (!action || 'returnValues' in action) throw new Error('Agent has not been run yet');
    return { steps: [{ action, observation: (await executor.invoke(action, config)) as unknown }] };
  };
  const graph = new StateGraph<AgentExecutorState>({
    channels: {
      input: null,
      agentOutcome: null,
      steps: { reducer: (held: Step[], added: Step[]) => held.concat(added), default: () => [] },
    },
  } as never)
    .addNode('agent', callAgent)
    .addNode('action', callTool)
    .addEdge(START, 'agent')
    .addConditionalEdges('agent', (state) => (isFinished(state) ? 'end' : 'continue'), { continue: 'action', end: END })
    .addEdge('action', 'agent');
  return graph.compile() as never;
}

function isFinished({ agentOutcome }: AgentExecutorState): boolean {
  return Boolean(agentOutcome && 'returnValues' in agentOutcome);
}
