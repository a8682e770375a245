/** Messages of the port → contents of the Gemini API, each message once. */
import type { Content, Part } from '@google/genai';
import {
  type AssistantPart,
  type ContentPart,
  type Extra,
  LLMError,
  type Message,
  textOfContent,
  type ToolMessage,
} from '../../base/index.ts';
import { parseDataURL } from '../data-url.ts';
import { Providers } from '../providers.ts';

/** What this wire keeps under `extra`, and calls its blocks. */
export const WIRE = 'google';

/** The wire has one place for instructions. */
export function systemInstructionOf(messages: readonly Message[]): string | undefined {
  const texts = messages
    .filter((message) => message.role === 'system')
    .map(({ content }) => textOfContent(content, '\n'))
    .filter((text) => text !== '');
  return texts.length === 0 ? undefined : texts.join('\n\n');
}

/**
 * Roles alternate on the wire: neighbours of one role become one content, tool results among the user's.
 *
 * @throws LLMError `LLM_REQUEST_INVALID` for an image or a file without its type
 */
export function contentsOf(messages: readonly Message[]): Content[] {
  const names = new Map<string, string>();
  const contents: (Content & { parts: Part[] })[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    if (message.role === 'assistant') {
      for (const part of message.content) if (part.type === 'tool-call') names.set(part.id, part.name);
    }
    const parts = partsOf(message, names);
    if (parts.length === 0) continue;
    const role = message.role === 'assistant' ? 'model' : 'user';
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts: [...parts] });
  }
  return contents;
}

/** A conversation is sent again and again, so each of its messages is converted only once. */
const converted = new WeakMap<Message, readonly Part[]>();

type TurnMessage = Exclude<Message, { role: 'system' }>;

function partsOf(message: TurnMessage, names: ReadonlyMap<string, string>): readonly Part[] {
  let parts = converted.get(message);
  if (parts === undefined) converted.set(message, (parts = convert(message, names)));
  return parts;
}

function convert(message: TurnMessage, names: ReadonlyMap<string, string>): Part[] {
  switch (message.role) {
    case 'user':
      return message.content.map(contentPart);
    case 'assistant':
      return message.content.flatMap(assistantPart);
    case 'tool':
      return toolParts(message, message.name ?? names.get(message.toolCallId) ?? message.toolCallId);
  }
}

function contentPart(part: ContentPart): Part {
  if (part.type === 'text') return { text: part.text };
  const data = parseDataURL(part.url);
  if (data !== undefined) return { inlineData: { mimeType: data.mediaType, data: data.base64 } };
  const mimeType = part.type === 'file' ? part.mediaType : imageTypeOf(part.url);
  if (mimeType === undefined) {
    throw new LLMError(
      'LLM_REQUEST_INVALID',
      'the type of an image cannot be told by its address: send it as a base64 data: URL, or as a file with its type',
      { provider: Providers.GOOGLE },
    );
  }
  return { fileData: { mimeType, fileUri: part.url } };
}

const IMAGE_TYPES: ReadonlyMap<string, string> = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['gif', 'image/gif'],
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
]);

function imageTypeOf(url: string): string | undefined {
  return IMAGE_TYPES.get(/\.([a-z]+)(?:[?#].*)?$/i.exec(url)?.[1]?.toLowerCase() ?? '');
}

/** Thoughts are only sent back where they are signed; a signature of another provider is none. */
function assistantPart(part: AssistantPart): Part[] {
  switch (part.type) {
    case 'text':
      return part.text === '' && part.extra?.[WIRE] === undefined
        ? []
        : [{ text: part.text, ...signatureOf(part.extra) }];
    case 'reasoning': {
      const signature = signatureOf(part.extra);
      return signature.thoughtSignature === undefined ? [] : [{ text: part.text, thought: true, ...signature }];
    }
    case 'tool-call':
      return [{ functionCall: { name: part.name, args: { ...part.args } }, ...signatureOf(part.extra) }];
    case 'provider':
      return part.wire === WIRE ? [part.block] : [];
  }
}

function signatureOf(extra: Extra | undefined): { thoughtSignature?: string } {
  const entry = extra?.[WIRE] as { thoughtSignature?: unknown } | undefined;
  return typeof entry?.thoughtSignature === 'string' ? { thoughtSignature: entry.thoughtSignature } : {};
}

/** Text under the key that the API names for it; media beside the response. */
function toolParts({ content, isError }: ToolMessage, name: string): Part[] {
  const response = { [isError ? 'error' : 'output']: textOfContent(content, '\n') };
  const media = typeof content === 'string' ? [] : content.filter((part) => part.type !== 'text');
  return [{ functionResponse: { name, response } }, ...media.map(contentPart)];
}

/** Google's own word for a call that was made without a signature, by another model or before there were any. */
const NOT_SIGNED = 'skip_thought_signature_validator';

/** Models from Gemini 3 on refuse a turn whose first call has no signature. */
export function withSignedCalls(contents: readonly Content[], model: string): Content[] {
  if (!/gemini-([3-9]|\d\d)/.test(model)) return [...contents];
  return contents.map((content) => {
    const first = content.parts?.findIndex((part) => part.functionCall !== undefined) ?? -1;
    const call = content.parts?.[first];
    if (content.role !== 'model' || call === undefined || call.thoughtSignature !== undefined) return content;
    return { ...content, parts: content.parts?.with(first, { ...call, thoughtSignature: NOT_SIGNED }) ?? [] };
  });
}
