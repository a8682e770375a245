/** What the AWS SDK throws → `LLMError`: its exceptions are told by their names, and carry the response they came with. */
import { LLMError } from '../../base/index.ts';
import { BeginTimeout } from '../begin-timeout.ts';
import { hideSecrets } from '../hide-secrets.ts';
import type { ResponseHeaders } from '../retry-after.ts';
import { origin, reason } from '../sdk-error.ts';
import { statusError } from '../status-error.ts';

/** The call that failed. */
export interface FailedBedrockCall {
  readonly provider: string;
  readonly endpoint: string;
  readonly timeout: number;
  readonly secrets: readonly string[];
  readonly when: 'opening' | 'streaming';
}

/** An exception of the service, as the SDK makes it. */
interface ServiceException extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: ResponseHeaders };
  readonly $fault?: string;
}

const RETRYABLE: ReadonlySet<unknown> = new Set([
  'ThrottlingException',
  'ModelStreamErrorException',
  'InternalServerException',
  'ServiceUnavailableException',
  'ModelTimeoutException',
  'ModelNotReadyException',
]);

export function bedrockError(error: unknown, call: FailedBedrockCall): LLMError {
  if (error instanceof LLMError) return error;
  const { provider, when } = call;
  const where = origin(call.endpoint);
  const fail = (code: LLMError['code'], message: string, retryable: boolean): LLMError =>
    new LLMError(code, message, { provider, cause: error, retryable });
  if (error instanceof BeginTimeout) {
    const message = `${where} did not begin to answer in time (timeout: ${call.timeout} ms): raise the option "timeout"`;
    return fail('LLM_TIMEOUT', message, true);
  }
  if (isServiceException(error)) return serviceError(error, call);
  if (error instanceof SyntaxError) {
    const message = `${provider} sent something that is not JSON: check what stands between here and ${where}`;
    return fail('LLM_STREAM_MALFORMED', message, false);
  }
  if (when === 'streaming' || isBroken(error)) {
    const message = `the connection to ${where} broke in the middle of the answer${reason(error)}: call again`;
    return fail('LLM_STREAM_INCOMPLETE', message, true);
  }
  if (error instanceof TypeError) {
    const message = `cannot reach ${where} for provider ${provider}${reason(error)}: check the network and the region`;
    return fail('LLM_UNREACHABLE', message, true);
  }
  if ((error as { name?: unknown }).name === 'CredentialsProviderError') {
    const message =
      'provider bedrock has no credentials: set the option "credentials", or those of the AWS environment';
    return fail('LLM_FAILED', message, false);
  }
  return fail('LLM_FAILED', `the request to ${where} could not be made${reason(error)}: see the cause`, false);
}

/** The SDK hands a stream over with its first event; what fails before that has begun well. */
function isBroken(error: unknown): boolean {
  return (error as ServiceException | undefined)?.$metadata?.httpStatusCode === 200;
}

function isServiceException(error: unknown): error is ServiceException {
  return error instanceof Error && typeof (error as ServiceException).$fault === 'string';
}

function serviceError(error: ServiceException, { provider, secrets, when }: FailedBedrockCall): LLMError {
  // Within a stream the status is that of its beginning.
  const status = when === 'streaming' ? undefined : error.$metadata?.httpStatusCode;
  const shown =
    error.message === '' || error.message === 'UnknownError' ? error.name : `${error.name}: ${error.message}`;
  return statusError({
    provider,
    status,
    message: hideSecrets(status === undefined ? shown : `${status} ${shown}`, secrets),
    kinds: [error.name],
    cause: error,
    headers: error.$response?.headers,
    retryableKinds: RETRYABLE,
  });
}
