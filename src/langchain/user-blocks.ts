/** Content blocks of users and tools, in the forms that LangChain and its providers' users write → parts of the port. Pure. */
import type { ContentPart, Extra } from '../base/index.ts';

/** A content block as LangChain carries it; its fields depend on `type`. */
export type Block = Readonly<Record<string, unknown>>;

/** @returns `undefined` for a block of a type that no provider here understands */
export function contentPartOf(block: Block): ContentPart | undefined {
  const extra = cacheMarkOf(block);
  const part = partOf(block);
  return part === undefined || extra === undefined ? part : { ...part, extra };
}

/** A mark for Anthropic's cache, which gateways to its models take too. */
function cacheMarkOf({ cache_control }: Block): Extra | undefined {
  return isRecord(cache_control) ? { anthropic: { cache_control } } : undefined;
}

function partOf(block: Block): ContentPart | undefined {
  switch (block['type']) {
    case 'text':
      return { type: 'text', text: String(block['text']) };
    case 'image_url':
      return image(isRecord(block['image_url']) ? block['image_url']['url'] : block['image_url']);
    case 'image':
      return image(sourceOf(block)?.url);
    case 'input_audio': {
      const { data, format } = record(block['input_audio']);
      return typeof data === 'string'
        ? file(dataURL(`audio/${String(format)}`, data), `audio/${String(format)}`)
        : undefined;
    }
    case 'audio':
    case 'video':
    case 'document':
    case 'file':
    case 'media':
      return fileOf(block);
    default:
      return undefined;
  }
}

/** Where the content of a block lies, and of what type it is. */
interface Source {
  readonly url: string;
  readonly mediaType: string | undefined;
}

/** LangChain's own blocks (both versions), Anthropic's `source`, and Google's `media`. */
function sourceOf(block: Block): Source | undefined {
  const nested = record(block['source']);
  const given = nested['type'] === undefined ? block : nested;
  const mediaType = firstText(
    given['mimeType'],
    given['mime_type'],
    given['media_type'],
    block['mimeType'],
    block['mime_type'],
  );
  const url = firstText(given['url'], given['fileUri']);
  if (url !== undefined) return { url, mediaType: mediaType ?? typeOfDataURL(url) };
  const data = given['data'];
  if (typeof data === 'string') {
    if (nested['type'] === 'text') return { url: dataURL('text/plain', toBase64(data)), mediaType: 'text/plain' };
    return { url: dataURL(String(mediaType), data), mediaType };
  }
  const text = given['text'];
  return typeof text === 'string' ? { url: dataURL('text/plain', toBase64(text)), mediaType: 'text/plain' } : undefined;
}

const DEFAULT_TYPES: Readonly<Record<string, string>> = {
  audio: 'audio/wav',
  video: 'video/mp4',
  document: 'application/pdf',
};

function fileOf(block: Block): ContentPart | undefined {
  const name = nameOf(block);
  // OpenAI's own form.
  const data = record(block['file'])['file_data'];
  if (typeof data === 'string') return file(data, typeOfDataURL(data) ?? 'application/pdf', name);
  const source = sourceOf(block);
  if (source === undefined) return undefined;
  const mediaType = source.mediaType ?? DEFAULT_TYPES[String(block['type'])] ?? 'application/octet-stream';
  // Google has one block for all media.
  return block['type'] === 'media' && mediaType.startsWith('image/')
    ? image(source.url)
    : file(source.url, mediaType, name);
}

function nameOf(block: Block): string | undefined {
  const metadata = record(block['metadata']);
  return firstText(
    record(block['file'])['filename'],
    block['title'],
    block['filename'],
    block['name'],
    metadata['filename'],
    metadata['name'],
  );
}

function image(url: unknown): ContentPart | undefined {
  return typeof url === 'string' ? { type: 'image', url } : undefined;
}

function file(url: string, mediaType: string, name?: string): ContentPart {
  return { type: 'file', url, mediaType, ...(name !== undefined && { name }) };
}

function dataURL(mediaType: string, base64: string): string {
  return `data:${mediaType};base64,${base64}`;
}

function typeOfDataURL(url: string): string | undefined {
  return /^data:([^;,]+)/.exec(url.slice(0, 200))?.[1];
}

function toBase64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

function firstText(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && value !== '');
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
