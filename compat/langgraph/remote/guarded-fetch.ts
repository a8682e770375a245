import { NotRetried, RemoteRequestError } from './remote-request-error.ts';
import { isRunStream, runLocation } from './run-location.ts';

export type Fetch = typeof fetch;

/**
 * A `fetch` that goes where it was sent and nowhere else: redirects are not followed, so keys reach nobody but the server, and the
 * `Location` of a run is let through only if it leads back to that run's thread.
 *
 * @param inner makes the requests
 */
export function guardedFetch(inner: Fetch): Fetch {
  return async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input);
    const response = await send(inner, input, init);
    if (
      response.type === 'opaqueredirect' ||
      (response.status >= 300 && response.status < 400 && response.status !== 304)
    ) {
      void response.body?.cancel();
      throw new NotRetried(redirectError(address, response));
    }
    return isRunStream(address) ? withRunLocation(response, address) : response;
  };
}

/** An abort must not count as a failure that is worth another try. */
async function send(inner: Fetch, input: Parameters<Fetch>[0], init: RequestInit | undefined): Promise<Response> {
  try {
    return await inner(input, { ...init, redirect: 'manual' });
  } catch (error) {
    throw init?.signal?.aborted ? new NotRetried(error) : error;
  }
}

/** Says where to, but no more of it than that: addresses may hold secrets. */
function redirectError(address: URL, response: Response): RemoteRequestError {
  const target = URL.parse(response.headers.get('location') ?? '', address.href);
  const place = target === null ? 'elsewhere' : `to ${target.origin}${target.pathname}`;
  return new RemoteRequestError(
    'REMOTE_REDIRECT_REFUSED',
    `The server sent the request for ${address.pathname} ${place}, which was not followed: give the final address as "url".`,
    { status: response.status },
  );
}

function withRunLocation(response: Response, request: URL): Response {
  const location = response.headers.get('location');
  if (location === null || !response.ok) return response;
  const path = runLocation(location, request);
  if (path === location) return response;
  const headers = new Headers(response.headers);
  if (path === undefined) headers.delete('location');
  else headers.set('location', path);
  const body = path === undefined && response.body !== null ? withFailure(response.body, location) : response.body;
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

/** The same bytes; if they break off, the reader learns why the run cannot be joined again. */
function withFailure(body: ReadableStream<Uint8Array>, location: string): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (cause) {
        controller.error(locationError(location, cause));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function locationError(location: string, cause: unknown): RemoteRequestError {
  return new RemoteRequestError(
    'REMOTE_LOCATION_REFUSED',
    `The connection to the server broke, and its Location header ${JSON.stringify(location.slice(0, 200))} does not lead back to the run: ` +
      'have the server, or the proxy before it, send the path of the run.',
    { cause },
  );
}
