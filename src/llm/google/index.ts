/** Gemini by its own API and by Vertex AI, over the official SDK, an optional peer. */
import type {
  GenerateContentParameters,
  GenerateContentResponse,
  GoogleGenAI,
  GoogleGenAIOptions,
} from '@google/genai';
import { InvalidConfigError } from '../../base/index.ts';
import {
  type CommonClientOptions,
  type Connection,
  environment,
  type HeaderOptions,
  kinds,
  type OptionKind,
  readConnection,
  readLimits,
  readOption,
} from '../client-options.ts';
import type { LLMClientAdapter } from '../llm-client.ts';
import { Providers } from '../providers.ts';
import { replay, wireClient } from '../wire-client.ts';
import type { GoogleProvider } from './dialect.ts';
import { googleError } from './errors.ts';
import { googleBody, googleParameters } from './request.ts';
import { googleReader } from './stream.ts';
import { checkedHeaders, watchedFetch } from './watched-fetch.ts';

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
  readonly customHeaders?: HeaderOptions;
  /** Default `GOOGLE_GENAI_API_VERSION`, or `v1beta` (`v1beta1` for Vertex AI), which has all models and tools. */
  readonly apiVersion?: string;
}

/** Options of {@link vertexClient}; keys that are not listed are ignored. */
export interface VertexClientOptions extends GoogleClientOptions {
  /** Id of the project; default that of the credentials, or `GOOGLE_CLOUD_PROJECT`. */
  readonly project?: string;
  /** Other name of `project`. */
  readonly projectId?: string;
  /** Default `GOOGLE_CLOUD_LOCATION`, or `global`. */
  readonly location?: string;
  /** Options of `google-auth-library`, such as `{ credentials }`; default: Application Default Credentials. */
  readonly authOptions?: Readonly<Record<string, unknown>>;
  /** Other name of `authOptions`. */
  readonly googleAuthOptions?: Readonly<Record<string, unknown>>;
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
  // Not left open: the environment could make it Vertex AI.
  return makeClient(Providers.GOOGLE, options, (apiKey) => ({ vertexai: false, apiKey }));
}

/**
 * Makes a client of Gemini by Vertex AI: with an API key (express mode), or with a project and the credentials of Google Cloud.
 * A key given as an option comes first, then a project or credentials given as options, then what the environment has, `VERTEX_API_KEY`
 * before `GOOGLE_CLOUD_PROJECT`.
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
  return makeClient(Providers.VERTEXAI, options, (apiKey) => vertexAccess(options, apiKey));
}

function vertexAccess(options: VertexClientOptions, apiKey: string): GoogleGenAIOptions {
  const authOptions = readOption(options, authKind, 'authOptions', 'googleAuthOptions');
  const given = readOption(options, kinds.text, ...PROJECT_NAMES);
  const isKeyOfEnvironment = readOption(options, kinds.text, 'apiKey') === undefined;
  const prefersProject = isKeyOfEnvironment && (given !== undefined || authOptions !== undefined);
  if (apiKey !== '' && !prefersProject) return { vertexai: true, apiKey };
  const project = given ?? environment('GOOGLE_CLOUD_PROJECT');
  if (project === undefined) {
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      'provider vertexai has neither key nor project: set the option "project" or "apiKey", or the environment variable GOOGLE_CLOUD_PROJECT',
    );
  }
  const location = readOption(options, kinds.text, 'location') ?? environment('GOOGLE_CLOUD_LOCATION') ?? 'global';
  // A copy: the SDK writes into it.
  return { vertexai: true, project, location, ...(authOptions && { googleAuthOptions: { ...authOptions } }) };
}

const PROJECT_NAMES = [
  'project',
  'projectId',
  'authOptions.projectId',
  'googleAuthOptions.projectId',
  'authOptions.credentials.project_id',
  'googleAuthOptions.credentials.project_id',
];

const authKind: OptionKind<NonNullable<GoogleGenAIOptions['googleAuthOptions']>> = kinds.object;

const DEFAULT_TIMEOUT = 600_000;

/** What differs between the services; a key for Gemini is none for Vertex AI, which needs none where there is a project. */
const SERVICES = {
  [Providers.GOOGLE]: {
    url: 'https://generativelanguage.googleapis.com',
    // The SDK would take v1, which has no preview models.
    apiVersion: 'v1beta',
    baseURLVariable: 'GOOGLE_GEMINI_BASE_URL',
    keyless: undefined,
    apiKeyVariables: ['GOOGLE_API_KEY', 'GEMINI_API_KEY'],
  },
  [Providers.VERTEXAI]: {
    url: 'https://aiplatform.googleapis.com',
    apiVersion: 'v1beta1',
    baseURLVariable: 'GOOGLE_VERTEX_BASE_URL',
    keyless: '',
    apiKeyVariables: ['VERTEX_API_KEY'],
  },
} as const;

function connectionOf(provider: GoogleProvider, options: GoogleClientOptions): Connection {
  const { apiKeyVariables, keyless, baseURLVariable } = SERVICES[provider];
  return readConnection(options, {
    provider,
    apiKey: ['apiKey'],
    apiKeyVariable: apiKeyVariables.find((name) => environment(name) !== undefined) ?? apiKeyVariables[0],
    keyless,
    baseURL: ['baseURL', 'baseUrl'],
    baseURLVariable,
    headers: ['headers', 'customHeaders'],
    fetch: ['fetch'],
  });
}

async function makeClient(
  provider: GoogleProvider,
  options: GoogleClientOptions,
  accessOf: (apiKey: string) => GoogleGenAIOptions,
): Promise<LLMClientAdapter> {
  const service = SERVICES[provider];
  const { model, secrets, sdk: connection } = connectionOf(provider, options);
  const { timeout = DEFAULT_TIMEOUT, fetch = globalThis.fetch, baseURL = service.url } = connection;
  const headers = checkedHeaders(connection.defaultHeaders);
  // The SDK reads its variable itself, where it is told nothing.
  const defaultVersion = environment('GOOGLE_GENAI_API_VERSION') === undefined ? service.apiVersion : undefined;
  const apiVersion = readOption(options, kinds.text, 'apiVersion') ?? defaultVersion;
  const parameters = googleParameters(options, provider, model);
  const streaming = readOption(options, kinds.flag, 'streaming') ?? true;
  const limits = readLimits(options);
  const sdk = await makeSDK(provider, {
    ...accessOf(connection.apiKey),
    ...(apiVersion !== undefined && { apiVersion }),
    ...(connection.baseURL !== undefined && { httpOptions: { baseUrl: connection.baseURL } }),
  });
  const call = { provider, timeout, secrets };
  /** Where calls go; the SDK makes it of the location. */
  let address: string = baseURL;

  const open = async (
    body: GenerateContentParameters,
    signal: AbortSignal,
  ): Promise<AsyncIterable<GenerateContentResponse>> => {
    const watched = watchedFetch(fetch, timeout, headers);
    const config = { ...body.config, abortSignal: signal, httpOptions: { fetch: watched.fetch } };
    try {
      if (streaming) return await sdk.models.generateContentStream({ ...body, config });
      return replay(provider, await sdk.models.generateContent({ ...body, config }), (whole) => [whole]);
    } catch (error) {
      const { url = address, response } = watched.seen;
      throw googleError(error, { ...call, url, response, when: 'opening' });
    } finally {
      address = watched.seen.url ?? address;
    }
  };
  return wireClient({
    provider,
    model,
    limits,
    body: (request) => googleBody(parameters, request),
    open,
    reader: () => googleReader(provider),
    toError: (error, when) => googleError(error, { ...call, url: address, response: undefined, when }),
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
