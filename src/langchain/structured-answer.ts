/** An answer that is one JSON document, by whatever a LangChain chat model has for that. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type AIMessage, AIMessageChunk, type BaseMessage, SystemMessage } from '@langchain/core/messages';
import { textOfContent } from '../base/index.ts';
import type { OutputFormat } from '../llm/index.ts';

/** Whether the model can be held to a schema: by a way of its own, or by a tool, as the base class does it. */
export function canStructure(model: BaseChatModel): boolean {
  if (typeof model.bindTools === 'function') return true;
  let owner: object | null = model;
  while (owner !== null && !Object.hasOwn(owner, 'withStructuredOutput'))
    owner = Object.getPrototypeOf(owner) as object;
  // Told by what else it has, since there may be several copies of the base class.
  return owner !== null && !Object.hasOwn(owner, 'generatePrompt');
}

/** Calls the model once, by `withStructuredOutput`. It comes whole; the document is its text, and no call is in it. */
export async function structuredAnswer(
  model: BaseChatModel,
  { name, description, schema }: OutputFormat,
  messages: BaseMessage[],
  signal: AbortSignal,
): Promise<AsyncIterable<AIMessageChunk>> {
  const described = { ...(description !== undefined && { description }), ...schema };
  const runnable = model.withStructuredOutput(described, { name, includeRaw: true });
  const { raw, parsed } = (await runnable.invoke(messages, { signal })) as { raw: AIMessage; parsed: unknown };
  const { usage_metadata, response_metadata, id } = raw;
  const whole = new AIMessageChunk({
    content: documentIn(raw, parsed),
    response_metadata,
    ...(id !== undefined && { id }),
    ...(usage_metadata && { usage_metadata }),
  });
  return (async function* answer() {
    yield whole;
  })();
}

/** What could not be parsed is left for the caller to judge. */
function documentIn({ content, tool_calls = [] }: AIMessage, parsed: unknown): string {
  const document = parsed ?? tool_calls[0]?.args;
  return document === undefined ? textOfContent(content) : JSON.stringify(document);
}

/**
 * The same conversation with the schema told in the instructions: for models that have nothing better, and where there are tools
 * besides, which `withStructuredOutput` leaves no room for.
 */
export function withToldSchema(
  messages: readonly BaseMessage[],
  { name, description, schema }: OutputFormat,
): BaseMessage[] {
  const what = description === undefined ? `"${name}"` : `"${name}" (${description})`;
  const told = `Your final answer is one JSON document ${what} and nothing else: no words around it, no fence. It follows this JSON Schema:\n${JSON.stringify(schema)}`;
  const [first, ...rest] = messages;
  if (first?.getType() !== 'system') return [new SystemMessage(told), ...messages];
  const { content } = first;
  const both =
    typeof content === 'string' ? `${content}\n\n${told}` : [...content, { type: 'text' as const, text: told }];
  return [new SystemMessage({ content: both }), ...rest];
}
