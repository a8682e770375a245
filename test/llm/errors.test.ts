import { createServer } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { LLMError } from '../../src/base/index.ts';
import { collect, hello, openAIWire, transcript, type Wire, wholeAnswer, wires } from './wire.ts';
import { sendJSON, sendStream, wireServer } from './wire-server.ts';

type Options = Parameters<Wire['client']>[0];

/** The error of a call that fails before anything of an answer came. */
async function failure(wire: Wire, options: Options): Promise<LLMError> {
  const events = await collect(wire.client(options).stream(hello));
  const [event] = events;
  if (events.length !== 1 || event?.type !== 'error') throw new Error(`no failure, but ${JSON.stringify(events)}`);
  expect(event.error).toBeInstanceOf(LLMError);
  return event.error as LLMError;
}

describe.each(wires)('$provider', (wire) => {
  it.each([
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [409, true],
    [429, true],
    [500, true],
    [529, true],
  ])('tells status %i, retryable: %s', async (status, retryable) => {
    const server = await wireServer((response) => sendJSON(response, status, wire.errorBody('no such luck')));
    const error = await failure(wire, { baseURL: server.origin });
    expect(error).toMatchObject({ status, retryable, provider: wire.provider });
    expect(error.code).toBe(status === 429 ? 'LLM_RATE_LIMITED' : 'LLM_STATUS');
    expect(error.cause).toMatchObject({ status });
    expect(error.message).toBe((error.cause as Error).message);
    expect(error.message).toContain('no such luck');
    expect(server.requests).toHaveLength(1);
  });

  it('tells a status whose body is not JSON', async () => {
    const server = await wireServer((response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
    expect(await failure(wire, { baseURL: server.origin })).toMatchObject({
      code: 'LLM_STATUS',
      status: 502,
      retryable: true,
    });
  });

  it('names the server that refuses the connection, and nothing secret', async () => {
    const port = await unusedPort();
    const error = await failure(wire, { baseURL: `http://127.0.0.1:${port}/v1?key=hidden`, apiKey: 'secret' });
    expect(error).toMatchObject({ code: 'LLM_UNREACHABLE', status: undefined, retryable: true });
    expect(error.message).toBe(
      `cannot reach http://127.0.0.1:${port} for provider ${wire.provider} (ECONNREFUSED): check the network and the base URL`,
    );
  });

  it('keeps credentials in the base URL to itself', async () => {
    const error = await failure(wire, {
      baseURL: 'http://me:password@127.0.0.1:9/v1',
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    expect(error.code).toBe('LLM_UNREACHABLE');
    expect(error.message).toContain('http://127.0.0.1:9 ');
    expect(error.message).not.toMatch(/me:|password|v1/);
  });

  it.each<[string, Options, string]>([
    ['the key', { apiKey: 'sk-hidden-1' }, 'Incorrect API key provided: sk-hidden-1 (Bearer sk-hidden-1)'],
    ['a short key', { apiKey: 'hidden' }, 'wrong key "hidden"'],
    [
      'a header',
      { headers: { Authorization: 'Bearer hidden-token' } },
      'Bearer hidden-token: hidden-token has expired',
    ],
    ['a header of its own', { headers: { 'X-Gateway-Key': 'hidden-1' } }, 'gateway refuses hidden-1'],
  ])('does not repeat %s that the server quotes, in a status or in a chunk', async (_, options, quote) => {
    const refused = await wireServer((response) => sendJSON(response, 401, wire.errorBody(quote)));
    const broken = await wireServer((response) => sendStream(response, [wire.encode(errorChunk(wire, quote))]));
    for (const { origin } of [refused, broken]) {
      const error = await failure(wire, { ...options, baseURL: origin });
      expect(error.message).toContain('***');
      expect(error.message).not.toContain('hidden');
      expect((error.cause as Error).message).toContain('hidden');
    }
  });

  it('tells a time-out', async () => {
    const server = await wireServer(() => undefined);
    const error = await failure(wire, { baseURL: server.origin, timeout: 20 });
    expect(error).toMatchObject({ code: 'LLM_TIMEOUT', retryable: true, cause: expect.any(Error) });
    expect(error.message).toContain('20 ms');
    expect(error.message).toContain(server.origin);
    await server.hungUp;
  });

  it('tells an error that arrives as a chunk, before the answer and within it', async () => {
    const chunks = transcript(wire, 'text').slice(0, 3);
    for (const head of [[], chunks]) {
      const pieces = [...head, wire.overloaded].map((chunk) => wire.encode(chunk));
      const server = await wireServer((response) => sendStream(response, pieces));
      const last = (await collect(wire.client({ baseURL: server.origin }).stream(hello))).at(-1);
      expect(last).toMatchObject({ type: 'error', error: { code: 'LLM_FAILED', retryable: true, status: undefined } });
      const { error } = last as { error: LLMError };
      expect(error.message).toMatch(/overloaded/i);
      expect(error.message).toBe((error.cause as Error).message);
    }
  });

  it('prints nothing', async () => {
    const printed = (['log', 'warn', 'error', 'info', 'debug'] as const).map((method) => vi.spyOn(console, method));
    const server = await wireServer((response) =>
      sendStream(response, [new TextEncoder().encode('event: x\ndata: {\n\n')]),
    );
    expect(await failure(wire, { baseURL: server.origin })).toMatchObject({ code: 'LLM_STREAM_MALFORMED' });
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

describe('an error chunk with a status in its code', () => {
  it.each([
    [502, true],
    [429, true],
    [400, false],
  ])('%i, retryable: %s', async (code, retryable) => {
    const chunk = openAIWire.encode({ error: { message: 'Provider returned error', code } });
    const server = await wireServer((response) => sendStream(response, [chunk]));
    expect(await failure(openAIWire, { baseURL: server.origin })).toMatchObject({ code: 'LLM_FAILED', retryable });
  });
});

describe.each(wires)('a whole answer of $provider', (wire) => {
  it('stays whole when the connection breaks after the provider has said so', async () => {
    const events = await collect(wire.client({ fetch: breakingAfter(wire, transcript(wire, 'text')) }).stream(hello));
    expect(events.at(-1)?.type).toBe('done');
  });

  it('leaves the connection to the next call', async () => {
    const sockets = new Set<unknown>();
    const answer = wholeAnswer(wire, transcript(wire, 'text'));
    const server = await wireServer((response) => {
      sockets.add(response.socket);
      return sendStream(response, [answer]);
    });
    const client = wire.client({ baseURL: server.origin });
    for (let call = 0; call < 6; call++) expect((await collect(client.stream(hello))).at(-1)?.type).toBe('done');
    // The second call may begin before the first connection is back in the pool.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });
});

/** An error with this message as a chunk of the stream. */
function errorChunk(wire: Wire, message: string): object {
  return { ...wire.overloaded, ...wire.errorBody(message) };
}

/** A `fetch` whose connection breaks after the last byte of a whole answer, before the end of the body. */
function breakingAfter(wire: Wire, chunks: readonly object[]): typeof fetch {
  const pieces = [...chunks.map((chunk) => wire.encode(chunk)), wire.tail].filter((piece) => piece.length > 0).values();
  const pull = (controller: ReadableStreamDefaultController): void => {
    const { value } = pieces.next();
    if (value === undefined) controller.error(new TypeError('terminated'));
    else controller.enqueue(value);
  };
  return async () => new Response(new ReadableStream({ pull }), { headers: { 'content-type': 'text/event-stream' } });
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
