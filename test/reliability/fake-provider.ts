/** A server on loopback that answers for a while, and notices when nobody listens any more. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeProvider {
  readonly url: string;
  /** Resolves with the time at which the client closed the current answer; with infinity if it was sent to its end. */
  closed(): Promise<number>;
  /** Destroys every connection, as a provider that goes down does. */
  drop(): void;
  stop(): Promise<void>;
}

/** Milliseconds between two pieces of an answer. */
const PACE = 10;

/** @param lasting milliseconds that an answer takes */
export async function fakeProvider(lasting: number): Promise<FakeProvider> {
  let closed = Promise.withResolvers<number>();
  const server = createServer((_, response) => {
    const { resolve } = (closed = Promise.withResolvers<number>());
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let left = lasting / PACE;
    const timer = setInterval(() => {
      if (left-- > 0) response.write(`data: ${left}\n\n`);
      else response.end();
    }, PACE);
    response.on('close', () => {
      clearInterval(timer);
      resolve(response.writableFinished ? Number.POSITIVE_INFINITY : performance.now());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    closed: () => closed.promise,
    drop: () => server.closeAllConnections(),
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}
