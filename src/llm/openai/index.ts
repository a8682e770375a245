/** The OpenAI provider: Chat Completions over the official SDK, for OpenAI and every server compatible with it. */
import OpenAI, { type ClientOptions } from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { InvalidConfigError } from '../../base/index.ts';
import {
  type CommonClientOptions,
  type ConnectionNames,
  type HeaderOptions,
  kinds,
  type OptionKind,
  readConnection,
  readLimits,
  readOption,
} from '../client-options.ts';
import type { LLMClientAdapter } from '../llm-client.ts';
import { replay, wireClient } from '../wire-client.ts';
import type { OpenAIDialect } from './dialect.ts';
import { dialects, openAIDialect } from './dialects.ts';
import { openAIError } from './errors.ts';
import { openAIBody, openAIParameters } from './request.ts';
import { chunksOf, openAIReader } from './stream.ts';

export type { CommonClientOptions, HeaderOptions, OpenAIDialect };
export { openAIDialect, openAIError };

/** Options of {@link openAIClient}; keys that are not listed are ignored. */
export interface OpenAIClientOptions extends CommonClientOptions {
  /** Other name of `apiKey`. */
  readonly openAIApiKey?: string;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly seed?: number;
  readonly user?: string;
  readonly logprobs?: boolean;
  readonly topLogprobs?: number;
  readonly logitBias?: Readonly<Record<string, number>>;
  readonly serviceTier?: string;
  readonly promptCacheKey?: string;
  readonly parallelToolCalls?: boolean;
  /** How much a reasoning model thinks: a word such as `low`, here or in `reasoning.effort`. */
  readonly reasoningEffort?: string;
  readonly reasoning?: Readonly<Record<string, unknown>>;
  /** Marks instructions and conversation for the cache, for models of Anthropic behind a gateway. */
  readonly promptCache?: boolean;
  /** How to reach the server, under the SDK's own names. */
  readonly configuration?: {
    readonly baseURL?: string;
    readonly defaultHeaders?: HeaderOptions;
    readonly fetch?: typeof globalThis.fetch;
    readonly organization?: string;
    /** Passed to every `fetch`, e.g. `{ dispatcher }` for a proxy. */
    readonly fetchOptions?: object;
  };
  /** Parameters of the wire that have no name here; they go into every request as they are. */
  readonly modelKwargs?: Readonly<Record<string, unknown>>;
}

const fetchOptions: OptionKind<NonNullable<ClientOptions['fetchOptions']>> = kinds.object;

/** The names under which a server's connection is configured. */
function connectionNames(dialect: OpenAIDialect): ConnectionNames {
  return {
    provider: dialect.provider,
    apiKey: ['apiKey', 'openAIApiKey'],
    apiKeyVariable: dialect.apiKeyVariable,
    keyless: dialect.keyless,
    baseURL: ['baseURL', 'configuration.baseURL'],
    baseURLVariable: dialect.baseURLVariable,
    headers: ['headers', 'configuration.defaultHeaders'],
    fetch: ['fetch', 'configuration.fetch'],
  };
}

/**
 * Makes a client for OpenAI or a compatible server. Nothing is sent until a stream is iterated.
 *
 * @throws InvalidConfigError `MODEL_MISSING`, `API_KEY_MISSING` (neither `apiKey` nor `OPENAI_API_KEY` is set), or
 *   `CONFIG_INVALID` for an option of the wrong kind or a key that no header can hold
 *
 * @example
 * const client = openAIClient({ model: 'llama3.2', apiKey: 'none', baseURL: 'http://localhost:11434/v1' });
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export function openAIClient(options: OpenAIClientOptions): LLMClientAdapter {
  return chatCompletionsClient(options, openAIDialect);
}

/**
 * Makes a client for a server that is known by name: `mistral`, `mistralai`, `deepseek`, `xai`, `openrouter`, `moonshot`, `groq`, `ollama`
 * or `openAI`.
 *
 * @throws InvalidConfigError as `openAIClient`, naming the variable of that provider; `PROVIDER_UNKNOWN`
 */
export function openAICompatibleClient(provider: string, options: OpenAIClientOptions): LLMClientAdapter {
  const dialect = dialects.get(provider);
  if (dialect === undefined) {
    const known = [...dialects.keys()].join(', ');
    throw new InvalidConfigError('PROVIDER_UNKNOWN', `unknown provider "${provider}": use one of ${known}`);
  }
  return chatCompletionsClient(options, dialect);
}

function chatCompletionsClient(options: OpenAIClientOptions, dialect: OpenAIDialect): LLMClientAdapter {
  return chatCompletions({ options, dialect, ...openAIConnection(options, dialect) });
}

/** The SDK, set up for a server, and what a client of it has to know. @throws InvalidConfigError as `openAIClient` */
export function openAIConnection(
  options: OpenAIClientOptions,
  dialect: OpenAIDialect = openAIDialect,
): { provider: string; model: string; secrets: readonly string[]; sdk: OpenAI } {
  const { model, secrets, sdk: connection } = readConnection(options, connectionNames(dialect));
  const sdk = new OpenAI({
    ...connection,
    baseURL: connection.baseURL ?? dialect.baseURL,
    organization: readOption(options, kinds.text, 'configuration.organization'),
    fetchOptions: readOption(options, fetchOptions, 'configuration.fetchOptions'),
    maxRetries: 0,
    logLevel: 'off', // it would print what our error events say already
  });
  return { provider: dialect.provider, model, secrets, sdk };
}

/** What a client of Chat Completions is made of. */
export interface ChatCompletionsParts {
  readonly options: object;
  readonly dialect: OpenAIDialect;
  readonly model: string;
  readonly secrets: readonly string[];
  readonly sdk: OpenAI;
}

/** The client over an SDK that is set up already. */
export function chatCompletions({ options, dialect, model, secrets, sdk }: ChatCompletionsParts): LLMClientAdapter {
  const { provider } = dialect;
  const parameters = openAIParameters(options, model, dialect);
  const streaming = readOption(options, kinds.flag, 'streaming') ?? true;
  const marksCache = readOption(options, kinds.flag, 'promptCache') ?? false;
  return wireClient({
    provider,
    model,
    limits: readLimits(options),
    body: (request) => openAIBody(parameters, request, dialect, marksCache),
    open: streaming
      ? (body, signal) => sdk.chat.completions.create(body, { signal })
      : async (body: ChatCompletionCreateParamsStreaming, signal) => {
          const whole = { ...body, stream: false as const, stream_options: undefined };
          return replay(provider, await sdk.chat.completions.create(whole, { signal }), chunksOf);
        },
    reader: () => openAIReader(dialect),
    toError: (error, when) =>
      openAIError(error, { provider, baseURL: sdk.baseURL, timeout: sdk.timeout, secrets, when }),
  });
}
