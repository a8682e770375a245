/** Content blocks of users and tools, in the forms that LangChain and its providers' users write → parts of the port. Pure. */
import type { ContentPart, Extra } from '../base/index.ts';
import { base64Of, dataURL, imageTypeOf, typeOfDataURL } from './block-data.ts';

/** A content block as LangChain carries it; its fields depend on `type`. */
export type Block = Readonly<Record<string, unknown>>;

/** @returns `undefined` for a block that no provider here understands: of an unknown type, or without content */
export function contentPartOf(block: unknown): ContentPart | undefined {
  if (!isRecord(block)) return undefined;
  const part = partOf(block);
  const extra = cacheMarkOf(block);
  return part === undefined || extra === undefined ? part : { ...part, extra };
}

/** A mark for Anthropic's cache, which gateways to its models take too. */
function cacheMarkOf({ cache_control }: Block): Extra | undefined {
  return isRecord(cache_control) ? { anthropic: { cache_control } } : undefined;
}

function partOf(block: Block): ContentPart | undefined {
  const { type, text, image_url: address } = block;
  switch (type) {
    case 'text':
    case 'input_text':
      return typeof text === 'string' ? { type: 'text', text } : undefined;
    case 'image_url':
    case 'input_image':
      return image(isRecord(address) ? address['url'] : address);
    case 'image':
      return image(sourceOf(block, 'image')?.url);
    case 'input_audio':
      return inputAudio(record(block['input_audio']));
    case 'media':
      return mediaOf(block);
    case 'input_file':
    case 'file':
      return openAIFile(block) ?? fileOf(block, 'file');
    default:
      return isFile(type) ? fileOf(block, type) : undefined;
  }
}

function isFile(type: unknown): type is Kind {
  return type === 'text-plain' || type === 'document' || type === 'audio' || type === 'video';
}

/** What a block may be where it does not tell its type. */
const DEFAULT_TYPES = {
  image: 'image/png',
  audio: 'audio/wav',
  video: 'video/mp4',
  document: 'application/pdf',
  file: 'application/octet-stream',
  'text-plain': 'text/plain',
} as const;

type Kind = keyof typeof DEFAULT_TYPES;

/** Where the content of a block lies, and of what type it is. */
interface Source {
  readonly url: string;
  readonly mediaType: string;
}

/** LangChain's own blocks (both versions), Anthropic's `source`, Google's `media`, and what Bedrock nests under the block's own name. */
function sourceOf(block: Block, kind: Kind): Source | undefined {
  const own = record(block[kind]);
  if (own['source'] !== undefined) return bedrockSource(own, kind);
  const nested = record(block['source']);
  const given = nested['type'] === undefined ? block : nested;
  const names = ['mimeType', 'mime_type', 'media_type'];
  const mediaType = firstText(...names.map((name) => given[name]), ...names.map((name) => block[name]));
  const url = firstText(given['url'], given['fileUri']);
  if (url !== undefined) return { url, mediaType: mediaType ?? typeOfDataURL(url) ?? DEFAULT_TYPES[kind] };
  if (nested['type'] === 'text' || typeof given['text'] === 'string') {
    return plainText(nested['type'] === 'text' ? given['data'] : given['text'], mediaType);
  }
  const base64 = base64Of(given['data']);
  if (base64 === undefined) return undefined;
  const type = mediaType ?? (kind === 'image' ? imageTypeOf(base64) : undefined) ?? DEFAULT_TYPES[kind];
  return { url: dataURL(type, base64), mediaType: type };
}

function plainText(text: unknown, mediaType = 'text/plain'): Source | undefined {
  const base64 = typeof text === 'string' ? base64Of(new TextEncoder().encode(text)) : undefined;
  return base64 === undefined ? undefined : { url: dataURL(mediaType, base64), mediaType };
}

/** Formats of the Converse API that are not the second half of their media type. */
const BEDROCK_TYPES: ReadonlyMap<string, string> = new Map([
  ['pdf', 'application/pdf'],
  ['doc', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xls', 'application/vnd.ms-excel'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['txt', 'text/plain'],
  ['md', 'text/markdown'],
  ['csv', 'text/csv'],
  ['html', 'text/html'],
  ['mov', 'video/quicktime'],
  ['mkv', 'video/x-matroska'],
]);

function bedrockSource({ format, source }: Block, kind: Kind): Source | undefined {
  const base64 = base64Of(record(source)['bytes']);
  if (base64 === undefined) return undefined;
  const family = kind === 'image' || kind === 'audio' || kind === 'video' ? kind : 'application';
  const type = typeof format === 'string' ? (BEDROCK_TYPES.get(format) ?? `${family}/${format}`) : DEFAULT_TYPES[kind];
  return { url: dataURL(type, base64), mediaType: type };
}

/** OpenAI's own forms, of both its APIs. */
function openAIFile(block: Block): ContentPart | undefined {
  const own = block['type'] === 'input_file' ? block : record(block['file']);
  const url = firstText(own['file_data'], own['file_url']);
  return url === undefined ? undefined : file(url, typeOfDataURL(url) ?? 'application/pdf', nameOf(block));
}

function inputAudio({ data, format }: Block): ContentPart | undefined {
  if (typeof data !== 'string' || typeof format !== 'string') return undefined;
  const type = `audio/${format}`;
  return file(dataURL(type, data), type);
}

/** Google has one block for all media. An address there tells nothing of its type, so it keeps the one that stands beside it. */
function mediaOf(block: Block): ContentPart | undefined {
  const source = sourceOf(block, 'file');
  if (source === undefined) return undefined;
  const isImage = source.mediaType.startsWith('image/') && source.url.startsWith('data:');
  return isImage ? image(source.url) : file(source.url, source.mediaType, nameOf(block));
}

function fileOf(block: Block, kind: Kind): ContentPart | undefined {
  const source = sourceOf(block, kind);
  return source && file(source.url, source.mediaType, nameOf(block, kind));
}

function nameOf(block: Block, kind: Kind = 'file'): string | undefined {
  const metadata = record(block['metadata']);
  return firstText(
    record(block['file'])['filename'],
    record(block[kind])['name'],
    block['title'],
    block['filename'],
    block['name'],
    metadata['filename'],
    metadata['name'],
    metadata['title'],
  );
}

function image(url: unknown): ContentPart | undefined {
  return typeof url === 'string' && url !== '' ? { type: 'image', url } : undefined;
}

function file(url: string, mediaType: string, name?: string): ContentPart {
  return { type: 'file', url, mediaType, ...(name !== undefined && { name }) };
}

function firstText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

/** A copy of the block that lacks one field. */
export function without(block: Block, field: string): Block {
  return Object.fromEntries(Object.entries(block).filter(([name]) => name !== field));
}

/** @returns an empty object for what is no object */
export function record(value: unknown): Block {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
