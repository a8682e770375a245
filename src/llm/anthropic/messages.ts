/** Messages of the port → turns of the Messages API, each message once. */
import type {
  ContentBlockParam,
  DocumentBlockParam,
  ImageBlockParam,
  MessageParam,
  TextBlockParam,
  ToolResultBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import {
  type AssistantPart,
  type ContentPart,
  type Extra,
  type FilePart,
  fromBase64,
  LLMError,
  type Message,
  type ReasoningPart,
  type TextPart,
} from '../../base/index.ts';
import { alternatingTurns, type TurnMessage } from '../alternating-turns.ts';
import { isWebURL, parseDataURL } from '../data-url.ts';
import { fittingId, type IdRule } from '../fitting-id.ts';
import { Providers } from '../providers.ts';

/** What this wire keeps under `extra`, and calls its blocks. */
export const WIRE = 'anthropic';

const TOOL_CALL_IDS: IdRule = { valid: /^[A-Za-z0-9_-]{1,64}$/, length: 64 };

/** The wire has one place for instructions, wherever in the conversation they stood: text, or blocks where one carries a mark. */
export function systemOf(messages: readonly Message[]): string | TextBlockParam[] {
  const contents = messages.filter((message) => message.role === 'system').map(({ content }) => content);
  const parts = contents.flatMap((content): readonly TextPart[] =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : content,
  );
  const told = parts.filter(({ text }) => text !== '');
  if (told.some(({ extra }) => extra !== undefined)) return told.map(textBlock);
  const texts = contents.map((content) =>
    typeof content === 'string' ? content : content.map(({ text }) => text).join('\n'),
  );
  return texts.filter((text) => text !== '').join('\n\n');
}

/** @throws LLMError `LLM_REQUEST_INVALID` for an image or a file this wire cannot carry */
export function turnsOf(messages: readonly Message[]): MessageParam[] {
  return alternatingTurns(messages, converted, convert);
}

const converted = new WeakMap<Message, readonly ContentBlockParam[]>();

function convert(message: TurnMessage): ContentBlockParam[] {
  switch (message.role) {
    case 'user':
      return contentBlocks(message.content);
    case 'assistant':
      return message.content.flatMap(assistantBlock);
    case 'tool': {
      const { toolCallId, content, isError } = message;
      const blocks: ToolResultBlockParam['content'] = typeof content === 'string' ? content : contentBlocks(content);
      return [
        {
          type: 'tool_result',
          tool_use_id: fittingId(toolCallId, TOOL_CALL_IDS),
          ...(blocks.length > 0 && { content: blocks }),
          ...(isError && { is_error: true }),
        },
      ];
    }
  }
}

/** Empty text is refused by the API, so it is left out. */
function contentBlocks(parts: readonly ContentPart[]): (TextBlockParam | ImageBlockParam | DocumentBlockParam)[] {
  return parts
    .filter((part) => part.type !== 'text' || part.text !== '')
    .map((part) => {
      if (part.type === 'text') return textBlock(part);
      return { ...(part.type === 'image' ? imageBlock(part.url) : documentBlock(part)), ...cacheMark(part.extra) };
    });
}

/** Citations go back with the text that they prove. */
function textBlock({ text, extra }: TextPart): TextBlockParam {
  const { citations } = ownExtra(extra);
  return {
    type: 'text',
    text,
    ...(Array.isArray(citations) && { citations: citations as NonNullable<TextBlockParam['citations']> }),
    ...cacheMark(extra),
  };
}

function cacheMark(extra: Extra | undefined): Pick<TextBlockParam, 'cache_control'> {
  const mark = ownExtra(extra)['cache_control'];
  return typeof mark === 'object' && mark !== null ? { cache_control: mark as { type: 'ephemeral' } } : {};
}

function ownExtra(extra: Extra | undefined): Readonly<Record<string, unknown>> {
  const entry = extra?.[WIRE];
  return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {};
}

function assistantBlock(part: AssistantPart): ContentBlockParam[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [textBlock(part)];
    case 'reasoning':
      return thinkingBlock(part);
    case 'tool-call':
      return [{ type: 'tool_use', id: fittingId(part.id, TOOL_CALL_IDS), name: part.name, input: part.args }];
    case 'provider':
      return part.wire === WIRE ? [part.block as unknown as ContentBlockParam] : [];
  }
}

/** Only what this provider signed or encrypted can be sent back to it. */
function thinkingBlock({ text, signature, redacted }: ReasoningPart): ContentBlockParam[] {
  if (redacted !== undefined) return [{ type: 'redacted_thinking', data: redacted }];
  if (signature !== undefined) return [{ type: 'thinking', thinking: text, signature }];
  return [];
}

function imageBlock(url: string): ImageBlockParam {
  if (isWebURL(url)) return { type: 'image', source: { type: 'url', url } };
  const data = parseDataURL(url);
  if (data === undefined || !isImageType(data.mediaType)) {
    throw refused(`an image must be an https: URL or a base64 data: URL of type ${imageTypes.join(', ')}`);
  }
  return { type: 'image', source: { type: 'base64', media_type: data.mediaType, data: data.base64 } };
}

const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;

function isImageType(type: string): type is (typeof imageTypes)[number] {
  return imageTypes.some((known) => known === type);
}

/** PDF by address or content; plain text of any kind by content. */
function documentBlock({ url, mediaType, name }: FilePart): DocumentBlockParam {
  const title = name === undefined ? {} : { title: name };
  if (mediaType === 'application/pdf' && isWebURL(url))
    return { type: 'document', source: { type: 'url', url }, ...title };
  const base64 = parseDataURL(url)?.base64;
  if (base64 !== undefined && mediaType === 'application/pdf') {
    return { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: base64 }, ...title };
  }
  if (base64 !== undefined && /^text\/|^application\/(json|xml)$/.test(mediaType)) {
    return {
      type: 'document',
      source: { type: 'text', media_type: 'text/plain', data: new TextDecoder().decode(fromBase64(base64)) },
      ...title,
    };
  }
  throw refused(
    `a file of type ${mediaType} cannot be sent: give a PDF by an https: URL or a base64 data: URL, or text by a base64 data: URL`,
  );
}

function refused(message: string): LLMError {
  return new LLMError('LLM_REQUEST_INVALID', message, { provider: Providers.ANTHROPIC });
}
