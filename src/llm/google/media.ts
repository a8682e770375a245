/** Images and files of the port → parts of the Gemini API. What has an address is fetched by Google, not here. */
import { type FilePart, type ImagePart, LLMError } from '../../base/index.ts';
import { parseDataURL } from '../data-url.ts';

/** What stands both in a message and in the response of a tool. */
export type MediaPart =
  | { readonly inlineData: { readonly mimeType: string; readonly data: string } }
  | { readonly fileData: { readonly mimeType: string; readonly fileUri: string } };

/** @throws LLMError `LLM_REQUEST_INVALID` for a URL of another kind, or an image whose type cannot be told */
export function mediaPart(part: ImagePart | FilePart, provider: string): MediaPart {
  const { url } = part;
  const told = part.type === 'file' && part.mediaType !== '' ? part.mediaType : undefined;
  const data = parseDataURL(url);
  if (data !== undefined) return { inlineData: { mimeType: told ?? data.mediaType, data: data.base64 } };
  if (!/^(https?|gs):\/\//i.test(url)) {
    throw refused(provider, `the ${part.type} must be an https: or gs: URL, or a base64 data: URL`);
  }
  const mimeType = told ?? imageTypeOf(url);
  if (mimeType === undefined) {
    const remedy = 'send it as a base64 data: URL, or as a file with its type';
    throw refused(provider, `the type of the ${part.type} cannot be told by its address: ${remedy}`);
  }
  return { fileData: { mimeType, fileUri: url } };
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
  const path = /^[^?#]*/.exec(url)?.[0] ?? '';
  return IMAGE_TYPES.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

function refused(provider: string, message: string): LLMError {
  return new LLMError('LLM_REQUEST_INVALID', message, { provider });
}
