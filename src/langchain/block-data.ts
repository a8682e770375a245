/** Contents of images and files, however they are given → base64 and `data:` URLs. Pure. */
import { toBase64 } from '../base/index.ts';

export function dataURL(mediaType: string, base64: string): string {
  return `data:${mediaType};base64,${base64}`;
}

/** The media type that a `data:` URL tells; `undefined` for any other address. */
export function typeOfDataURL(url: string): string | undefined {
  return /^data:([^;,]+)/.exec(url.slice(0, 200))?.[1];
}

/** @param data base64 already, or bytes, also as JSON makes an object with numbered keys of them */
export function base64Of(data: unknown): string | undefined {
  if (typeof data === 'string') return data === '' ? undefined : data;
  const bytes = data instanceof Uint8Array ? data : storedBytes(data);
  return bytes && toBase64(bytes);
}

function storedBytes(data: unknown): Uint8Array | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const given: unknown = (data as { data?: unknown }).data;
  const numbers: unknown[] = Array.isArray(given) ? given : Object.values(data);
  const isBytes = numbers.length > 0 && numbers.every((value) => typeof value === 'number');
  return isBytes ? Uint8Array.from(numbers) : undefined;
}

/** How the common image formats begin, in base64. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['/9j/', 'image/jpeg'],
  ['iVBORw0KGgo', 'image/png'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

/** The type of an image by its first bytes. */
export function imageTypeOf(base64: string): string | undefined {
  return BEGINNINGS.find(([beginning]) => base64.startsWith(beginning))?.[1];
}
