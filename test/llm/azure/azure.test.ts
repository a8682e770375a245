import { describe, expect, it, vi } from 'vitest';
import { azureClient, type AzureClientOptions } from '../../../src/llm/azure/index.ts';
import { runRetrySuite } from '../../conformance/llm-retries.ts';
import { runWireSuite } from '../../conformance/llm-wire.ts';
import { responsesWire } from '../openai-responses/wire.ts';
import { collect, eventsOf, fetchOf, hello, openAIWire, transcript, type Wire, wholeAnswer } from '../wire.ts';
import { sendJSON, sendStream, wireServer } from '../wire-server.ts';

const options = {
  azureOpenAIApiKey: 'azure-key',
  azureOpenAIApiDeploymentName: 'my-deployment',
  azureOpenAIApiVersion: '2025-04-01-preview',
  maxRetries: 0,
} as const;

const azureWire: Wire = {
  ...openAIWire,
  provider: 'azureOpenAI',
  transcripts: ['azure'],
  client: ({ baseURL = 'https://unused.example', apiKey: _key, ...rest }) =>
    azureClient({ ...options, azureOpenAIEndpoint: baseURL, ...rest }),
};

runWireSuite(azureWire);
runRetrySuite(azureWire);

describe('an Azure request', () => {
  const received = async (given: (origin: string) => AzureClientOptions, wire = azureWire, name = 'azure') => {
    const server = await wireServer((response) => sendStream(response, [wholeAnswer(wire, transcript(wire, name))]));
    const events = await collect(azureClient(given(server.origin)).stream(hello));
    expect(events.at(-1)?.type).toBe('done');
    return server.requests[0] ?? { path: '', headers: {}, body: {} };
  };

  it('goes to the deployment, with version and key', async () => {
    const { path, headers } = await received((origin) => ({ ...options, azureOpenAIEndpoint: origin }));
    expect(path).toBe('/openai/deployments/my-deployment/chat/completions?api-version=2025-04-01-preview');
    expect(headers['api-key']).toBe('azure-key');
  });

  it('takes the model for a deployment, and the other way round', async () => {
    const { azureOpenAIApiDeploymentName: _, ...rest } = options;
    const { path } = await received((origin) => ({ ...rest, model: 'gpt-4o', azureOpenAIEndpoint: origin }));
    expect(path).toContain('/openai/deployments/gpt-4o/chat/completions');
    expect(azureClient({ ...options, azureOpenAIEndpoint: 'https://a.example' }).model).toBe('my-deployment');
  });

  it('takes a base path', async () => {
    const { path } = await received((origin) => ({ ...options, azureOpenAIBasePath: `${origin}/gateway/deployments` }));
    expect(path).toBe('/gateway/deployments/my-deployment/chat/completions?api-version=2025-04-01-preview');
  });

  it('asks for a token each time where there is no key', async () => {
    let calls = 0;
    const { azureOpenAIApiKey: _, ...rest } = options;
    const azureADTokenProvider = async () => `token-${++calls}`;
    const { headers } = await received((origin) => ({ ...rest, azureOpenAIEndpoint: origin, azureADTokenProvider }));
    expect(headers['authorization']).toBe('Bearer token-1');
    expect(headers['api-key']).toBeUndefined();
  });

  it('goes to the Responses API on request', async () => {
    const given = (origin: string) => ({ ...options, azureOpenAIEndpoint: origin, useResponsesApi: true });
    const { path } = await received(given, responsesWire, 'text');
    expect(path).toBe('/openai/responses?api-version=2025-04-01-preview');
  });
});

it('the answer begins with its id and model, not with the filter of the prompt', async () => {
  const [start, ...rest] = await eventsOf(azureWire, transcript(azureWire, 'azure'));
  expect(start).toMatchObject({ type: 'start', id: 'chatcmpl-az', model: 'gpt-4o-2024-11-20' });
  expect(rest.at(-1)).toMatchObject({ type: 'done', metadata: { model_name: 'gpt-4o-2024-11-20' } });
});

it('the content filter is told from other refusals, in a status and in an answer', async () => {
  const error = {
    code: 'content_filter',
    message: 'The response was filtered',
    status: 400,
    innererror: { code: 'ResponsibleAIPolicyViolation' },
  };
  const server = await wireServer((response) => sendJSON(response, 400, { error }));
  const [event] = await collect(azureWire.client({ baseURL: server.origin }).stream(hello));
  expect(event).toMatchObject({
    type: 'error',
    error: { code: 'LLM_CONTENT_FILTERED', status: 400, retryable: false },
  });
  const chunk = { id: '1', model: 'm', choices: [{ index: 0, delta: {}, finish_reason: 'content_filter' }] };
  const events = await collect(azureWire.client({ fetch: fetchOf([wholeAnswer(azureWire, [chunk])]) }).stream(hello));
  expect(events.at(-1)).toMatchObject({ type: 'done', finishReason: 'content-filter' });
});

describe('an Azure client', () => {
  it.each<[string, AzureClientOptions, string, string]>([
    ['a key', { ...options, azureOpenAIApiKey: '' }, 'API_KEY_MISSING', 'AZURE_OPENAI_API_KEY'],
    ['a model', { ...options, azureOpenAIApiDeploymentName: '' }, 'MODEL_MISSING', 'model'],
    ['an address', options, 'CONFIG_INVALID', 'azureOpenAIApiInstanceName'],
    [
      'a version',
      { ...options, azureOpenAIApiInstanceName: 'a', azureOpenAIApiVersion: '' },
      'CONFIG_INVALID',
      'API version',
    ],
    [
      'a name that is one',
      { ...options, azureOpenAIApiInstanceName: 'evil.example/x?' },
      'CONFIG_INVALID',
      'name of a resource',
    ],
  ])('without %s says what to set', (_, given, code, message) => {
    for (const name of [
      'AZURE_OPENAI_API_KEY',
      'AZURE_OPENAI_ENDPOINT',
      'AZURE_OPENAI_API_VERSION',
      'OPENAI_API_VERSION',
    ])
      vi.stubEnv(name, '');
    expect(() => azureClient(given)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
    vi.unstubAllEnvs();
  });

  it('is found by its name', async () => {
    const { createLLMClient } = await import('../../../src/llm/index.ts');
    const client = await createLLMClient({ provider: 'azureOpenAI', ...options, azureOpenAIApiInstanceName: 'mine' });
    expect(client).toMatchObject({ provider: 'azureOpenAI', model: 'my-deployment' });
  });
});
