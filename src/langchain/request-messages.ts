/** Plain messages → LangChain messages, for models of LangChain; each once. */
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import type { AssistantMessage, ContentPart, Message, TextPart } from '../base/index.ts';
import { isWrittenHere } from './answer-message.ts';
import { originalOf } from './paired-messages.ts';
import { type Block, isRecord, record } from './user-blocks.ts';

type Content = BaseMessage['content'];

/** Which class reads the messages: `anthropic` takes back what Anthropic signed, others may stumble over it. */
export type Reader = 'anthropic' | 'any';

const converted: Readonly<Record<Reader, WeakMap<Message, BaseMessage>>> = {
  anthropic: new WeakMap(),
  any: new WeakMap(),
};

/**
 * The message that `plain` was made of, or one that says the same.
 *
 * Of an answer that was no LangChain model's, only what every class understands is told: its text and its calls.
 */
export function messageToLangChain(plain: Message, reader: Reader = 'any'): BaseMessage {
  const original = originalOf(plain);
  if (original !== undefined && !isWrittenHere(original)) return original;
  const known = converted[reader];
  let made = known.get(plain);
  if (made === undefined) known.set(plain, (made = convert(plain, reader)));
  return made;
}

function convert(message: Message, reader: Reader): BaseMessage {
  switch (message.role) {
    case 'system': {
      const { content } = message;
      return new SystemMessage({ content: typeof content === 'string' ? content : systemContent(content) });
    }
    case 'user':
      return new HumanMessage({ content: contentOf(message.content) });
    case 'assistant':
      return assistantMessage(message, reader);
    case 'tool': {
      const { toolCallId, name, content, isError } = message;
      return new ToolMessage({
        tool_call_id: toolCallId,
        content: typeof content === 'string' ? content : contentOf(content),
        ...(name !== undefined && { name }),
        status: isError ? 'error' : 'success',
      });
    }
  }
}

/** One string, unless a part carries a mark of its own. */
function systemContent(parts: readonly TextPart[]): Content {
  if (parts.some(({ extra }) => extra !== undefined)) return parts.map(blockOf) as Content;
  return parts.map(({ text }) => text).join('\n');
}

function contentOf(parts: readonly ContentPart[]): Content {
  const [first] = parts;
  const isText = parts.length === 1 && first?.type === 'text' && first.extra === undefined;
  return isText ? first.text : (parts.map(blockOf) as Content);
}

function blockOf(part: ContentPart): Block {
  const { cache_control } = record(part.extra?.['anthropic']);
  return { ...bareBlock(part), ...(isRecord(cache_control) && { cache_control }) };
}

/** The form that most classes understand. */
function bareBlock(part: ContentPart): Block {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'image') return { type: 'image_url', image_url: { url: part.url } };
  const { mediaType, name, url } = part;
  const [family = '', format = ''] = mediaType.split('/');
  const head = /^data:[^,]*;base64,/.exec(url.slice(0, 200))?.[0];
  const place = head === undefined ? { url } : { data: url.slice(head.length) };
  // Version 0 has no word for videos.
  if (family === 'video') return { type: 'video', mimeType: mediaType, ...place };
  return {
    type: family === 'audio' ? 'audio' : 'file',
    source_type: head === undefined ? 'url' : 'base64',
    mime_type: mediaType,
    ...place,
    // OpenAI's class takes no content without a name.
    ...(name !== undefined || head !== undefined
      ? { metadata: { filename: name ?? `file.${/^[a-z0-9]+$/i.test(format) ? format : 'bin'}` } }
      : {}),
  };
}

function assistantMessage({ content }: AssistantMessage, reader: Reader): AIMessage {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const blocks = reader === 'anthropic' ? content.flatMap(anthropicBlock) : [];
  const calls = content.filter((part) => part.type === 'tool-call');
  return new AIMessage({
    content: blocks.every(isPlainText) ? text : (blocks as Content),
    tool_calls: calls.map(({ id, name, args }) => ({ type: 'tool_call', id, name, args: { ...args } })),
  });
}

function isPlainText(block: Block): boolean {
  return block['type'] === 'text' && block['citations'] === undefined;
}

/** Only what is signed, encrypted or Anthropic's own; calls stand beside the content. */
function anthropicBlock(part: AssistantMessage['content'][number]): Block[] {
  switch (part.type) {
    case 'text': {
      const { citations } = record(part.extra?.['anthropic']);
      return part.text === ''
        ? []
        : [{ type: 'text', text: part.text, ...(Array.isArray(citations) && { citations }) }];
    }
    case 'reasoning':
      if (part.redacted !== undefined) return [{ type: 'redacted_thinking', data: part.redacted }];
      return part.signature === undefined ? [] : [{ type: 'thinking', thinking: part.text, signature: part.signature }];
    case 'provider':
      return part.wire === 'anthropic' ? [part.block] : [];
    case 'tool-call':
      return [];
  }
}
