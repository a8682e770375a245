/** The AWS SDK's requests over `fetch`: one way to reach every provider, and one `fetch` to put a proxy behind. */

import { fetchInTime } from '../begin-timeout.ts';

/** What the SDK hands over. */
interface HandedRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What the SDK reads. */
interface HandledResponse {
  readonly statusCode: number;
  readonly reason: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

export interface FetchHandler {
  readonly metadata: { readonly handlerProtocol: string };
  handle(request: HandedRequest, options?: { readonly abortSignal?: unknown }): Promise<{ response: HandledResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

/**
 * @param fetch   takes the place of the platform's
 * @param timeout milliseconds until an answer must have begun
 */
export function fetchHandler(fetch: typeof globalThis.fetch, timeout: number): FetchHandler {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    async handle(request, { abortSignal } = {}) {
      const init = {
        method: request.method,
        headers: withoutHost(request.headers),
        body: request.body as string | Uint8Array<ArrayBuffer>,
        signal: (abortSignal as AbortSignal | undefined) ?? null,
      };
      const { status, statusText, headers, body } = await fetchInTime(fetch, addressOf(request), init, timeout);
      const read = { statusCode: status, reason: statusText, headers: Object.fromEntries(headers) };
      return { response: { ...read, body: body ?? new ReadableStream() } };
    },
  };
}

function addressOf({ protocol, hostname, port, path, query = {} }: HandedRequest): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) search.append(name, one ?? '');
  }
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  return `${protocol}//${host}${path}${search.size === 0 ? '' : `?${search.toString()}`}`;
}

/** `fetch` sets it itself, and refuses another. */
function withoutHost(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(host|content-length)$/i.test(name)));
}
