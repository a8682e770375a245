/** The Responses API of OpenAI, over the official SDK. */
import type OpenAI from 'openai';
import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses';
import { kinds, readLimits, readOption } from '../client-options.ts';
import type { LLMClientAdapter } from '../llm-client.ts';
import { openAIConnection, openAIError, type OpenAIClientOptions } from '../openai/index.ts';
import { replay, wireClient } from '../wire-client.ts';
import { responsesBody, responsesParameters } from './request.ts';
import { eventsOf, responsesReader } from './stream.ts';

/** Options of {@link openAIResponsesClient}; keys that are not listed are ignored. */
export interface OpenAIResponsesClientOptions extends OpenAIClientOptions {
  /** Has the server tell what the model thought: `auto`, `concise`, `detailed`; also in `reasoning.summary`. */
  readonly reasoningSummary?: string;
  /** How long answers are: `low`, `medium`, `high`. */
  readonly verbosity?: string;
  /** What the server sends besides, under the wire's names. */
  readonly include?: readonly string[];
  /** Whether the server keeps the answer; without, reasoning travels encrypted with the conversation. */
  readonly store?: boolean;
  /** As `store: false`. */
  readonly zdrEnabled?: boolean;
  /** `auto` lets the server drop the middle of a conversation that is too long. */
  readonly truncation?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Makes a client of the Responses API. Each request carries the whole conversation.
 *
 * @throws InvalidConfigError as `openAIClient`
 *
 * @example
 * const client = openAIResponsesClient({ model: 'gpt-5', reasoning: { effort: 'low', summary: 'auto' } });
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'reasoning-delta' || event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export function openAIResponsesClient(options: OpenAIResponsesClientOptions): LLMClientAdapter {
  return responses({ options, ...openAIConnection(options) });
}

/** What a client of the Responses API is made of. */
export interface ResponsesParts {
  readonly options: object;
  readonly provider: string;
  readonly model: string;
  readonly secrets: readonly string[];
  readonly sdk: OpenAI;
}

/** The client over an SDK that is set up already. */
export function responses({ options, provider, model, secrets, sdk }: ResponsesParts): LLMClientAdapter {
  const parameters = responsesParameters(options, model);
  const streaming = readOption(options, kinds.flag, 'streaming') ?? true;
  return wireClient({
    provider,
    model,
    limits: readLimits(options),
    body: (request) => responsesBody(parameters, request),
    open: streaming
      ? (body, signal) => sdk.responses.create(body, { signal })
      : async (body: ResponseCreateParamsStreaming, signal) => {
          const whole = { ...body, stream: false as const };
          return replay(provider, await sdk.responses.create(whole, { signal }), eventsOf);
        },
    reader: () => responsesReader(provider),
    toError: (error, when) =>
      openAIError(error, { provider, baseURL: sdk.baseURL, timeout: sdk.timeout, secrets, when }),
  });
}

/** Models that Chat Completions does not have. */
const ONLY_HERE = /^(o1-pro|o3-pro|o\d-deep-research|gpt-5(\.\d)?-pro|gpt-5.*codex|codex|computer-use)/;

/**
 * Whether options ask for this API: `useResponsesApi`, a summary of the reasoning, or a model that has no other.
 * Tools that the provider runs itself are asked for with each request, so whoever uses them sets `useResponsesApi`.
 */
export function usesResponsesApi(options: object): boolean {
  const asked = readOption(options, kinds.flag, 'useResponsesApi');
  if (asked !== undefined) return asked;
  const summary = readOption(options, kinds.text, 'reasoning.summary', 'reasoningSummary');
  return summary !== undefined || ONLY_HERE.test(readOption(options, kinds.text, 'model', 'modelName') ?? '');
}
