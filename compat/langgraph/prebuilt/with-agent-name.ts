/** Tells a model which agent said what, for models whose provider drops the names of messages. */
import { AIMessage, type BaseMessage, type BaseMessageLike, type MessageContent } from '@langchain/core/messages';
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import type { LanguageModelLike } from '@langchain/core/language_models/base';
import { isAi } from './message-kind.ts';

/** How names are told: `inline` as tags around the text. */
export type AgentNameMode = 'inline';

type AnyBlock = Exclude<MessageContent, string>[number];

const NAME = /<name>(.*?)<\/name>/s;
const CONTENT = /<content>(.*?)<\/content>/s;

/**
 * A model that sees the named answers of agents as `<name>…</name><content>…</content>`, and whose own answers in that form
 * are given as text and name.
 *
 * @throws Error for an unknown mode
 * @example
 * import { AIMessage, HumanMessage } from '@langchain/core/messages';
 * const named = withAgentName(model, 'inline');
 * await named.invoke([new AIMessage({ content: 'Done.', name: 'writer' }), new HumanMessage('Who was that?')]);
 */
export function withAgentName(model: LanguageModelLike, agentNameMode: AgentNameMode): LanguageModelLike {
  if (agentNameMode !== 'inline')
    throw new Error(`Invalid agent name mode: ${String(agentNameMode)}. Needs to be one of: "inline"`);
  return RunnableSequence.from([
    RunnableLambda.from((messages: BaseMessageLike[]) => messages.map(tagged)),
    model,
    RunnableLambda.from(untagged),
  ]);
}

function tagged(message: BaseMessageLike): BaseMessageLike {
  if (!isAi(message) || !message.name) return message;
  const { name } = message;
  if (typeof message.content === 'string')
    return new AIMessage({ ...fieldsOf(message), content: inTags(name, message.content), name: undefined });
  const blocks = message.content.map((block) => taggedBlock(name, block));
  const hasText = message.content.some(isText);
  const content = hasText ? blocks : [{ type: 'text', text: inTags(name, '') }, ...blocks];
  return new AIMessage({ ...message.lc_kwargs, content: content as AnyBlock[], name: undefined });
}

const inTags = (name: string, text: string): string => `<name>${name}</name><content>${text}</content>`;

function taggedBlock(name: string, block: AnyBlock | string): unknown {
  if (typeof block === 'string') return inTags(name, block);
  return isText(block) ? { ...(block as object), text: inTags(name, String(block.text)) } : block;
}

function isText(block: unknown): block is string | { type: 'text'; text: unknown } {
  if (typeof block === 'string') return true;
  return typeof block === 'object' && block !== null && 'type' in block && block.type === 'text';
}

function untagged(message: BaseMessage): BaseMessage {
  if (!isAi(message) || !message.content) return message;
  if (typeof message.content === 'string') {
    const name = NAME.exec(message.content)?.[1];
    const content = CONTENT.exec(message.content)?.[1];
    if (name === undefined || content === undefined) return message;
    return new AIMessage({ ...fieldsOf(message), content, name });
  }
  const found: { name?: string } = {};
  const content = message.content.flatMap((block) => untaggedBlock(block, found));
  return new AIMessage({ ...fieldsOf(message), content, name: found.name });
}

/** A block that says no more than the name is left out. */
function untaggedBlock(block: AnyBlock, found: { name?: string }): AnyBlock[] {
  if (block.type !== 'text' || typeof block.text !== 'string') return [block];
  const name = NAME.exec(block.text)?.[1];
  if (name === undefined) return [block];
  const content = CONTENT.exec(block.text)?.[1];
  found.name = name;
  return content === undefined || content === '' ? [] : [{ ...block, text: content }];
}

/** What a message was made of; a message that was made otherwise, as it is. */
function fieldsOf(message: AIMessage): object {
  const made = (message.lc_kwargs ?? {}) as object;
  return Object.keys(made).length > 0 ? made : message;
}
