import type * as ChatModels from '@langchain/core/language_models/chat_models';
import type * as Messages from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import type * as Tools from '@langchain/core/tools';
import type * as Prebuilt from '@langchain/langgraph/prebuilt';
import { expectResult, type Work } from '../../contender.ts';

/** What is used of `@langchain/core`, all of one copy. */
export interface Core {
  readonly models: typeof ChatModels;
  readonly messages: typeof Messages;
  readonly tools: typeof Tools;
}

/** The entries of `@langchain/core` that are used. */
export const ENTRIES = {
  models: './language_models/chat_models',
  messages: './messages',
  tools: './tools',
} as const;

/** A tool, and a model that calls it so many times. */
export interface Parts {
  readonly model: ChatModels.BaseChatModel;
  readonly tool: Tools.StructuredToolInterface;
}

export function partsOf({ models, messages, tools }: Core, rounds: number): Parts {
  class CallingModel extends models.BaseChatModel {
    override _llmType(): string {
      return 'calling';
    }
    override async _generate(asked: Messages.BaseMessage[]): Promise<ChatResult> {
      const done = (asked.length - 1) / 2;
      const calls =
        done < rounds ? [{ name: 'next', args: { after: done }, id: `call_${done}`, type: 'tool_call' as const }] : [];
      const message = new messages.AIMessage({ content: calls.length === 0 ? 'done' : '', tool_calls: calls });
      return { generations: [{ text: '', message }] };
    }
    override bindTools(): never {
      return this as never;
    }
  }
  const schema = { type: 'object', properties: { after: { type: 'number' } }, required: ['after'] } as const;
  const next = ({ after }: { after: number }): string => String(after + 1);
  return {
    model: new CallingModel({}),
    tool: tools.tool(next as never, { name: 'next', description: 'The next number.', schema: schema as never }),
  };
}

/** An agent that is made once and asked again and again. */
export function agentRounds({ createReactAgent }: typeof Prebuilt, core: Core, rounds: number): Work {
  const { model, tool } = partsOf(core, rounds);
  const agent = createReactAgent({ llm: model, tools: [tool] });
  const messages = [new core.messages.HumanMessage('Go.')];
  return async () => {
    const result = await agent.invoke({ messages }, { recursionLimit: 2 * rounds + 2 });
    expectResult(result.messages.length, 2 * rounds + 2);
  };
}
