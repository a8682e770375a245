import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  googleClient,
  type GoogleClientOptions,
  vertexClient,
  type VertexClientOptions,
} from '../../../src/llm/google/index.ts';
import { collect, fetchOf, hello, transcript, wholeAnswer } from '../wire.ts';
import { received } from './support.ts';
import { googleWire } from './wire.ts';

const VARIABLES = [
  'GOOGLE_API_KEY',
  'GEMINI_API_KEY',
  'VERTEX_API_KEY',
  'GOOGLE_CLOUD_PROJECT',
  'GOOGLE_CLOUD_LOCATION',
  'GOOGLE_GENAI_USE_VERTEXAI',
  'GOOGLE_GENAI_API_VERSION',
  'GOOGLE_GEMINI_BASE_URL',
  'GOOGLE_VERTEX_BASE_URL',
  'GOOGLE_APPLICATION_CREDENTIALS',
];

beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const model = 'gemini-2.5-flash';
const authClient = {
  getRequestHeaders: async () => new Headers({ authorization: 'Bearer token' }),
  getAccessToken: async () => ({ token: 'token' }),
};

/** Where a call goes, and with what right. */
async function requestOf(
  make: (options: { fetch: typeof fetch; model: string }) => ReturnType<typeof googleClient>,
): Promise<{ url: URL; headers: Headers }> {
  const answer = fetchOf([wholeAnswer(googleWire, transcript(googleWire, 'text'))]);
  let seen: { url: URL; headers: Headers } | undefined;
  const client = await make({
    model,
    fetch: async (url, init) => {
      seen = { url: new URL(String(url)), headers: new Headers(init?.headers) };
      return answer(url, init);
    },
  });
  expect((await collect(client.stream(hello))).at(-1)?.type).toBe('done');
  if (seen === undefined) throw new Error('nothing was sent');
  return seen;
}
const ofGemini = (options: GoogleClientOptions = {}) => requestOf((given) => googleClient({ ...given, ...options }));
const ofVertex = (options: VertexClientOptions = {}) => requestOf((given) => vertexClient({ ...given, ...options }));

describe('the environment of a client of Gemini', () => {
  it('has the key, GOOGLE_API_KEY before GEMINI_API_KEY', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(); // the SDK says that there are two
    vi.stubEnv('GEMINI_API_KEY', 'second');
    expect((await ofGemini()).headers.get('x-goog-api-key')).toBe('second');
    vi.stubEnv('GOOGLE_API_KEY', 'first');
    expect((await ofGemini()).headers.get('x-goog-api-key')).toBe('first');
    expect((await ofGemini({ apiKey: 'given' })).headers.get('x-goog-api-key')).toBe('given');
  });

  it('may have a key that cannot be sent, which is named', async () => {
    vi.stubEnv('GEMINI_API_KEY', 'schlüssel→');
    await expect(googleClient({ model })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^environment variable GEMINI_API_KEY(?!.*schl)/),
    });
  });

  it('does not make it one of Vertex AI', async () => {
    vi.stubEnv('GOOGLE_GENAI_USE_VERTEXAI', 'true');
    vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'p');
    vi.stubEnv('GOOGLE_VERTEX_BASE_URL', 'https://vertex.example.org');
    expect((await ofGemini({ apiKey: 'k' })).url.href).toContain(
      'https://generativelanguage.googleapis.com/v1beta/models/',
    );
    vi.stubEnv('GOOGLE_GEMINI_BASE_URL', 'https://gemini.example.org');
    expect((await ofGemini({ apiKey: 'k' })).url.origin).toBe('https://gemini.example.org');
    expect((await ofGemini({ apiKey: 'k', baseUrl: 'https://mine.example.org' })).url.origin).toBe(
      'https://mine.example.org',
    );
  });
});

describe('the version of the API', () => {
  it('is the one that has all models, unless another is asked for', async () => {
    const versions = async (options: GoogleClientOptions = {}) => [
      (await ofGemini({ apiKey: 'k', ...options })).url.pathname.split('/')[1],
      (await ofVertex({ apiKey: 'k', ...options })).url.pathname.split('/')[1],
    ];
    expect(await versions()).toEqual(['v1beta', 'v1beta1']);
    vi.stubEnv('GOOGLE_GENAI_API_VERSION', 'v1');
    expect(await versions()).toEqual(['v1', 'v1']);
    expect(await versions({ apiVersion: 'v1alpha' })).toEqual(['v1alpha', 'v1alpha']);
  });
});

describe('the environment of a client of Vertex AI', () => {
  beforeEach(() => {
    vi.spyOn(console, 'debug').mockReturnValue(); // the SDK says what comes before what
  });

  it('does not lead it to Gemini', async () => {
    vi.stubEnv('GOOGLE_GEMINI_BASE_URL', 'https://gemini.example.org');
    vi.stubEnv('GOOGLE_API_KEY', 'key-for-gemini');
    const { url, headers } = await ofVertex({ project: 'p', location: 'us-east1', authOptions: { authClient } });
    expect(url.href).toContain('https://us-east1-aiplatform.googleapis.com/v1beta1/projects/p/locations/us-east1/');
    expect(headers.get('x-goog-api-key')).toBeNull();
    expect(headers.get('authorization')).toBe('Bearer token');
    vi.stubEnv('GOOGLE_VERTEX_BASE_URL', 'https://vertex.example.org');
    expect((await ofVertex({ project: 'p', authOptions: { authClient } })).url.origin).toBe(
      'https://vertex.example.org',
    );
  });

  it('has project, location and key, each after what is given', async () => {
    vi.stubEnv('VERTEX_API_KEY', 'key');
    vi.stubEnv('GOOGLE_CLOUD_PROJECT', 'theirs');
    vi.stubEnv('GOOGLE_CLOUD_LOCATION', 'europe-west1');
    const express = await ofVertex();
    expect(express.headers.get('x-goog-api-key')).toBe('key');
    expect(express.url.pathname).toMatch(/^\/v1beta1\/publishers\/google\//);
    const own = await ofVertex({ projectId: 'mine', googleAuthOptions: { authClient } });
    expect(own.url.pathname).toContain('/projects/mine/locations/europe-west1/');
    expect(own.headers.get('x-goog-api-key')).toBeNull();
    const given = await ofVertex({ apiKey: 'given', project: 'mine', authOptions: { authClient } });
    expect(given.headers.get('x-goog-api-key')).toBe('given');
  });

  it.each<[string, VertexClientOptions]>([
    ['projectId', { authOptions: { authClient, projectId: 'theirs' } }],
    ['project_id of the credentials', { googleAuthOptions: { authClient, credentials: { project_id: 'theirs' } } }],
  ])('may be left out where the credentials have a %s', async (_, options) => {
    const given = structuredClone(Object.keys(options.authOptions ?? options.googleAuthOptions ?? {}));
    expect((await ofVertex(options)).url.pathname).toContain('/projects/theirs/locations/global/');
    // The SDK writes into what it gets.
    expect(Object.keys(options.authOptions ?? options.googleAuthOptions ?? {})).toEqual(given);
  });
});

describe('credentials of Vertex AI', () => {
  const refusedBy = async (error: Error) => {
    const failing = { getRequestHeaders: () => Promise.reject(error), getAccessToken: () => Promise.reject(error) };
    const client = await vertexClient({ model, project: 'p', maxRetries: 0, authOptions: { authClient: failing } });
    return (await collect(client.stream(hello)))[0];
  };

  it('that are nowhere are an error that says what to set', async () => {
    vi.stubEnv('METADATA_SERVER_DETECTION', 'none');
    vi.stubEnv('CLOUDSDK_CONFIG', '/nowhere');
    vi.stubEnv('HOME', '/nowhere');
    const client = await vertexClient({ model, project: 'p', maxRetries: 0 });
    expect(await collect(client.stream(hello))).toMatchObject([
      {
        type: 'error',
        error: {
          code: 'LLM_FAILED',
          retryable: false,
          message: expect.stringContaining('GOOGLE_APPLICATION_CREDENTIALS'),
        },
      },
    ]);
  });

  it.each<[string, object, object]>([
    ['refused', { status: 400 }, { retryable: false, message: expect.stringContaining('(400 invalid_grant)') }],
    ['not looked at for now', { status: 503 }, { retryable: true }],
    ['out of reach', { code: 'ENOTFOUND' }, { retryable: true, message: expect.stringContaining('(ENOTFOUND)') }],
  ])('that are %s are an error of theirs', async (_, fields, expected) => {
    const config = { url: 'https://oauth2.googleapis.com/token' };
    const event = await refusedBy(Object.assign(new Error('invalid_grant'), { config }, fields));
    expect(event).toMatchObject({ type: 'error', error: { code: 'LLM_FAILED', provider: 'vertexai', ...expected } });
  });

  it('that fail in another way are in the cause', async () => {
    const error = new Error('the key is no key');
    expect(await refusedBy(error)).toMatchObject({
      type: 'error',
      error: { code: 'LLM_FAILED', retryable: false, cause: error },
    });
  });
});

describe('headers of the host', () => {
  it('take the place of those of the SDK, and may take one away', async () => {
    const headers = { 'content-TYPE': 'application/json; charset=utf-8', 'X-Goog-Api-Key': null, 'x-mine': 'yes' };
    const { headers: sent } = await received(hello, { headers });
    expect(sent).toMatchObject({ 'content-type': 'application/json; charset=utf-8', 'x-mine': 'yes' });
    expect(sent['x-goog-api-key']).toBeUndefined();
  });

  it.each([{ 'x-mine': 'se\ncret' }, { 'x mine': 'secret' }])(
    'that cannot be sent are refused at once',
    async (customHeaders) => {
      const failed: unknown = await googleClient({ model, apiKey: 'k', customHeaders }).catch(
        (error: unknown) => error,
      );
      expect(failed).toMatchObject({ code: 'CONFIG_INVALID', message: expect.not.stringContaining('cret') });
      expect(failed).not.toHaveProperty('cause');
    },
  );
});

describe('the SDK', () => {
  it('is asked for by name where it is not installed', async () => {
    vi.resetModules();
    vi.doMock('@google/genai', () => {
      throw new Error('not installed');
    });
    const fresh = await import('../../../src/llm/google/index.ts');
    for (const make of [
      () => fresh.googleClient({ model, apiKey: 'k' }),
      () => fresh.vertexClient({ model, project: 'p' }),
    ]) {
      await expect(make()).rejects.toMatchObject({
        code: 'DEPENDENCY_MISSING',
        message: expect.stringMatching(
          /^provider (google|vertexai) needs the package @google\/genai: npm install @google\/genai$/,
        ),
        cause: expect.any(Error),
      });
    }
    vi.doUnmock('@google/genai');
  });
});
