/** Messages of the port → messages of Chat Completions, each once per dialect. */
import type {
  ChatCompletionContentPart,
  ChatCompletionContentPartText,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import {
  type AssistantMessage,
  type ContentPart,
  type FilePart,
  LLMError,
  type Message,
  type TextPart,
  textOfContent,
  type ToolMessage,
} from '../../base/index.ts';
import { isWebURL, parseDataURL } from '../data-url.ts';
import { fittingId } from '../fitting-id.ts';
import type { MediaKind, OpenAIDialect } from './dialect.ts';

export type WireMessage = ChatCompletionMessageParam;

/** What this wire keeps under `extra`, and calls its blocks. */
export const WIRE = 'openai-chat';

/** A conversation is sent again and again, so each of its messages is converted only once. */
const converted = new WeakMap<OpenAIDialect, WeakMap<Message, readonly WireMessage[]>>();

/** @throws LLMError `LLM_REQUEST_INVALID` for content the server cannot take */
export function wireMessages(messages: readonly Message[], dialect: OpenAIDialect): WireMessage[] {
  let known = converted.get(dialect);
  if (known === undefined) converted.set(dialect, (known = new WeakMap()));
  const all: WireMessage[] = [];
  let media: WireMessage[] = [];
  for (const message of messages) {
    let wire = known.get(message);
    if (wire === undefined) known.set(message, (wire = convert(message, dialect)));
    if (message.role === 'tool') {
      // The results of one turn stand together.
      all.push(...wire.slice(0, 1));
      media.push(...wire.slice(1));
    } else {
      all.push(...media, ...wire);
      media = [];
    }
  }
  return [...all, ...media];
}

function convert(message: Message, dialect: OpenAIDialect): WireMessage[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: systemContent(message.content, dialect) }];
    case 'user':
      return [{ role: 'user', content: userContent(message.content, dialect) }];
    case 'assistant':
      return assistantMessage(message, dialect);
    case 'tool':
      return toolMessages(message, dialect);
  }
}

function systemContent(
  content: string | readonly TextPart[],
  { cacheMarks }: OpenAIDialect,
): string | ChatCompletionContentPartText[] {
  const isMarked = cacheMarks && typeof content !== 'string' && content.some(({ extra }) => extra !== undefined);
  return isMarked ? content.map(textPart) : textOfContent(content, '\n');
}

/** Text alone goes as a string, which every compatible server takes. */
function userContent(parts: readonly ContentPart[], dialect: OpenAIDialect): string | ChatCompletionContentPart[] {
  const [first] = parts;
  if (first === undefined) return '';
  if (parts.length === 1 && first.type === 'text' && !(dialect.cacheMarks && first.extra)) return first.text;
  return parts.map((part) => contentPart(part, dialect));
}

function contentPart(part: ContentPart, dialect: OpenAIDialect): ChatCompletionContentPart {
  if (part.type === 'text') return dialect.cacheMarks ? textPart(part) : { type: 'text', text: part.text };
  const kind: MediaKind = part.type === 'image' ? 'image' : part.mediaType.startsWith('audio/') ? 'audio' : 'file';
  if (!dialect.media.has(kind)) {
    throw refused(dialect, `${dialect.provider} takes no ${kind === 'file' ? 'files' : kind}: send text instead`);
  }
  if (part.type === 'image') return { type: 'image_url', image_url: { url: part.url } };
  return kind === 'audio' ? audioPart(part, dialect) : filePart(part, dialect);
}

/** A mark is Anthropic's word; gateways to its models pass it on. */
function textPart({ text, extra }: TextPart): ChatCompletionContentPartText {
  const marks = extra?.['anthropic'];
  return { type: 'text', text, ...(typeof marks === 'object' && marks) };
}

const AUDIO_FORMATS: ReadonlyMap<string, 'wav' | 'mp3'> = new Map([
  ['audio/wav', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/wave', 'wav'],
  ['audio/mp3', 'mp3'],
  ['audio/mpeg', 'mp3'],
]);

function audioPart({ url, mediaType }: FilePart, dialect: OpenAIDialect): ChatCompletionContentPart {
  const data = parseDataURL(url)?.base64;
  const format = AUDIO_FORMATS.get(mediaType);
  if (data === undefined || format === undefined) {
    throw refused(dialect, `audio must be a base64 data: URL of type audio/wav or audio/mpeg, not ${mediaType}`);
  }
  return { type: 'input_audio', input_audio: { data, format } };
}

function filePart({ url, name, mediaType }: FilePart, dialect: OpenAIDialect): ChatCompletionContentPart {
  if (isWebURL(url) || parseDataURL(url) === undefined) {
    throw refused(dialect, `a file must be a base64 data: URL for ${dialect.provider}: send its content`);
  }
  const extension = /^[^/]+\/([a-z0-9]+)$/i.exec(mediaType)?.[1] ?? 'bin';
  return { type: 'file', file: { file_data: url, filename: name ?? `file.${extension}` } };
}

function assistantMessage({ content }: AssistantMessage, dialect: OpenAIDialect): WireMessage[] {
  const text = textOfContent(content);
  const calls = content.filter((part) => part.type === 'tool-call');
  const back = reasoningBack(content, dialect, calls.length > 0);
  if (calls.length > 0) {
    const tool_calls = calls.map(({ id, name, args }) => ({
      id: fittingId(id, dialect.toolCallIds),
      type: 'function' as const,
      function: { name, arguments: JSON.stringify(args) },
    }));
    return [{ role: 'assistant', content: text === '' ? null : text, tool_calls, ...back }];
  }
  // A turn that only thought, or only used what another provider runs, has nothing to say here.
  return text === '' ? [] : [{ role: 'assistant', content: text, ...back }];
}

/**
 * Reasoning that this server wants back. Text with a signature was written by another provider, and this one has no use for it.
 */
function reasoningBack(
  content: AssistantMessage['content'],
  { reasoningBack: field }: OpenAIDialect,
  callsTools: boolean,
): Record<string, unknown> {
  if (field === 'reasoning_content' && callsTools) {
    const own = content.filter((part) => part.type === 'reasoning' && !part.signature && !part.redacted && !part.extra);
    const thought = own.map((part) => (part.type === 'reasoning' ? part.text : '')).join('');
    return thought === '' ? {} : { reasoning_content: thought };
  }
  if (field !== 'reasoning_details') return {};
  const details = content.flatMap((part) => {
    if (part.type === 'reasoning') return detailsOf(part.extra?.[WIRE]);
    return part.type === 'provider' && part.wire === WIRE ? detailsOf(part.block) : [];
  });
  return details.length === 0 ? {} : { reasoning_details: details };
}

function detailsOf(entry: unknown): readonly unknown[] {
  const details = (entry as { reasoning_details?: unknown } | undefined)?.reasoning_details;
  return Array.isArray(details) ? details : [];
}

/** The wire has text alone for results; media follows as the user's, which every server takes that takes any. */
function toolMessages({ toolCallId, content }: ToolMessage, dialect: OpenAIDialect): WireMessage[] {
  const result: WireMessage = {
    role: 'tool',
    tool_call_id: fittingId(toolCallId, dialect.toolCallIds),
    content: textOfContent(content, '\n'),
  };
  return [result, ...(typeof content === 'string' ? [] : mediaOf(content, dialect))];
}

function mediaOf(content: readonly ContentPart[], dialect: OpenAIDialect): WireMessage[] {
  const media = content.filter((part) => part.type !== 'text');
  if (media.length === 0) return [];
  const parts = media.map((part) => contentPart(part, dialect));
  return [{ role: 'user', content: [{ type: 'text', text: 'What the tool returned:' }, ...parts] }];
}

function refused({ provider }: OpenAIDialect, message: string): LLMError {
  return new LLMError('LLM_REQUEST_INVALID', message, { provider });
}
