import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, HumanMessage, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import { createAgent, tool } from 'langchain';
import { z } from 'zod';
import { expectResult, type Work } from '../../../contender.ts';

/** Asks for the tool so many times, then has an answer. Costs nothing but what LangChain does around it. */
class AskingModel extends BaseChatModel {
  readonly #rounds: number;

  constructor(rounds: number) {
    super({});
    this.#rounds = rounds;
  }

  override _llmType(): string {
    return 'asking';
  }

  override bindTools(): this {
    return this;
  }

  override _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const round = (messages.length - 1) / 2;
    const call = { name: 'add', args: { a: round, b: 1 }, id: `call-${round}`, type: 'tool_call' as const };
    const message = new AIMessage({ content: '', tool_calls: round < this.#rounds ? [call] : [] });
    return Promise.resolve({ generations: [{ text: '', message }] });
  }
}

const add = tool(({ a, b }) => String(a + b), {
  name: 'add',
  description: 'Adds two numbers',
  schema: z.object({ a: z.number(), b: z.number() }),
});

const makeAgent = (rounds: number): ReturnType<typeof createAgent> =>
  createAgent({ model: new AskingModel(rounds), tools: [add] }) as never;

/** The agent, on the LangGraph that `langchain` finds in this process. */
export function agentRounds(rounds: number): Work {
  const agent = makeAgent(rounds);
  return async () => {
    const { messages } = await agent.invoke({ messages: [new HumanMessage('go')] }, { recursionLimit: 2 * rounds + 2 });
    expectResult(messages.length, 2 * rounds + 2);
  };
}

interface Update {
  readonly messages: BaseMessage[];
}

/** The node of the model answers with commands, the node of the tools with an update. */
interface Nodes {
  readonly model_request: { readonly runnable: Node<readonly { readonly update: Update }[]> };
  readonly tools: { readonly runnable: Node<Update> };
}

interface Node<Output> {
  invoke(state: object, config: object): Promise<Output>;
}

/** What the agent's nodes do, without the graph around them. */
export function nodeRounds(rounds: number): Work {
  const { model_request: model, tools } = makeAgent(rounds).builder.nodes as unknown as Nodes;
  return async () => {
    const messages: BaseMessage[] = [new HumanMessage('go')];
    for (;;) {
      for (const { update } of await model.runnable.invoke({ messages }, {})) messages.push(...update.messages);
      const [call] = (messages.at(-1) as AIMessage).tool_calls ?? [];
      if (call === undefined) break;
      messages.push(...(await tools.runnable.invoke({ messages, lg_tool_call: call }, {})).messages);
    }
    expectResult(messages.length, 2 * rounds + 2);
  };
}
