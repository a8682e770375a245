import { describe, expect, it, vi } from 'vitest';
import { googleClient, vertexClient, type VertexClientOptions } from '../../../src/llm/google/index.ts';
import { collect, hello, transcript, wholeAnswer } from '../wire.ts';
import { sendStream, wireServer } from '../wire-server.ts';
import { googleWire } from './wire.ts';

describe('a client of Vertex', () => {
  const answered = async (options: (origin: string) => VertexClientOptions) => {
    const server = await wireServer((response) =>
      sendStream(response, [wholeAnswer(googleWire, transcript(googleWire, 'text'))]),
    );
    const client = await vertexClient({ model: 'gemini-2.5-flash', maxRetries: 0, ...options(server.origin) });
    expect(client.provider).toBe('vertexai');
    return { last: (await collect(client.stream(hello))).at(-1), request: server.requests[0] };
  };

  it('goes with a key in express mode', async () => {
    const { last, request } = await answered((origin) => ({ apiKey: 'k', baseURL: origin }));
    expect(last?.type).toBe('done');
    expect(request?.path).toContain('/publishers/google/models/gemini-2.5-flash:streamGenerateContent');
    expect(request?.headers['x-goog-api-key']).toBe('k');
  });

  it('goes to the project and its location with the token of its credentials', async () => {
    const authClient = {
      getRequestHeaders: async () => new Headers({ authorization: 'Bearer token' }),
      getAccessToken: async () => ({ token: 'token' }),
    };
    const { last, request } = await answered((origin) => ({
      baseURL: origin,
      project: 'my-project',
      location: 'europe-west4',
      authOptions: { authClient },
    }));
    expect(last?.type).toBe('done');
    expect(request?.path).toContain(
      '/projects/my-project/locations/europe-west4/publishers/google/models/gemini-2.5-flash',
    );
    expect(request?.headers['authorization']).toBe('Bearer token');
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['a project', () => vertexClient({ model: 'm' }), 'CONFIG_INVALID'],
    ['a model', () => vertexClient({ project: 'p' }), 'MODEL_MISSING'],
    ['a key for Gemini', () => googleClient({ model: 'm' }), 'API_KEY_MISSING'],
    [
      'safety settings that are some',
      () => googleClient({ model: 'm', apiKey: 'k', safetySettings: ['none'] as never }),
      'CONFIG_INVALID',
    ],
  ])('without %s says what to set', async (_, make, code) => {
    for (const name of ['GOOGLE_API_KEY', 'GEMINI_API_KEY', 'VERTEX_API_KEY', 'GOOGLE_CLOUD_PROJECT'])
      vi.stubEnv(name, '');
    await expect(make()).rejects.toMatchObject({ code });
    vi.unstubAllEnvs();
  });

  it('is found by its name, as Gemini is', async () => {
    const { createLLMClient } = await import('../../../src/llm/index.ts');
    expect(await createLLMClient({ provider: 'vertexai', model: 'm', project: 'p' })).toMatchObject({
      provider: 'vertexai',
    });
    expect(await createLLMClient({ provider: 'google', model: 'm', apiKey: 'k' })).toMatchObject({
      provider: 'google',
    });
  });
});
