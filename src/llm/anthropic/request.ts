/** The port's request → the body of a Messages request. */
import type {
  ContentBlockParam,
  ImageBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
  ThinkingConfigParam,
  Tool,
} from '@anthropic-ai/sdk/resources/messages';
import { type AssistantPart, LLMError, type Message, type ReasoningPart, textOfContent } from '../../base/index.ts';
import { asList, kinds, type OptionKind, readOption } from '../client-options.ts';
import type { LLMRequest, ToolDefinition } from '../llm-client.ts';
import { Providers } from '../providers.ts';

/** What every request of a client has in common. */
export interface AnthropicParameters extends Omit<MessageCreateParamsStreaming, 'messages' | 'tools' | 'system'> {
  // Sampling parameters are gone from the newest version of the API, and so from the SDK's types.
  readonly temperature: number | undefined;
  readonly top_p: number | undefined;
  readonly top_k: number | undefined;
}

/** This wire requires a limit; every model of the last years can write as much. */
const DEFAULT_MAX_TOKENS = 8192;

const thinkingKind: OptionKind<ThinkingConfigParam> = {
  name: 'an object with a type, such as "enabled" or "adaptive"',
  is: (value): value is ThinkingConfigParam => kinds.object.is(value) && typeof value['type'] === 'string',
};

/**
 * Maps the host's options to parameters of the wire, once per client; those left `undefined` are not sent.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` naming an option of the wrong kind
 */
export function anthropicParameters(options: object, model: string): AnthropicParameters {
  const thinking = readOption(options, thinkingKind, 'thinking');
  return {
    model,
    stream: true,
    max_tokens: readOption(options, kinds.number, 'maxTokens') ?? DEFAULT_MAX_TOKENS + thinkingBudget(thinking),
    thinking,
    temperature: readOption(options, kinds.number, 'temperature'),
    top_p: readOption(options, kinds.number, 'topP'),
    top_k: readOption(options, kinds.number, 'topK'),
    stop_sequences: asList(readOption(options, kinds.texts, 'stopSequences', 'stop')),
  };
}

/**
 * Headers that the parameters ask for: sampling parameters need the last API version that has them, or the request is
 * refused. Without them the version stays the SDK's.
 */
export function anthropicHeaders({ temperature, top_p, top_k }: AnthropicParameters): Record<string, string> {
  const samples = [temperature, top_p, top_k].some((value) => value !== undefined);
  return samples ? { 'anthropic-version': '2023-06-01' } : {};
}

/** A thinking budget counts towards the limit, so the default leaves room for the answer beside it. */
function thinkingBudget(thinking: ThinkingConfigParam | undefined): number {
  return thinking?.type === 'enabled' ? thinking.budget_tokens : 0;
}

/**
 * The body of one streamed request.
 *
 * @throws LLMError `LLM_REQUEST_INVALID` for an image this wire cannot carry
 */
export function anthropicBody(parameters: AnthropicParameters, request: LLMRequest): MessageCreateParamsStreaming {
  const system = systemText(request.messages);
  return {
    ...parameters,
    ...(system !== '' && { system }),
    messages: turns(request.messages),
    ...(request.tools?.length && { tools: request.tools.map(wireTool) }),
  };
}

/** The wire has one place for instructions, wherever in the conversation they stood. */
function systemText(messages: readonly Message[]): string {
  return messages
    .filter((message) => message.role === 'system')
    .map((message) => textOfContent(message.content, '\n'))
    .filter((text) => text !== '')
    .join('\n\n');
}

/** Roles alternate on the wire: neighbours of one role become one message, tool results among the user's. */
function turns(messages: readonly Message[]): MessageParam[] {
  const turns: { role: 'user' | 'assistant'; content: ContentBlockParam[] }[] = [];
  for (const message of messages) {
    const content = message.role === 'system' ? [] : blocksOf(message);
    if (content.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content: [...content] });
  }
  return turns;
}

/** A conversation is sent again and again, so each of its messages is converted only once. */
const converted = new WeakMap<Message, readonly ContentBlockParam[]>();

type TurnMessage = Exclude<Message, { role: 'system' }>;

function blocksOf(message: TurnMessage): readonly ContentBlockParam[] {
  let blocks = converted.get(message);
  if (blocks === undefined) {
    blocks = convert(message);
    converted.set(message, blocks);
  }
  return blocks;
}

function convert(message: TurnMessage): ContentBlockParam[] {
  switch (message.role) {
    case 'user':
      return message.content
        .filter((part) => part.type !== 'text' || part.text !== '')
        .map((part) => (part.type === 'text' ? { type: 'text', text: part.text } : imageBlock(part.url)));
    case 'assistant':
      return message.content.flatMap(assistantBlock);
    case 'tool':
      return [
        {
          type: 'tool_result',
          tool_use_id: message.toolCallId,
          ...(message.content !== '' && { content: textOfContent(message.content, '\n') }),
          ...(message.isError && { is_error: true }),
        },
      ];
  }
}

/** Empty text is refused by the API, so it is left out. */
function assistantBlock(part: AssistantPart): ContentBlockParam[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'reasoning':
      return thinkingBlock(part);
    case 'tool-call':
      return [{ type: 'tool_use', id: part.id, name: part.name, input: part.args }];
    case 'provider':
      return part.wire === 'anthropic' ? [part.block as unknown as ContentBlockParam] : [];
  }
}

/** Only what this provider signed or encrypted can be sent back to it. */
function thinkingBlock({ text, signature, redacted }: ReasoningPart): ContentBlockParam[] {
  if (redacted !== undefined) return [{ type: 'redacted_thinking', data: redacted }];
  if (signature !== undefined) return [{ type: 'thinking', thinking: text, signature }];
  return [];
}

function imageBlock(url: string): ImageBlockParam {
  if (/^https?:/.test(url)) return { type: 'image', source: { type: 'url', url } };
  const [, mediaType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  if (data === undefined || !isImageType(mediaType)) {
    throw new LLMError(
      'LLM_REQUEST_INVALID',
      `an image must be an https: URL or a base64 data: URL of type ${imageTypes.join(', ')}`,
      { provider: Providers.ANTHROPIC },
    );
  }
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data } };
}

const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

function isImageType(type: string | undefined): type is (typeof imageTypes)[number] {
  return imageTypes.some((known) => known === type);
}

function wireTool({ name, description, parameters }: ToolDefinition): Tool {
  return { name, description, input_schema: { ...parameters, type: 'object' } };
}
