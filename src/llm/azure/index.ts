/** Azure OpenAI: the wires of OpenAI at a deployment of one's own. */
import { AzureOpenAI } from 'openai';
import { InvalidConfigError } from '../../base/index.ts';
import { environment, kinds, type OptionKind, readConnection, readOption } from '../client-options.ts';
import type { LLMClientAdapter } from '../llm-client.ts';
import { chatCompletions, openAIDialect, type OpenAIClientOptions, type OpenAIDialect } from '../openai/index.ts';
import { responses, usesResponsesApi } from '../openai-responses/index.ts';
import { Providers } from '../providers.ts';

/** Options of {@link azureClient}; keys that are not listed are ignored. */
export interface AzureClientOptions extends OpenAIClientOptions {
  /** Other name of `apiKey`. */
  readonly azureOpenAIApiKey?: string;
  /** Name of the resource: `https://<name>.openai.azure.com`. */
  readonly azureOpenAIApiInstanceName?: string;
  /** Name of the deployment; takes the place of the model in the address. */
  readonly azureOpenAIApiDeploymentName?: string;
  /** e.g. `2025-04-01-preview`; default `AZURE_OPENAI_API_VERSION` or `OPENAI_API_VERSION` of the environment. */
  readonly azureOpenAIApiVersion?: string;
  /** `https://…/openai/deployments`, in place of the resource's name. */
  readonly azureOpenAIBasePath?: string;
  /** `https://…`, in place of the resource's name. */
  readonly azureOpenAIEndpoint?: string;
  /** Gives a token of Entra ID for each request, in place of a key. */
  readonly azureADTokenProvider?: () => Promise<string>;
  /** Whether to call the Responses API. */
  readonly useResponsesApi?: boolean;
}

const azureDialect: OpenAIDialect = {
  ...openAIDialect,
  provider: Providers.AZURE,
  baseURLVariable: 'AZURE_OPENAI_ENDPOINT',
  apiKeyVariable: 'AZURE_OPENAI_API_KEY',
};

const tokenProvider: OptionKind<() => Promise<string>> = {
  name: 'a function',
  is: (value): value is () => Promise<string> => typeof value === 'function',
};

/**
 * Makes a client of an Azure OpenAI deployment. Nothing is sent until a stream is iterated.
 *
 * @throws InvalidConfigError `API_KEY_MISSING` without key and token provider; `MODEL_MISSING` without model and deployment;
 *   `CONFIG_INVALID` where neither resource nor endpoint, or no API version, is given
 *
 * @example
 * const client = azureClient({
 *   azureOpenAIApiKey: 'key',
 *   azureOpenAIApiInstanceName: 'my-resource',
 *   azureOpenAIApiDeploymentName: 'gpt-4o',
 *   azureOpenAIApiVersion: '2025-04-01-preview',
 * });
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export function azureClient(options: AzureClientOptions): LLMClientAdapter {
  const { provider } = azureDialect;
  const deployment = readOption(options, kinds.text, 'azureOpenAIApiDeploymentName');
  const azureADTokenProvider = readOption(options, tokenProvider, 'azureADTokenProvider');
  const {
    model,
    secrets,
    sdk: connection,
  } = readConnection(
    deployment === undefined
      ? options
      : { ...options, model: readOption(options, kinds.text, 'model', 'modelName') ?? deployment },
    {
      provider,
      apiKey: ['azureOpenAIApiKey', 'apiKey'],
      apiKeyVariable: azureDialect.apiKeyVariable,
      keyless: azureADTokenProvider && '',
      baseURL: ['azureOpenAIEndpoint', 'azureOpenAIBasePath', 'baseURL', 'configuration.baseURL'],
      baseURLVariable: azureDialect.baseURLVariable,
      headers: ['headers', 'configuration.defaultHeaders'],
      fetch: ['fetch', 'configuration.fetch'],
    },
  );
  const { apiKey, baseURL: _, ...rest } = connection;
  const sdk = new AzureOpenAI({
    ...rest,
    ...addressOf(options, connection.baseURL, deployment),
    ...(azureADTokenProvider === undefined ? { apiKey } : { azureADTokenProvider }),
    apiVersion: apiVersionOf(options),
    maxRetries: 0,
    logLevel: 'off',
  });
  const parts = { options, provider, model, secrets, sdk };
  return usesResponsesApi(options) ? responses(parts) : chatCompletions({ ...parts, dialect: azureDialect });
}

/** An endpoint to which the SDK adds the deployment, or a base that has all but the last part of the path. */
function addressOf(
  options: object,
  given: string | undefined,
  deployment: string | undefined,
): { endpoint: string; deployment?: string } | { baseURL: string } {
  const basePath = readOption(options, kinds.text, 'azureOpenAIBasePath');
  if (basePath !== undefined && deployment !== undefined)
    return { baseURL: `${basePath.replace(/\/$/, '')}/${deployment}` };
  const instance = readOption(options, kinds.text, 'azureOpenAIApiInstanceName');
  const endpoint = given ?? (instance === undefined ? undefined : endpointOf(instance));
  if (endpoint === undefined) {
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      'provider azureOpenAI has no address: set the option "azureOpenAIApiInstanceName" or "azureOpenAIEndpoint"',
    );
  }
  return { endpoint, ...(deployment !== undefined && { deployment }) };
}

/** The name becomes part of a host, so it may not be more than a name. */
function endpointOf(instance: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(instance)) {
    throw new InvalidConfigError(
      'CONFIG_INVALID',
      'option "azureOpenAIApiInstanceName" must be the name of a resource',
    );
  }
  return `https://${instance.includes('.') ? instance : `${instance}.openai.azure.com`}`;
}

function apiVersionOf(options: object): string {
  const version =
    readOption(options, kinds.text, 'azureOpenAIApiVersion', 'openAIApiVersion', 'apiVersion') ??
    environment('AZURE_OPENAI_API_VERSION') ??
    environment('OPENAI_API_VERSION');
  if (version !== undefined) return version;
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    'provider azureOpenAI has no API version: set the option "azureOpenAIApiVersion" or the environment variable AZURE_OPENAI_API_VERSION',
  );
}
