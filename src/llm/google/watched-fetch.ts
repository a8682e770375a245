/** The `fetch` of one call. The SDK's own timeout would end long answers, and its errors have neither address nor headers. */
import { InvalidConfigError } from '../../base/index.ts';
import { fetchInTime } from '../begin-timeout.ts';
import type { HeaderOptions } from '../client-options.ts';

/** What is known of a call so far. */
export interface Seen {
  url?: string;
  /** The answer, from its beginning on. */
  response?: Response;
}

/**
 * Makes a `fetch` for one call: the answer must begin in time, and the host's headers take the place of the SDK's.
 *
 * @param headers `null` takes one away
 */
export function watchedFetch(
  fetch: typeof globalThis.fetch,
  timeout: number,
  headers: HeaderOptions,
): { readonly fetch: typeof globalThis.fetch; readonly seen: Seen } {
  const seen: Seen = {};
  const watched = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    seen.url = url instanceof Request ? url.url : String(url);
    const sent = { ...init, headers: withHeaders(init.headers, headers) };
    seen.response = await fetchInTime(fetch, url, sent, timeout);
    return seen.response;
  };
  return { fetch: watched, seen };
}

function withHeaders(sdk: RequestInit['headers'], host: HeaderOptions): Headers {
  const all = new Headers(sdk);
  for (const [name, value] of Object.entries(host)) {
    if (value === null) all.delete(name);
    else if (value !== undefined) all.set(name, value);
  }
  return all;
}

/**
 * The host's headers, as they may be sent.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` for a name or a value that no header can have
 */
export function checkedHeaders(headers: HeaderOptions = {}): HeaderOptions {
  try {
    withHeaders(undefined, headers);
  } catch {
    // Not as the cause: it quotes the value, which may be a secret.
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      'option "headers" holds a name or a value that cannot be sent, such as one with a line break',
    );
  }
  return headers;
}
