/** Messages of the port → input items of the Responses API, each message once. */
import type {
  ResponseInputContent,
  ResponseInputItem,
  ResponseOutputMessage,
  ResponseOutputText,
} from 'openai/resources/responses/responses';
import {
  type AssistantPart,
  type ContentPart,
  type FilePart,
  LLMError,
  type Message,
  type ReasoningPart,
  type TextPart,
  textOfContent,
} from '../../base/index.ts';
import { isWebURL, parseDataURL } from '../data-url.ts';
import { fittingId, type IdRule } from '../fitting-id.ts';
import { Providers } from '../providers.ts';

/** What this wire keeps under `extra`, and calls its blocks. */
export const WIRE = 'openai';

const CALL_IDS: IdRule = { valid: /^[A-Za-z0-9_-]{1,64}$/, length: 64 };

/** Items only live here and there: what the server does not keep cannot be referred to. */
export interface ItemOptions {
  /** Whether the server keeps answers, so that an item may be named without its content. */
  readonly isStored: boolean;
}

/** A conversation is sent again and again, so each of its messages is converted only once for each of both. */
const converted = {
  stored: new WeakMap<Message, ResponseInputItem[]>(),
  stateless: new WeakMap<Message, ResponseInputItem[]>(),
};

/** @throws LLMError `LLM_REQUEST_INVALID` for content this wire cannot carry */
export function inputItems(messages: readonly Message[], options: ItemOptions): ResponseInputItem[] {
  const known = options.isStored ? converted.stored : converted.stateless;
  return messages.flatMap((message) => {
    let items = known.get(message);
    if (items === undefined) known.set(message, (items = convert(message, options)));
    return items;
  });
}

function convert(message: Message, options: ItemOptions): ResponseInputItem[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'system', content: textOfContent(message.content, '\n') }];
    case 'user':
      return [{ role: 'user', content: message.content.map(contentPart) }];
    case 'assistant':
      return joined(message.content.flatMap((part) => assistantItems(part, options)));
    case 'tool': {
      const { toolCallId, content } = message;
      const output = typeof content === 'string' ? content : content.map(contentPart);
      return [{ type: 'function_call_output', call_id: fittingId(toolCallId, CALL_IDS), output: output as string }];
    }
  }
}

function contentPart(part: ContentPart): ResponseInputContent {
  switch (part.type) {
    case 'text':
      return { type: 'input_text', text: part.text };
    case 'image':
      return { type: 'input_image', image_url: part.url, detail: 'auto' };
    case 'file':
      return filePart(part);
  }
}

function filePart({ url, name, mediaType }: FilePart): ResponseInputContent {
  if (/^(audio|video)\//.test(mediaType)) throw refused(`the Responses API takes no ${mediaType}: send text instead`);
  if (isWebURL(url)) return { type: 'input_file', file_url: url };
  if (parseDataURL(url) === undefined) throw refused('a file must be an https: URL or a base64 data: URL');
  return { type: 'input_file', file_data: url, filename: name ?? `file.${mediaType.split('/')[1] ?? 'bin'}` };
}

function assistantItems(part: AssistantPart, options: ItemOptions): ResponseInputItem[] {
  switch (part.type) {
    case 'text':
      return part.text === '' ? [] : [messageItem(part)];
    case 'reasoning':
      return reasoningItem(part, options);
    case 'tool-call': {
      const { id, name, args, extra } = part;
      const item = {
        type: 'function_call',
        call_id: fittingId(id, CALL_IDS),
        name,
        arguments: JSON.stringify(args),
      } as const;
      return [{ ...item, ...idOf(extra?.[WIRE], options) }];
    }
    case 'provider':
      return part.wire === WIRE && isSendable(part.block, options) ? [part.block as unknown as ResponseInputItem] : [];
  }
}

/** Texts of one message are parts of one item: an id may stand in a conversation once. */
function joined(items: readonly ResponseInputItem[]): ResponseInputItem[] {
  const all: ResponseInputItem[] = [];
  for (const item of items) {
    const last = all.at(-1);
    if (isOutputMessage(item) && isOutputMessage(last) && item.id === last.id) {
      all[all.length - 1] = { ...last, content: [...last.content, ...item.content] };
    } else all.push(item);
  }
  return all;
}

function isOutputMessage(item: ResponseInputItem | undefined): item is ResponseOutputMessage {
  return item?.type === 'message' && 'status' in item && 'id' in item;
}

function messageItem({ text, extra }: TextPart): ResponseInputItem {
  const own = record(extra?.[WIRE]);
  const annotations = Array.isArray(own['annotations'])
    ? (own['annotations'] as ResponseOutputText['annotations'])
    : [];
  // Without an id it is a message like any other; the server made up none that it would know again.
  if (typeof own['id'] !== 'string') return { role: 'assistant', content: text };
  return {
    type: 'message',
    id: own['id'],
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations }],
  };
}

/** Reasoning goes back as the item that it was; that of other providers stays behind. */
function reasoningItem({ extra }: ReasoningPart, options: ItemOptions): ResponseInputItem[] {
  const item = record(extra?.[WIRE]);
  if (!isSendable({ ...item, type: 'reasoning' }, options)) return [];
  const { id, summary, encrypted_content } = item;
  return [
    {
      type: 'reasoning',
      id: String(id),
      summary: (summary ?? []) as [],
      ...(typeof encrypted_content === 'string' && { encrypted_content }),
    },
  ];
}

/** Reasoning that is neither in the item nor with the server would not be found. */
function isSendable(item: Readonly<Record<string, unknown>>, { isStored }: ItemOptions): boolean {
  if (item['type'] !== 'reasoning') return true;
  return typeof item['id'] === 'string' && (typeof item['encrypted_content'] === 'string' || isStored);
}

function idOf(entry: unknown, { isStored }: ItemOptions): { id?: string } {
  const { id } = record(entry);
  return isStored && typeof id === 'string' ? { id } : {};
}

function record(entry: unknown): Readonly<Record<string, unknown>> {
  return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : {};
}

function refused(message: string): LLMError {
  return new LLMError('LLM_REQUEST_INVALID', message, { provider: Providers.OPENAI });
}
