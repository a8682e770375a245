/** Amazon Bedrock: the Converse API over the official AWS client, an optional peer. */
import type {
  BedrockRuntimeClient,
  BedrockRuntimeClientConfig,
  ConverseStreamCommandInput,
  ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { InvalidConfigError } from '../../base/index.ts';
import {
  type CommonClientOptions,
  environment,
  kinds,
  type OptionKind,
  readLimits,
  readOption,
} from '../client-options.ts';
import type { LLMClientAdapter } from '../llm-client.ts';
import { Providers } from '../providers.ts';
import { replay, wireClient } from '../wire-client.ts';
import { bedrockError } from './errors.ts';
import { fetchHandler } from './fetch-handler.ts';
import { bedrockBody, bedrockParameters } from './request.ts';
import { bedrockReader, eventsOf } from './stream.ts';

/** Keys of an AWS account. */
export interface BedrockCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The part of a `BedrockRuntimeClient` that is used; its own types would need the package wherever ours are read. */
export interface GivenClient {
  send(command: never, options?: never): Promise<unknown>;
}

/** Options of {@link bedrockClient}; keys that are not listed are ignored. */
export interface BedrockClientOptions extends CommonClientOptions {
  /** Default `AWS_REGION`, or `AWS_DEFAULT_REGION`. */
  readonly region?: string;
  /** Default: what the AWS environment has (profile, role, `AWS_BEARER_TOKEN_BEDROCK`). */
  readonly credentials?: BedrockCredentials;
  /** A host, or a URL, in place of the region's. Other name: `baseURL`. */
  readonly endpointHost?: string;
  /** Other name of `stop`. */
  readonly stopSequences?: string | readonly string[];
  /** What the model takes beyond the common parameters, such as `{ thinking }` of Claude. */
  readonly additionalModelRequestFields?: Readonly<Record<string, unknown>>;
  /** Called in place of the model; the model still names it. */
  readonly applicationInferenceProfile?: string;
  readonly guardrailConfig?: Readonly<Record<string, unknown>>;
  readonly performanceConfig?: Readonly<Record<string, unknown>>;
  readonly serviceTier?: Readonly<Record<string, unknown>>;
  readonly requestMetadata?: Readonly<Record<string, string>>;
  /** Marks tools, instructions and the conversation so far for the model's cache. */
  readonly promptCache?: boolean;
  /** A `BedrockRuntimeClient` of the AWS SDK that is set up already; its own retries stay as they are. */
  readonly client?: GivenClient;
}

const credentialsKind: OptionKind<BedrockCredentials> = {
  name: 'an object with accessKeyId and secretAccessKey',
  is: (value): value is BedrockCredentials =>
    kinds.object.is(value) && typeof value['accessKeyId'] === 'string' && typeof value['secretAccessKey'] === 'string',
};
const clientKind: OptionKind<BedrockRuntimeClient> = {
  name: 'a BedrockRuntimeClient',
  is: (value): value is BedrockRuntimeClient => kinds.object.is(value) && typeof value['send'] === 'function',
};

const DEFAULT_TIMEOUT = 600_000;

/**
 * Makes a client of Amazon Bedrock. Nothing is sent until a stream is iterated; credentials are looked for then.
 *
 * @throws InvalidConfigError (as a rejection) `DEPENDENCY_MISSING` without `@aws-sdk/client-bedrock-runtime`, `MODEL_MISSING`, or
 *   `CONFIG_INVALID` without a region or for an option of the wrong kind
 *
 * @example
 * const client = await bedrockClient({ model: 'eu.anthropic.claude-haiku-4-5-20251001-v1:0', region: 'eu-central-1' });
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export async function bedrockClient(options: BedrockClientOptions): Promise<LLMClientAdapter> {
  const provider = Providers.BEDROCK;
  const model = readOption(options, kinds.text, 'model', 'modelName');
  if (model === undefined) {
    throw new InvalidConfigError('MODEL_MISSING', `provider ${provider} has no model: set the option "model"`);
  }
  const timeout = readOption(options, kinds.milliseconds, 'timeout') ?? DEFAULT_TIMEOUT;
  const endpoint = endpointOf(options);
  const credentials = readOption(options, credentialsKind, 'credentials');
  const parameters = bedrockParameters(options, model);
  const marksCache = readOption(options, kinds.flag, 'promptCache') ?? false;
  const streaming = readOption(options, kinds.flag, 'streaming') ?? true;
  const limits = readLimits(options);
  const given = readOption(options, clientKind, 'client');
  const region = regionOf(options, given !== undefined);
  const { BedrockRuntimeClient: Client, ConverseCommand, ConverseStreamCommand } = await load();
  const config: BedrockRuntimeClientConfig = {
    region,
    maxAttempts: 1,
    requestHandler: fetchHandler(readOption(options, kinds.fetch, 'fetch') ?? globalThis.fetch, timeout) as never,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
  const sdk = given ?? new Client(config);

  const open = async (
    body: ConverseStreamCommandInput,
    abortSignal: AbortSignal,
  ): Promise<AsyncIterable<ConverseStreamOutput>> => {
    if (!streaming)
      return replay(provider, await sdk.send(new ConverseCommand(body as never), { abortSignal }), eventsOf);
    const { stream } = await sdk.send(new ConverseStreamCommand(body), { abortSignal });
    return stream ?? NOTHING;
  };
  const secrets = [credentials?.secretAccessKey, credentials?.sessionToken, credentials?.accessKeyId].filter(
    (secret): secret is string => typeof secret === 'string' && secret !== '',
  );
  const where = endpoint ?? `https://bedrock-runtime.${region}.amazonaws.com`;
  return wireClient({
    provider,
    model,
    limits,
    body: (request) => bedrockBody(parameters, request, marksCache),
    open,
    reader: () => bedrockReader(model),
    toError: (error, when) => bedrockError(error, { provider, endpoint: where, timeout, secrets, when }),
  });
}

const NOTHING: AsyncIterable<never> = {
  [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }),
};

async function load(): Promise<typeof import('@aws-sdk/client-bedrock-runtime')> {
  try {
    return await import('@aws-sdk/client-bedrock-runtime');
  } catch (cause) {
    const message =
      'provider bedrock needs the package @aws-sdk/client-bedrock-runtime: npm install @aws-sdk/client-bedrock-runtime';
    throw new InvalidConfigError('DEPENDENCY_MISSING', message, { cause });
  }
}

/** A client that is set up already knows its own. */
function regionOf(options: object, isGiven: boolean): string {
  const region =
    readOption(options, kinds.text, 'region') ?? environment('AWS_REGION') ?? environment('AWS_DEFAULT_REGION');
  if (region !== undefined || isGiven) return region ?? '';
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    'provider bedrock has no region: set the option "region" or the environment variable AWS_REGION',
  );
}

function endpointOf(options: object): string | undefined {
  const given = readOption(options, kinds.text, 'endpointHost', 'baseURL');
  if (given === undefined) return undefined;
  const url = /^https?:\/\//.test(given) ? given : `https://${given}`;
  if (!URL.canParse(url)) {
    throw new InvalidConfigError('CONFIG_INVALID', 'option "endpointHost" must be a host, or an http or https URL');
  }
  return url;
}
