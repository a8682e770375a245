/** A model server on loopback that answers from a script and keeps what it was asked. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireAnswer } from './golden-scenario.ts';

const toldHeaders = ['anthropic-version', 'anthropic-beta'];

async function describe(request: IncomingMessage): Promise<object> {
  const { method, url: path, headers } = request;
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const told = Object.fromEntries(toldHeaders.flatMap((name) => (name in headers ? [[name, headers[name]]] : [])));
  return { method, path, ...(Object.keys(told).length > 0 && { headers: told }), body: JSON.parse(text) };
}

function send(response: ServerResponse, answer: WireAnswer): void {
  if (answer.json !== undefined) {
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.json));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const data of answer.sse ?? []) {
    const name = typeof data === 'object' && typeof data.type === 'string' ? `event: ${data.type}\n` : '';
    response.write(`${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  }
  if (answer.cut === true) response.write('', () => response.destroy());
  else response.end();
}

export interface WireServer {
  readonly origin: string;
  readonly requests: unknown[];
  close(this: void): Promise<void>;
}

/** Serves one answer per request, in order. */
export async function serve(answers: readonly WireAnswer[]): Promise<WireServer> {
  const requests: unknown[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = answers[requests.length];
    requests.push(await describe(request));
    if (answer === undefined) response.writeHead(500).end();
    else send(response, answer);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    requests,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
