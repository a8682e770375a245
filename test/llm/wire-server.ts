/** A model server on loopback that sends what a test tells it to, and sees what a client sends. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

export interface WireServer {
  readonly origin: string;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves when a client closes a connection before its answer is whole. */
  readonly hungUp: Promise<void>;
}

/** How an answer ends after its last piece. */
export type Ending = 'end' | 'reset' | 'hang';

/** Listens until the test is over. */
export async function wireServer(answer: (response: ServerResponse) => unknown): Promise<WireServer> {
  const requests: ReceivedRequest[] = [];
  const hungUp = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    response.on('close', () => {
      if (!response.writableEnded) hungUp.resolve();
    });
    requests.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(await text(request)) });
    await answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return { origin: `http://127.0.0.1:${address.port}`, requests, hungUp: hungUp.promise };
}

/** Answers with an event stream, each piece in a write of its own. */
export async function sendStream(
  response: ServerResponse,
  pieces: Iterable<Uint8Array>,
  ending: Ending = 'end',
  contentType = 'text/event-stream',
): Promise<void> {
  response.writeHead(200, { 'content-type': contentType });
  response.flushHeaders();
  for (const piece of pieces) {
    response.write(piece);
    await setImmediate();
  }
  if (ending === 'end') response.end();
  if (ending === 'reset') response.socket?.resetAndDestroy();
}

/** Answers with JSON. */
export function sendJSON(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
