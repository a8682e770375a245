/** `data:` URLs, as messages carry images and files. Pure. */

export interface DataURL {
  /** e.g. `image/png`; `text/plain` where the URL says nothing. */
  readonly mediaType: string;
  readonly base64: string;
}

/** @returns `undefined` for what is no `data:` URL in base64 */
export function parseDataURL(url: string): DataURL | undefined {
  // No expression over the whole: contents have megabytes.
  if (!url.startsWith('data:')) return undefined;
  const comma = url.indexOf(',');
  const head = url.slice('data:'.length, comma);
  if (comma < 0 || !head.endsWith(';base64')) return undefined;
  const [mediaType = ''] = head.split(';');
  return { mediaType: mediaType || 'text/plain', base64: url.slice(comma + 1) };
}

/** Whether the provider itself is to fetch it. */
export function isWebURL(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
