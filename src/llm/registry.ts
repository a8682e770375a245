/** Provider name → client. A provider and its SDK are loaded when the first client of it is made, and no other with it. */
import { InvalidConfigError } from '../base/index.ts';
import type { LLMClientAdapter } from './llm-client.ts';
import { Providers } from './providers.ts';

/** The provider, and its options under the host's names; keys no provider knows are ignored. */
export interface LLMClientOptions {
  /** One of `Providers`. */
  readonly provider: string;
  readonly [option: string]: unknown;
}

type ClientFactory = (options: object) => LLMClientAdapter | Promise<LLMClientAdapter>;

const factories: ReadonlyMap<string, () => Promise<ClientFactory>> = new Map<string, () => Promise<ClientFactory>>([
  [Providers.OPENAI, async () => openAI],
  [Providers.AZURE, async () => (await import('./azure/index.ts')).azureClient],
  [Providers.ANTHROPIC, async () => (await import('./anthropic/index.ts')).anthropicClient],
  [Providers.GOOGLE, async () => (await import('./google/index.ts')).googleClient],
  [Providers.BEDROCK, async () => (await import('./bedrock/index.ts')).bedrockClient],
  [Providers.VERTEXAI, async () => (await import('./google/index.ts')).vertexClient],
  ...[
    Providers.MISTRALAI,
    Providers.MISTRAL,
    Providers.DEEPSEEK,
    Providers.MOONSHOT,
    Providers.OPENROUTER,
    Providers.XAI,
    'groq',
    'ollama',
  ].map((provider) => [provider, () => compatible(provider)] as const),
]);

/** Two wires: the options say which. */
async function openAI(options: object): Promise<LLMClientAdapter> {
  const { openAIResponsesClient, usesResponsesApi } = await import('./openai-responses/index.ts');
  if (usesResponsesApi(options)) return openAIResponsesClient(options);
  const { openAIClient } = await import('./openai/index.ts');
  return openAIClient(options);
}

/** Servers that are reached through their OpenAI-compatible API. */
async function compatible(provider: string): Promise<ClientFactory> {
  const { openAICompatibleClient } = await import('./openai/index.ts');
  return (options) => openAICompatibleClient(provider, options);
}

/**
 * Makes the client of a provider.
 *
 * @param options the provider's literal and its options, see `OpenAIClientOptions` and `AnthropicClientOptions`
 * @throws InvalidConfigError (as a rejection) `PROVIDER_UNKNOWN`, `DEPENDENCY_MISSING`, `MODEL_MISSING`,
 *   `API_KEY_MISSING` or `CONFIG_INVALID`
 *
 * @example
 * const client = await createLLMClient({ provider: Providers.OPENAI, model: 'gpt-4o-mini', temperature: 0 });
 */
export async function createLLMClient(options: LLMClientOptions): Promise<LLMClientAdapter> {
  const { provider, ...clientOptions } = options;
  const load = factories.get(provider);
  if (load === undefined) throw unknown(provider);
  const makeClient = await load();
  return makeClient(clientOptions);
}

function unknown(provider: string): InvalidConfigError {
  const known = [...factories.keys()].join(', ');
  return new InvalidConfigError('PROVIDER_UNKNOWN', `unknown provider "${provider}": use one of ${known}`);
}
