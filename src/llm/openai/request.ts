/** The port's request → the body of a Chat Completions request. */
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import { type AssistantMessage, type ContentPart, type Message, textOfContent } from '../../base/index.ts';
import { asList, kinds, readOption } from '../client-options.ts';
import type { LLMRequest, ToolDefinition } from '../llm-client.ts';
import type { OpenAIDialect } from './dialect.ts';

/** What every request of a client has in common. */
export type OpenAIParameters = Omit<ChatCompletionCreateParamsStreaming, 'messages' | 'tools'>;

/**
 * Maps the host's options to parameters of the wire, once per client; those left `undefined` are not sent.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` naming an option of the wrong kind
 */
export function openAIParameters(options: object, model: string, dialect: OpenAIDialect): OpenAIParameters {
  const limit = dialect.limitsCompletionTokens.test(model) ? 'max_completion_tokens' : 'max_tokens';
  return {
    model,
    stream: true,
    stream_options: readOption(options, kinds.flag, 'streamUsage') === false ? undefined : { include_usage: true },
    [limit]: readOption(options, kinds.number, 'maxTokens'),
    temperature: readOption(options, kinds.number, 'temperature'),
    top_p: readOption(options, kinds.number, 'topP'),
    stop: asList(readOption(options, kinds.texts, 'stop', 'stopSequences')),
    frequency_penalty: readOption(options, kinds.number, 'frequencyPenalty'),
    presence_penalty: readOption(options, kinds.number, 'presencePenalty'),
    ...readOption(options, kinds.object, 'modelKwargs'),
  };
}

/** The body of one streamed request. */
export function openAIBody(parameters: OpenAIParameters, request: LLMRequest): ChatCompletionCreateParamsStreaming {
  const messages = request.messages.map(wireMessage);
  return request.tools?.length
    ? { ...parameters, messages, tools: request.tools.map(wireTool) }
    : { ...parameters, messages };
}

/** A conversation is sent again and again, so each of its messages is converted only once. */
const converted = new WeakMap<Message, ChatCompletionMessageParam>();

function wireMessage(message: Message): ChatCompletionMessageParam {
  let wire = converted.get(message);
  if (wire === undefined) {
    wire = convert(message);
    converted.set(message, wire);
  }
  return wire;
}

function convert(message: Message): ChatCompletionMessageParam {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: textOfContent(message.content, '\n') };
    case 'user':
      return { role: 'user', content: userContent(message.content) };
    case 'assistant':
      return assistantMessage(message);
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: textOfContent(message.content, '\n') };
  }
}

/** Text alone goes as a string, which every compatible server takes. */
function userContent(parts: readonly ContentPart[]): string | ChatCompletionContentPart[] {
  const [first] = parts;
  if (first === undefined) return '';
  if (parts.length === 1 && first.type === 'text') return first.text;
  return parts.map((part) =>
    part.type === 'text' ? { type: 'text', text: part.text } : { type: 'image_url', image_url: { url: part.url } },
  );
}

/** Reasoning is not sent back: this wire has no place for it. */
function assistantMessage(message: AssistantMessage): ChatCompletionMessageParam {
  const text = message.content.filter((part) => part.type === 'text');
  const calls = message.content.filter((part) => part.type === 'tool-call');
  const content = text.map((part) => part.text).join('');
  if (calls.length === 0) return { role: 'assistant', content };
  return {
    role: 'assistant',
    content: content === '' ? null : content,
    tool_calls: calls.map(({ id, name, args }) => ({
      id,
      type: 'function',
      function: { name, arguments: JSON.stringify(args) },
    })),
  };
}

function wireTool({ name, description, parameters }: ToolDefinition): ChatCompletionFunctionTool {
  return { type: 'function', function: { name, description, parameters: { ...parameters } } };
}
