/** The OpenAI provider: Chat Completions over the official SDK, for OpenAI and every server compatible with it. */
import OpenAI, { type ClientOptions } from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import {
  type CommonClientOptions,
  type HeaderOptions,
  kinds,
  type OptionKind,
  readConnection,
  readLimits,
  readOption,
} from '../client-options.ts';
import type { LLMClientAdapter } from '../llm-client.ts';
import { replay, wireClient } from '../wire-client.ts';
import { openAIDialect } from './dialect.ts';
import { openAIError } from './errors.ts';
import { openAIBody, openAIParameters } from './request.ts';
import { chunksOf, openAIReader } from './stream.ts';

export type { CommonClientOptions, HeaderOptions };

/** Options of {@link openAIClient}; keys that are not listed are ignored. */
export interface OpenAIClientOptions extends CommonClientOptions {
  /** Other name of `apiKey`. */
  readonly openAIApiKey?: string;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
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
  const dialect = openAIDialect;
  const { provider } = dialect;
  const {
    model,
    secrets,
    sdk: connection,
  } = readConnection(options, {
    provider,
    apiKey: ['apiKey', 'openAIApiKey'],
    apiKeyVariable: 'OPENAI_API_KEY',
    baseURL: ['baseURL', 'configuration.baseURL'],
    baseURLVariable: 'OPENAI_BASE_URL',
    headers: ['headers', 'configuration.defaultHeaders'],
    fetch: ['fetch', 'configuration.fetch'],
  });
  const parameters = openAIParameters(options, model, dialect);
  const streaming = readOption(options, kinds.flag, 'streaming') ?? true;
  const sdk = new OpenAI({
    ...connection,
    organization: readOption(options, kinds.text, 'configuration.organization'),
    fetchOptions: readOption(options, fetchOptions, 'configuration.fetchOptions'),
    maxRetries: 0,
    logLevel: 'off', // it would print what our error events say already
  });

  return wireClient({
    provider,
    model,
    limits: readLimits(options),
    body: (request) => openAIBody(parameters, request),
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
