/** Gemini by its own API and by Vertex AI, over the official SDK, an optional peer. */
import type {
  GenerateContentParameters,
  GenerateContentResponse,
  GoogleGenAI,
  GoogleGenAIOptions,
} from '@google/genai';
import { InvalidConfigError } from '../../base/index.ts';
import { fetchInTime } from '../begin-timeout.ts';
import {
  type CommonClientOptions,
  kinds,
  type OptionKind,
  readConnection,
  readLimits,
  readOption,
} from '../client-options.ts';
import type { LLMClientAdapter } from '../llm-client.ts';
import { Providers } from '../providers.ts';
import { replay, wireClient } from '../wire-client.ts';
import { googleError } from './errors.ts';
import { googleBody, googleParameters } from './request.ts';
import { googleReader } from './stream.ts';

/** Options of {@link googleClient}; keys that are not listed are ignored. */
export interface GoogleClientOptions extends CommonClientOptions {
  /** Other name of `maxTokens`. */
  readonly maxOutputTokens?: number;
  readonly topK?: number;
  /** Other name of `stop`. */
  readonly stopSequences?: string | readonly string[];
  readonly seed?: number;
  readonly presencePenalty?: number;
  readonly frequencyPenalty?: number;
  /** `{ category, threshold }` each. */
  readonly safetySettings?: readonly object[];
  /** `{ thinkingBudget, thinkingLevel, includeThoughts }`. */
  readonly thinkingConfig?: Readonly<Record<string, unknown>>;
  /** Has the model answer with JSON. */
  readonly json?: boolean;
  /** Other name of `baseURL`. */
  readonly baseUrl?: string;
  /** Other name of `headers`. */
  readonly customHeaders?: Readonly<Record<string, string>>;
  readonly apiVersion?: string;
}

/** Options of {@link vertexClient}; keys that are not listed are ignored. */
export interface VertexClientOptions extends GoogleClientOptions {
  /** Id of the project; default `GOOGLE_CLOUD_PROJECT`. */
  readonly project?: string;
  /** Default `GOOGLE_CLOUD_LOCATION`, or `global`. */
  readonly location?: string;
  /** Options of `google-auth-library`, such as `{ credentials }`; default: those of the environment. */
  readonly authOptions?: Readonly<Record<string, unknown>>;
}

/**
 * Makes a client of the Gemini API. Nothing is sent until a stream is iterated.
 *
 * @throws InvalidConfigError (as a rejection) `DEPENDENCY_MISSING` without `@google/genai`, `MODEL_MISSING`, `API_KEY_MISSING` (neither
 *   `apiKey` nor `GOOGLE_API_KEY` nor `GEMINI_API_KEY` is set), or `CONFIG_INVALID` for an option of the wrong kind
 *
 * @example
 * const client = await googleClient({ model: 'gemini-2.5-flash', thinkingConfig: { includeThoughts: true } });
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export async function googleClient(options: GoogleClientOptions): Promise<LLMClientAdapter> {
  return makeClient(Providers.GOOGLE, options, (apiKey) => ({ apiKey }));
}

/**
 * Makes a client of Gemini by Vertex AI: with an API key (express mode), or with a project and the credentials of Google Cloud.
 *
 * @throws InvalidConfigError (as a rejection) as `googleClient`; `CONFIG_INVALID` with neither key nor project
 *
 * @example
 * const client = await vertexClient({ model: 'gemini-2.5-flash', project: 'my-project', location: 'europe-west4' });
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export async function vertexClient(options: VertexClientOptions): Promise<LLMClientAdapter> {
  return makeClient(Providers.VERTEXAI, options, (apiKey) => {
    if (apiKey !== '') return { vertexai: true, apiKey };
    const authOptions = readOption(options, authKind, 'authOptions', 'googleAuthOptions');
    const project =
      readOption(options, kinds.text, 'project', 'projectId', 'authOptions.projectId') ??
      environment('GOOGLE_CLOUD_PROJECT');
    if (project === undefined) {
      throw new InvalidConfigError(
        'CONFIG_INVALID',
        'provider vertexai has neither key nor project: set the option "project" or "apiKey", or the environment variable GOOGLE_CLOUD_PROJECT',
      );
    }
    const location = readOption(options, kinds.text, 'location') ?? environment('GOOGLE_CLOUD_LOCATION') ?? 'global';
    return { vertexai: true, project, location, ...(authOptions && { googleAuthOptions: authOptions }) };
  });
}

const authKind: OptionKind<NonNullable<GoogleGenAIOptions['googleAuthOptions']>> = kinds.object;

const DEFAULT_TIMEOUT = 600_000;
const DEFAULT_BASE_URL = 'https://generativelanguage.googleapis.com';

async function makeClient(
  provider: string,
  options: GoogleClientOptions,
  accessOf: (apiKey: string) => GoogleGenAIOptions,
): Promise<LLMClientAdapter> {
  const isGemini = provider === Providers.GOOGLE;
  const {
    model,
    secrets,
    sdk: connection,
  } = readConnection(options, {
    provider,
    apiKey: ['apiKey'],
    // A key for Gemini is none for a project's Vertex AI, which needs none.
    apiKeyVariable: isGemini ? 'GOOGLE_API_KEY' : 'VERTEX_API_KEY',
    keyless: isGemini ? environment('GEMINI_API_KEY') : '',
    baseURL: ['baseURL', 'baseUrl'],
    baseURLVariable: 'GOOGLE_GEMINI_BASE_URL',
    headers: ['headers', 'customHeaders'],
    fetch: ['fetch'],
  });
  const access = accessOf(connection.apiKey);
  const apiVersion = readOption(options, kinds.text, 'apiVersion');
  const sdk = await makeSDK(provider, {
    ...access,
    ...(apiVersion !== undefined && { apiVersion }),
    httpOptions: {
      ...(connection.baseURL !== undefined && { baseUrl: connection.baseURL }),
      headers: givenHeaders(connection.defaultHeaders),
    },
  });
  const parameters = googleParameters(options, model);
  const streaming = readOption(options, kinds.flag, 'streaming') ?? true;
  const { timeout = DEFAULT_TIMEOUT, fetch = globalThis.fetch, baseURL = DEFAULT_BASE_URL } = connection;
  /** Of answers with an error status: the SDK's errors do not have them. */
  const headersOf = new WeakMap<object, Headers>();

  const open = async (
    body: GenerateContentParameters,
    signal: AbortSignal,
  ): Promise<AsyncIterable<GenerateContentResponse>> => {
    const watched = watchedFetch(fetch, timeout);
    const config = { ...body.config, abortSignal: signal, httpOptions: { fetch: watched.fetch } };
    try {
      if (streaming) return await sdk.models.generateContentStream({ ...body, config });
      return replay(provider, await sdk.models.generateContent({ ...body, config }), (whole) => [whole]);
    } catch (error) {
      const headers = watched.headers();
      if (headers !== undefined && typeof error === 'object' && error !== null) headersOf.set(error, headers);
      throw error;
    }
  };
  return wireClient({
    provider,
    model,
    limits: readLimits(options),
    body: (request) => googleBody(parameters, request),
    open,
    reader: () => googleReader(provider),
    toError: (error, when) => {
      const headers = typeof error === 'object' && error !== null ? headersOf.get(error) : undefined;
      const known = secrets.filter((secret) => secret !== '');
      return googleError(error, { provider, baseURL, timeout, secrets: known, when, headers });
    },
  });
}

async function makeSDK(provider: string, options: GoogleGenAIOptions): Promise<GoogleGenAI> {
  let genai: typeof import('@google/genai');
  try {
    genai = await import('@google/genai');
  } catch (cause) {
    const message = `provider ${provider} needs the package @google/genai: npm install @google/genai`;
    throw new InvalidConfigError('DEPENDENCY_MISSING', message, { cause });
  }
  return new genai.GoogleGenAI(options);
}

/** A `fetch` for one call: the answer must begin in time, and the headers of a refusal are kept. The SDK's own timeout would end long answers. */
function watchedFetch(fetch: typeof globalThis.fetch, timeout: number) {
  let headers: Headers | undefined;
  const watched = async (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const response = await fetchInTime(fetch, url, init, timeout);
    if (!response.ok) ({ headers } = response);
    return response;
  };
  return { fetch: watched, headers: () => headers };
}

function givenHeaders(
  headers: Readonly<Record<string, string | null | undefined>> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function environment(name: string): string | undefined {
  return globalThis.process?.env[name]?.trim() || undefined;
}
