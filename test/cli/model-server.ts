/** A model server of the test's own, for the answers that a good one does not give. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface ModelRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly messages: readonly { readonly role: string; readonly content: unknown }[] };
}

export interface ModelServer {
  /** Address for `--base-url`, for the provider openAI. */
  readonly url: string;
  readonly requests: readonly ModelRequest[];
  close(): Promise<void>;
}

/** Answers the request with this number, from 0. */
export type Responder = (response: ServerResponse, request: ModelRequest, number: number) => void;

/** Starts a server on a free port of loopback. */
export async function startModelServer(respond: Responder): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const request = { path: incoming.url ?? '', headers: incoming.headers, body: JSON.parse(body) };
      requests.push(request);
      response.setHeader('x-request-id', requests.length);
      respond(response, request, requests.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${address.port}/v1`, requests, close };
}

/** Begins an OpenAI stream and sends these deltas, leaving it open. */
export function sendDeltas(response: ServerResponse, ...deltas: readonly object[]): void {
  if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const delta of deltas) response.write(frame(response, { index: 0, delta, finish_reason: null }));
}

/** Ends an OpenAI stream as it should be. */
function finish(response: ServerResponse, reason: 'stop' | 'tool_calls'): void {
  response.end(`${frame(response, { index: 0, delta: {}, finish_reason: reason })}data: [DONE]\n\n`);
}

/** Answers with one tool call. */
export function sendCall(response: ServerResponse, name: string, args: string, id = 'call_1'): void {
  const call = { index: 0, id, type: 'function', function: { name, arguments: args } };
  sendDeltas(response, { role: 'assistant', content: null }, { tool_calls: [call] });
  finish(response, 'tool_calls');
}

/** Answers with text. */
export function sendText(response: ServerResponse, content: string): void {
  sendDeltas(response, { role: 'assistant', content: '' }, { content });
  finish(response, 'stop');
}

/** Every answer has an id of its own, as clients expect. */
function frame(response: ServerResponse, choice: object): string {
  const id = `chatcmpl-${String(response.getHeader('x-request-id'))}`;
  const chunk = { id, object: 'chat.completion.chunk', created: 0, model: 'm', choices: [choice] };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
