import type { BaseMessage } from '@langchain/core/messages';
import type { MessagesAnnotation } from '../messages/index.ts';
import { END } from '../reserved-names.ts';

/**
 * A conditional edge from a model to its tools: `tools` where the last message calls tools, else the end. It knows nothing of
 * calls that could not be read (`invalid_tool_calls`); `createReactAgent` does.
 *
 * @example
 * new StateGraph(MessagesAnnotation)
 *   .addNode('model', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
 *   .addNode('tools', new ToolNode([search]))
 *   .addEdge(START, 'model')
 *   .addConditionalEdges('model', toolsCondition, ['tools', END])
 *   .addEdge('tools', 'model');
 */
export function toolsCondition(state: BaseMessage[] | typeof MessagesAnnotation.State): 'tools' | typeof END {
  const messages = Array.isArray(state) ? state : state.messages;
  const calls = (messages.at(-1) as { tool_calls?: unknown[] } | undefined)?.tool_calls;
  return (calls?.length ?? 0) > 0 ? 'tools' : END;
}
