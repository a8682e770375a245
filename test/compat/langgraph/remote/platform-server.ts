/** A server on this machine that speaks as much of the LangGraph Platform's protocol as a script says, and keeps what it was asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it came over the wire. */
export interface Asked {
  readonly method: string;
  /** With the query, and not decoded. */
  readonly path: string;
  /** Those that say who asks, and for what. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface SentEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data: unknown;
}

/** Answers one request. */
export type Script = (asked: Asked, answer: Answer, nth: number) => void | Promise<void>;

/** Headers that clients of one make add on their own. */
const NOT_TOLD = /^(?:host|connection|user-agent|accept.*|sec-fetch-mode|content-length|transfer-encoding)$/;

export class Answer {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  json(body: unknown, status = 200, headers: Record<string, string> = {}): void {
    this.text(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
  }

  text(body: string, status = 200, headers: Record<string, string> = {}): void {
    this.#response.writeHead(status, headers).end(body);
  }

  /** Server-sent events, and then the end. */
  events(events: readonly SentEvent[], headers: Record<string, string> = {}): void {
    this.open(headers);
    for (const event of events) this.send(event);
    this.#response.end();
  }

  open(headers: Record<string, string> = {}): void {
    this.#response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
    this.#response.flushHeaders();
  }

  send({ id, event, data }: SentEvent): void {
    const lines = [id === undefined ? '' : `id: ${id}\n`, event === undefined ? '' : `event: ${event}\n`];
    this.#response.write(`${lines.join('')}data: ${JSON.stringify(data)}\n\n`);
  }

  raw(text: string): void {
    this.#response.write(text);
  }

  end(): void {
    this.#response.end();
  }

  /** Breaks the connection once what was sent has left. */
  async cut(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 20));
    this.#response.destroy();
  }

  /** Resolves when the client closes the connection. */
  get left(): Promise<void> {
    return new Promise((resolve) => this.#response.once('close', () => resolve()));
  }
}

export class PlatformServer {
  readonly requests: Asked[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Requests that are being answered. */
  busy = 0;

  private constructor(script: Script) {
    this.#server = createServer((request, response) => void this.#answer(script, request, response));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(script: Script): Promise<PlatformServer> {
    const server = new PlatformServer(script);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Method and path of each request. */
  get lines(): string[] {
    return this.requests.map(({ method, path }) => `${method} ${path}`);
  }

  async #answer(script: Script, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.busy++;
    response.once('close', () => this.busy--);
    response.on('error', () => {});
    const text = await textOf(request);
    const told = Object.entries(request.headers).filter(([name]) => !NOT_TOLD.test(name));
    const asked: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: Object.fromEntries(told.map(([name, value]) => [name, String(value)])),
      body: text === '' ? undefined : JSON.parse(text),
    };
    await script(asked, new Answer(response), this.requests.push(asked) - 1);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Serves for as long as `use` takes. */
export async function served(script: Script, use: (server: PlatformServer) => Promise<void>): Promise<void> {
  const server = await PlatformServer.start(script);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

/** Streams the same events for every run. */
export const streams =
  (...events: readonly SentEvent[]): Script =>
  (_asked, answer) =>
    answer.events(events);

/** Waits until `holds`, for a second at most. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !holds(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
}
