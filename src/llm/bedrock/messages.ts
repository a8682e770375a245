/** Messages of the port → turns of the Converse API, each message once. */
import type {
  ContentBlock,
  DocumentFormat,
  ImageFormat,
  Message as Turn,
  SystemContentBlock,
  ToolResultContentBlock,
  VideoFormat,
} from '@aws-sdk/client-bedrock-runtime';
import {
  type AssistantPart,
  type ContentPart,
  type FilePart,
  fromBase64,
  LLMError,
  type Message,
  type ReasoningPart,
  textOfContent,
} from '../../base/index.ts';
import { alternatingTurns, type TurnMessage } from '../alternating-turns.ts';
import { parseDataURL } from '../data-url.ts';
import { fittingId, type IdRule } from '../fitting-id.ts';
import { Providers } from '../providers.ts';

/** What this wire calls its blocks. */
const WIRE = 'bedrock';

const TOOL_CALL_IDS: IdRule = { valid: /^[A-Za-z0-9_-]{1,64}$/, length: 64 };

export function systemOf(messages: readonly Message[]): SystemContentBlock[] {
  return messages
    .filter((message) => message.role === 'system')
    .map(({ content }) => textOfContent(content, '\n'))
    .filter((text) => text !== '')
    .map((text) => ({ text }));
}

/** @throws LLMError `LLM_REQUEST_INVALID` for an image or a file this wire cannot carry */
export function turnsOf(messages: readonly Message[]): Turn[] {
  return alternatingTurns(messages, converted, convert);
}

const converted = new WeakMap<Message, readonly ContentBlock[]>();

function convert(message: TurnMessage): ContentBlock[] {
  switch (message.role) {
    case 'user':
      return contentBlocks(message.content);
    case 'assistant':
      return message.content.flatMap(assistantBlock);
    case 'tool': {
      const { toolCallId, content, isError } = message;
      const blocks = typeof content === 'string' ? [{ text: content }] : contentBlocks(content);
      return [
        {
          toolResult: {
            toolUseId: fittingId(toolCallId, TOOL_CALL_IDS),
            content: blocks as ToolResultContentBlock[],
            ...(isError && { status: 'error' as const }),
          },
        },
      ];
    }
  }
}

function contentBlocks(parts: readonly ContentPart[]): ContentBlock[] {
  return parts
    .filter((part) => part.type !== 'text' || part.text !== '')
    .map((part) => {
      if (part.type === 'text') return { text: part.text };
      return part.type === 'image' ? imageBlock(part.url) : fileBlock(part);
    });
}

function assistantBlock(part: AssistantPart): ContentBlock[] {
  switch (part.type) {
    case 'text':
      return part.text.trim() === '' ? [] : [{ text: part.text }];
    case 'reasoning':
      return reasoningBlock(part);
    case 'tool-call':
      return [
        {
          toolUse: { toolUseId: fittingId(part.id, TOOL_CALL_IDS), name: part.name, input: { ...part.args } as never },
        },
      ];
    case 'provider':
      return part.wire === WIRE ? [part.block as unknown as ContentBlock] : [];
  }
}

/** Only what is signed or encrypted can be sent back. */
function reasoningBlock({ text, signature, redacted }: ReasoningPart): ContentBlock[] {
  if (redacted !== undefined) return [{ reasoningContent: { redactedContent: fromBase64(redacted) } }];
  return signature === undefined ? [] : [{ reasoningContent: { reasoningText: { text, signature } } }];
}

const IMAGE_FORMATS: ReadonlyMap<string, ImageFormat> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

function imageBlock(url: string): ContentBlock {
  const data = parseDataURL(url);
  const format = data && IMAGE_FORMATS.get(data.mediaType);
  if (format === undefined || data === undefined) {
    throw refused(
      `an image must be a base64 data: URL of type ${[...IMAGE_FORMATS.keys()].join(', ')}: send its content`,
    );
  }
  return { image: { format, source: { bytes: fromBase64(data.base64) } } };
}

const WORD = 'application/vnd.openxmlformats-officedocument';

const DOCUMENT_FORMATS: ReadonlyMap<string, DocumentFormat> = new Map([
  ['application/pdf', 'pdf'],
  ['text/csv', 'csv'],
  ['application/msword', 'doc'],
  [`${WORD}.wordprocessingml.document`, 'docx'],
  ['application/vnd.ms-excel', 'xls'],
  [`${WORD}.spreadsheetml.sheet`, 'xlsx'],
  ['text/html', 'html'],
  ['text/plain', 'txt'],
  ['text/markdown', 'md'],
]);

const VIDEO_FORMATS: ReadonlyMap<string, VideoFormat> = new Map([
  ['video/mp4', 'mp4'],
  ['video/webm', 'webm'],
  ['video/quicktime', 'mov'],
  ['video/x-matroska', 'mkv'],
  ['video/mpeg', 'mpeg'],
]);

function fileBlock({ url, mediaType, name }: FilePart): ContentBlock {
  const bytes = parseDataURL(url)?.base64;
  const video = VIDEO_FORMATS.get(mediaType);
  const document = DOCUMENT_FORMATS.get(mediaType);
  if (bytes === undefined) throw refused('a file must be a base64 data: URL: send its content');
  if (video !== undefined) return { video: { format: video, source: { bytes: fromBase64(bytes) } } };
  if (document === undefined) throw refused(`a file of type ${mediaType} cannot be sent: give a document or a video`);
  return { document: { format: document, name: documentName(name), source: { bytes: fromBase64(bytes) } } };
}

/** The API takes letters, digits, single spaces, hyphens and brackets. */
function documentName(name = 'document'): string {
  const fitting = name
    .replace(/[^A-Za-z0-9\-()[\]]+/g, ' ')
    .trim()
    .slice(0, 200);
  return fitting === '' ? 'document' : fitting;
}

function refused(message: string): LLMError {
  return new LLMError('LLM_REQUEST_INVALID', message, { provider: Providers.BEDROCK });
}
