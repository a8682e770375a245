/** Messages of the port → contents of the Gemini API, each message once. */
import type { Content, Part } from '@google/genai';
import {
  type AssistantPart,
  type ContentPart,
  type Extra,
  type FilePart,
  type ImagePart,
  type Message,
  textOfContent,
  type ToolCallPart,
  type ToolMessage,
} from '../../base/index.ts';
import { alternatingTurns, type TurnMessage } from '../alternating-turns.ts';
import type { GoogleDialect } from './dialect.ts';
import { mediaPart } from './media.ts';

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

/** @throws LLMError `LLM_REQUEST_INVALID` for an image or a file that cannot be sent */
export function contentsOf(messages: readonly Message[], dialect: GoogleDialect): Content[] {
  const names = namesOfCalls(messages);
  const turns = alternatingTurns(messages, dialect.converted, (message) => convert(message, names, dialect));
  return turns.map(({ role, content: parts }) => {
    if (role === 'user') return { role, parts };
    if (dialect.signedCalls) signFirstCall(parts);
    return { role: 'model', parts };
  });
}

function namesOfCalls(messages: readonly Message[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { role, content } of messages) {
    if (role === 'assistant') for (const part of content) if (part.type === 'tool-call') names.set(part.id, part.name);
  }
  return names;
}

function convert(message: TurnMessage, names: ReadonlyMap<string, string>, dialect: GoogleDialect): Part[] {
  switch (message.role) {
    case 'user':
      return message.content.map((part) =>
        part.type === 'text' ? { text: part.text } : mediaPart(part, dialect.provider),
      );
    case 'assistant':
      return message.content.flatMap((part) => assistantPart(part, dialect));
    case 'tool':
      return toolParts(message, message.name ?? names.get(message.toolCallId) ?? message.toolCallId, dialect);
  }
}

/** Thoughts are only sent back where they are signed; a signature of another provider is none. */
function assistantPart(part: AssistantPart, dialect: GoogleDialect): Part[] {
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
      return [callPart(part, dialect)];
    case 'provider':
      return part.wire === WIRE ? [part.block] : [];
  }
}

function callPart({ id, name, args, extra }: ToolCallPart, { ids }: GoogleDialect): Part {
  return { functionCall: { ...(ids && { id }), name, args: { ...args } }, ...signatureOf(extra) };
}

function signatureOf(extra: Extra | undefined): { thoughtSignature?: string } {
  const entry = extra?.[WIRE] as { thoughtSignature?: unknown } | null | undefined;
  return typeof entry?.thoughtSignature === 'string' ? { thoughtSignature: entry.thoughtSignature } : {};
}

/** Text goes under the key that the API names for it; media into the response, or beside it. */
function toolParts({ content, isError, toolCallId }: ToolMessage, name: string, dialect: GoogleDialect): Part[] {
  const { ids, mediaInResponses, provider } = dialect;
  const media = typeof content === 'string' ? [] : content.filter(isMedia).map((part) => mediaPart(part, provider));
  const functionResponse = {
    ...(ids && { id: toolCallId }),
    name,
    response: { [isError ? 'error' : 'output']: textOfContent(content, '\n') },
  };
  if (media.length === 0) return [{ functionResponse }];
  return mediaInResponses
    ? [{ functionResponse: { ...functionResponse, parts: media } }]
    : [{ functionResponse }, ...media];
}

function isMedia(part: ContentPart): part is ImagePart | FilePart {
  return part.type !== 'text';
}

/** Google's own word for a call that was made without a signature, by another model or before there were any. */
const NOT_SIGNED = 'skip_thought_signature_validator';

function signFirstCall(parts: Part[]): void {
  const first = parts.findIndex((part) => part.functionCall !== undefined);
  const call = parts[first];
  // The part is that of a message, which other calls share.
  if (call !== undefined) parts[first] = { thoughtSignature: NOT_SIGNED, ...call };
}
