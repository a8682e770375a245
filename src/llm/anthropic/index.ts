/** The Anthropic provider: Messages over the official SDK. */
import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming, ThinkingConfigParam } from '@anthropic-ai/sdk/resources/messages';
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
import type { StartEvent } from '../llm-event.ts';
import { Providers } from '../providers.ts';
import { replay, wireClient } from '../wire-client.ts';
import { anthropicError } from './errors.ts';
import { anthropicBody, anthropicHeaders, anthropicParameters } from './request.ts';
import { anthropicReader, eventsOf } from './stream.ts';

export type { CommonClientOptions, HeaderOptions };

/** Options of {@link anthropicClient}; keys that are not listed are ignored. */
export interface AnthropicClientOptions extends CommonClientOptions {
  /** Other name of `apiKey`. */
  readonly anthropicApiKey?: string;
  /** Other name of `baseURL`. */
  readonly anthropicApiUrl?: string;
  readonly topK?: number;
  /** Other name of `stop`. */
  readonly stopSequences?: string | readonly string[];
  /** Extended thinking; `budget_tokens` counts towards `maxTokens`. */
  readonly thinking?: ThinkingConfigParam;
  /** Marks tools, instructions and the conversation so far for the provider's cache. */
  readonly promptCache?: boolean;
  /** `{ effort }` of models that have it. */
  readonly outputConfig?: Readonly<Record<string, unknown>>;
  /** Parameters of the wire that have no name here; they go into every request as they are. */
  readonly invocationKwargs?: Readonly<Record<string, unknown>>;
  /** How to reach the server, under the SDK's own names. */
  readonly clientOptions?: {
    readonly baseURL?: string;
    readonly defaultHeaders?: HeaderOptions;
    readonly fetch?: typeof globalThis.fetch;
    /** Passed to every `fetch`, e.g. `{ dispatcher }` for a proxy. */
    readonly fetchOptions?: object;
  };
}

const fetchOptions: OptionKind<NonNullable<ClientOptions['fetchOptions']>> = kinds.object;

/**
 * Makes a client for Anthropic or a compatible server. Nothing is sent until a stream is iterated.
 *
 * @throws InvalidConfigError `MODEL_MISSING`, `API_KEY_MISSING` (neither `apiKey` nor `ANTHROPIC_API_KEY` is set), or
 *   `CONFIG_INVALID` for an option of the wrong kind or a key that no header can hold
 *
 * @example
 * const client = anthropicClient({ model: 'claude-haiku-4-5', thinking: { type: 'enabled', budget_tokens: 2048 } });
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export function anthropicClient(options: AnthropicClientOptions): LLMClientAdapter {
  const provider = Providers.ANTHROPIC;
  const {
    model,
    secrets,
    sdk: connection,
  } = readConnection(options, {
    provider,
    apiKey: ['apiKey', 'anthropicApiKey'],
    apiKeyVariable: 'ANTHROPIC_API_KEY',
    baseURL: ['baseURL', 'anthropicApiUrl', 'clientOptions.baseURL'],
    baseURLVariable: 'ANTHROPIC_BASE_URL',
    headers: ['headers', 'clientOptions.defaultHeaders'],
    fetch: ['fetch', 'clientOptions.fetch'],
  });
  const parameters = anthropicParameters(options, model);
  const marksCache = readOption(options, kinds.flag, 'promptCache') ?? false;
  const streaming = readOption(options, kinds.flag, 'streaming') ?? true;
  const sdk = new Anthropic({
    ...connection,
    defaultHeaders: { ...anthropicHeaders(parameters), ...connection.defaultHeaders },
    fetchOptions: readOption(options, fetchOptions, 'clientOptions.fetchOptions'),
    maxRetries: 0,
    logLevel: 'off', // it would print what our error events say already
  });

  return wireClient({
    provider,
    model,
    limits: readLimits(options),
    body: (request) => anthropicBody(parameters, request, marksCache),
    open: streaming
      ? (body, signal) => sdk.messages.create(body, { signal })
      : async (body: MessageCreateParamsStreaming, signal) => {
          const whole = { ...body, stream: false as const };
          return replay(provider, await sdk.messages.create(whole, { signal, timeout: sdk.timeout }), eventsOf);
        },
    reader: (body) => anthropicReader(shapeOf(body)),
    toError: (error, when) =>
      anthropicError(error, { provider, baseURL: sdk.baseURL, timeout: sdk.timeout, secrets, when }),
  });
}

/** Hosts get plain text as a string, and blocks as soon as there may be other content beside it. */
function shapeOf({ tools, thinking }: MessageCreateParamsStreaming): StartEvent['shape'] {
  const thinks = thinking !== undefined && thinking.type !== 'disabled';
  return tools?.length || thinks ? 'blocks' : 'string';
}
