/** How long a server asks to wait before the next request. Pure. */

/** Reads one header by its lower-case name; a `Headers` object, a plain object, or nothing. */
export type ResponseHeaders = { get(name: string): string | null } | Readonly<Record<string, unknown>> | undefined;

/**
 * Milliseconds to wait, from `retry-after-ms`, or `retry-after` in seconds or as an HTTP date (RFC 9110 §10.2.3).
 *
 * @param now milliseconds since the epoch, for dates
 * @returns `undefined` where nothing was asked, or nothing that can be understood; never negative
 */
export function retryAfterOf(headers: ResponseHeaders, now: number): number | undefined {
  const exact = asNumber(headerOf(headers, 'retry-after-ms'));
  if (exact !== undefined) return exact;
  const text = headerOf(headers, 'retry-after');
  const seconds = asNumber(text);
  if (seconds !== undefined) return seconds * 1000;
  // A date begins with the day of the week; `Date.parse` would make one of any number.
  const date = text !== undefined && /^[A-Z]/i.test(text.trim()) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** A header's text; names of a plain object may be written in any case. */
export function headerOf(headers: ResponseHeaders, name: string): string | undefined {
  if (headers === undefined || headers === null) return undefined;
  if (isHeaders(headers)) return headers.get(name) ?? undefined;
  const found = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof found === 'string' ? found : undefined;
}

function isHeaders(headers: object): headers is { get(name: string): string | null } {
  return typeof (headers as { get?: unknown }).get === 'function';
}

function asNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\s*\d+(\.\d+)?\s*$/.test(text)) return undefined;
  return Number(text);
}
