import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { GoogleClientOptions } from '../../../src/llm/google/index.ts';
import type { LLMEvent } from '../../../src/llm/index.ts';
import { collect, fetchOf, hello } from '../wire.ts';
import { sendStream, wireServer } from '../wire-server.ts';
import { chunk, read } from './support.ts';
import { googleWire } from './wire.ts';

describe('errors of Google', () => {
  const failing = async (status: number, body: object, headers: Record<string, string> = {}) => {
    const server = await wireServer((response) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body)),
    );
    return (await collect((await googleWire.client({ baseURL: server.origin })).stream(hello)))[0];
  };

  it('tell what the server says, without the key', async () => {
    const message = 'API key not valid: test-key';
    expect(await failing(400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } })).toMatchObject({
      type: 'error',
      error: { code: 'LLM_STATUS', status: 400, message: '400 API key not valid: ***', retryable: false },
    });
  });

  it('are rate limits with the delay they ask for', async () => {
    const details = [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '17s' }];
    const event = await failing(429, { error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED', details } });
    expect(event).toMatchObject({
      error: { code: 'LLM_RATE_LIMITED', status: 429, retryable: true, retryAfter: 17_000 },
    });
  });

  it('are an overflow of the context', async () => {
    const message = 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).';
    expect(await failing(400, { error: { code: 400, message, status: 'INVALID_ARGUMENT' } })).toMatchObject({
      error: { code: 'LLM_CONTEXT_OVERFLOW', retryable: false },
    });
  });

  it('name the server that is not there', async () => {
    const client = await googleWire.client({ baseURL: 'http://127.0.0.1:9' });
    expect(await collect(client.stream(hello))).toMatchObject([
      { type: 'error', error: { code: 'LLM_UNREACHABLE', message: expect.stringContaining('http://127.0.0.1:9') } },
    ]);
  });

  it('come where the answer does not begin in time', async () => {
    const server = await wireServer(() => {});
    const client = await googleWire.client({ baseURL: server.origin, timeout: 50 });
    expect(await collect(client.stream(hello))).toMatchObject([{ type: 'error', error: { code: 'LLM_TIMEOUT' } }]);
    await server.hungUp;
  });
});

describe('an error document of Google', () => {
  const overloaded = { code: 503, message: 'busy', status: 'UNAVAILABLE' };
  const within = async (error: unknown): Promise<LLMEvent | undefined> =>
    (await read(chunk([{ text: 'a' }]), { error })).at(-1);

  it('is one within a stream too', async () => {
    const details = [null, { retryDelay: 'soon' }, { retryDelay: '0.25s' }];
    expect(await within({ ...overloaded, details })).toMatchObject({
      type: 'error',
      error: { code: 'LLM_STATUS', status: 503, message: '503 busy', retryable: true, retryAfter: 250 },
    });
  });

  it.each<[string, unknown]>([
    ['details that are no list', { ...overloaded, details: 'no' }],
    ['a detail that is nothing', { ...overloaded, details: [null, 5, {}] }],
    [
      'delays that are none',
      { ...overloaded, details: [{ retryDelay: 5 }, { retryDelay: '-1s' }, { retryDelay: 's' }] },
    ],
    ['words of another kind', { code: 503, message: { text: 'busy' }, status: 14 }],
  ])('with %s is an error all the same', async (_, error) => {
    const event = await within(error);
    expect(event).toMatchObject({ type: 'error', error: { status: 503, retryable: true } });
    expect(event).not.toHaveProperty('error.retryAfter', expect.anything());
  });

  it.each<[string, unknown]>([
    ['no code', { message: 'busy', status: 'UNAVAILABLE' }],
    ['a code that is a word', { ...overloaded, code: '503' }],
    ['nothing in it', {}],
    ['a word for a document', 'busy'],
  ])('with %s, which the SDK swallows, ends no answer well', async (_, error) => {
    expect(await within(error)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE' } });
  });
});

describe('a server of Google that answers strangely', () => {
  const answered = async (answer: (response: ServerResponse) => unknown, options: GoogleClientOptions = {}) => {
    const server = await wireServer(answer);
    const client = await googleWire.client({ baseURL: server.origin, ...options });
    return { events: await collect(client.stream(hello)), server };
  };
  const json = (status: number, body: string, headers: Record<string, string> = {}) => {
    const all = { 'content-type': 'application/json', ...headers };
    return (response: ServerResponse) => response.writeHead(status, all).end(body);
  };
  const html = '<html>busy</html>';

  it.each<[string, (response: ServerResponse) => unknown, object]>([
    ['a list', json(503, '[{"error":{"message":"busy"}}]'), { status: 503, message: '503 busy', retryable: true }],
    ['an empty document', json(503, ''), { code: 'LLM_STATUS', status: 503, retryable: true }],
    ['no document', json(404, html), { code: 'LLM_STATUS', status: 404, retryable: false }],
    [
      'a page',
      json(502, html, { 'content-type': 'text/html' }),
      { status: 502, message: `502 ${html}`, retryable: true },
    ],
    ['a document of another kind', json(500, 'null'), { status: 500, retryable: true }],
  ])('refuses with %s', async (_, answer, error) => {
    expect((await answered(answer)).events).toMatchObject([{ type: 'error', error }]);
  });

  it('is asked again after what its header says, whatever the document says', async () => {
    const details = [{ retryDelay: '17s' }];
    const body = JSON.stringify({ error: { message: 'Quota', status: 'RESOURCE_EXHAUSTED', details } });
    const { events } = await answered(json(429, body, { 'retry-after': '3' }));
    expect(events).toMatchObject([{ error: { code: 'LLM_RATE_LIMITED', retryAfter: 3_000 } }]);
  });

  it.each(['null', '"a"', '5'])('sends %s for a whole answer', async (body) => {
    const { events } = await answered(json(200, body), { streaming: false });
    expect(events).toMatchObject([{ type: 'error', error: { code: 'LLM_STREAM_MALFORMED', retryable: false } }]);
  });

  it('sends a page for a whole answer', async () => {
    const { events } = await answered(json(200, html), { streaming: false });
    expect(events).toMatchObject([
      { type: 'error', error: { code: 'LLM_STREAM_MALFORMED', cause: expect.any(SyntaxError) } },
    ]);
  });

  it('breaks off in a whole answer', async () => {
    const broken = (response: ServerResponse) => sendStream(response, [Buffer.from('{"candid')], 'reset');
    const { events } = await answered(broken, { streaming: false });
    expect(events).toMatchObject([{ type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE', retryable: true } }]);
  });

  it.each(['end', 'reset'] as const)("is not asked to go on, behind the caller's back, after an %s", async (ending) => {
    const going = { candidates: [{ content: { parts: [{ text: 'a' }] }, continuationToken: 'there' }] };
    const { events, server } = await answered((response) => sendStream(response, [googleWire.encode(going)], ending));
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE' } });
    expect(server.requests).toHaveLength(1);
  });

  it.each([true, false])('is hung up on when the caller gives up (streaming: %s)', async (streaming) => {
    const server = await wireServer(() => {});
    const client = await googleWire.client({ baseURL: server.origin, streaming });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    expect(await collect(client.stream({ ...hello, signal: controller.signal }))).toMatchObject([
      { type: 'error', error: { name: 'AbortError' } },
    ]);
    await server.hungUp;
  });

  it('is hung up on in the middle of a whole answer', async () => {
    const server = await wireServer((response) => sendStream(response, [Buffer.from('{')], 'hang'));
    const client = await googleWire.client({ baseURL: server.origin, streaming: false, totalTimeout: 100 });
    expect(await collect(client.stream(hello))).toMatchObject([{ type: 'error', error: { code: 'LLM_TIMEOUT' } }]);
    await server.hungUp;
  });

  it('has lists and candidates of the wrong kinds', async () => {
    for (const broken of [{ candidates: 'a' }, { candidates: [5] }, { candidates: [{ content: { parts: ['a'] } }] }]) {
      const client = await googleWire.client({ fetch: fetchOf([googleWire.encode(broken)]) });
      expect((await collect(client.stream(hello))).at(-1)?.type).toBe('error');
    }
  });
});
