/** Plain messages → LangChain messages, for models of LangChain; each once. */
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import type { AssistantMessage, ContentPart, FilePart, Message, TextPart } from '../base/index.ts';
import { kwargsBeside } from './answer-kwargs.ts';
import { isWrittenHere } from './answer-message.ts';
import { originalOf } from './paired-messages.ts';
import { type Block, isRecord, record } from './user-blocks.ts';

type Content = BaseMessage['content'];

/**
 * Which class reads the messages. Anthropic's takes back what Anthropic signed; Bedrock's and Google's fail at blocks of others, or
 * tell calls twice; all others leave out what they do not know.
 */
export type Reader = 'anthropic' | 'bedrock' | 'google' | 'any';

/** @param type what a chat model calls itself */
export function readerOf(type: string): Reader {
  if (type === 'anthropic') return 'anthropic';
  if (/bedrock/i.test(type)) return 'bedrock';
  return GOOGLE.test(type) ? 'google' : 'any';
}

const GOOGLE = /google|gemini|vertex/i;

const converted: Readonly<Record<Reader, WeakMap<Message, BaseMessage>>> = {
  anthropic: new WeakMap(),
  bedrock: new WeakMap(),
  google: new WeakMap(),
  any: new WeakMap(),
};

/**
 * The message that `plain` was made of, or one that says the same.
 *
 * Of an answer that was no LangChain model's, or one of another class that the reader would fail at, only what every class
 * understands is told: its text and its calls.
 */
export function messageToLangChain(plain: Message, reader: Reader = 'any'): BaseMessage {
  const original = originalOf(plain);
  if (original !== undefined && canRead(reader, original)) return original;
  const known = converted[reader];
  let made = known.get(plain);
  if (made === undefined) known.set(plain, (made = convert(plain, reader)));
  return made;
}

function canRead(reader: Reader, message: BaseMessage): boolean {
  if (isWrittenHere(message)) return false;
  if (message.getType() !== 'ai' || !Array.isArray(message.content)) return true;
  const { model_provider: provider } = record(message.response_metadata);
  if (typeof provider !== 'string' || reader === 'any' || reader === 'anthropic') return true;
  return reader === 'bedrock' ? provider.includes('bedrock') : GOOGLE.test(provider);
}

function convert(message: Message, reader: Reader): BaseMessage {
  switch (message.role) {
    case 'system': {
      const { content } = message;
      return new SystemMessage({ content: typeof content === 'string' ? content : systemContent(content, reader) });
    }
    case 'user':
      return new HumanMessage({ content: contentOf(message.content, reader) });
    case 'assistant':
      return assistantMessage(message, reader);
    case 'tool': {
      const { toolCallId, name, content, isError } = message;
      return new ToolMessage({
        tool_call_id: toolCallId,
        content: typeof content === 'string' ? content : contentOf(content, reader),
        ...(name !== undefined && { name }),
        status: isError ? 'error' : 'success',
      });
    }
  }
}

/** One string, unless a part carries a mark of its own. */
function systemContent(parts: readonly TextPart[], reader: Reader): Content {
  const isMarked = parts.some(({ extra }) => extra !== undefined);
  if (isMarked) return parts.map((part) => blockOf(part, reader)) as Content;
  return parts.map(({ text }) => text).join('\n');
}

function contentOf(parts: readonly ContentPart[], reader: Reader): Content {
  const [first] = parts;
  const isText = parts.length === 1 && first?.type === 'text' && first.extra === undefined;
  return isText ? first.text : (parts.map((part) => blockOf(part, reader)) as Content);
}

function blockOf(part: ContentPart, reader: Reader): Block {
  const { cache_control } = record(part.extra?.['anthropic']);
  return { ...bareBlock(part, reader), ...(isRecord(cache_control) && { cache_control }) };
}

/** The form that most classes understand. */
function bareBlock(part: ContentPart, reader: Reader): Block {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'image') return { type: 'image_url', image_url: { url: part.url } };
  return fileBlock(part, reader);
}

/** Version 0 of LangChain's block, which OpenAI's class needs; of version 1 for videos, and for Anthropic's, which sends others twice. */
function fileBlock({ mediaType, name, url }: FilePart, reader: Reader): Block {
  const [family = '', format = ''] = mediaType.split('/');
  const head = /^data:[^,]*;base64,/.exec(url.slice(0, 200))?.[0];
  const type = family === 'audio' || family === 'video' ? family : 'file';
  const place = head === undefined ? { url } : { data: url.slice(head.length) };
  // OpenAI's class takes no content without a name.
  const filename = name ?? (head && `file.${/^[a-z0-9]+$/i.test(format) ? format : 'bin'}`);
  const metadata = filename === undefined ? {} : { metadata: { filename, name: bareName(filename) } };
  if (type === 'video' || reader === 'anthropic') return { type, mimeType: mediaType, ...place, ...metadata };
  return { type, source_type: head === undefined ? 'url' : 'base64', mime_type: mediaType, ...place, ...metadata };
}

/** Bedrock's class passes the name on, and Bedrock takes no other characters. */
function bareName(filename: string): string {
  const name = filename.replace(/\.[^.]*$/, '').replace(/[^A-Za-z0-9\-()[\]]+/g, ' ');
  return name.trim() || 'file';
}

function assistantMessage({ content }: AssistantMessage, reader: Reader): AIMessage {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const blocks = reader === 'anthropic' ? content.flatMap(anthropicBlock) : [];
  const calls = content.filter((part) => part.type === 'tool-call');
  return new AIMessage({
    content: blocks.every(isPlainText) ? text : (blocks as Content),
    ...(reader === 'google' && { additional_kwargs: kwargsBeside(calls, false) }),
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
