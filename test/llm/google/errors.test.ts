import { describe, expect, it } from 'vitest';
import { collect, hello } from '../wire.ts';
import { wireServer } from '../wire-server.ts';
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
