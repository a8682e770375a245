/** What the AWS SDK throws → `LLMError`: its exceptions are told by their names, and carry the response they came with. */
import { LLMError } from '../../base/index.ts';
import { BeginTimeout } from '../begin-timeout.ts';
import { hideSecrets } from '../hide-secrets.ts';
import type { ResponseHeaders } from '../retry-after.ts';
import { statusError } from '../status-error.ts';
import { beganTooLate, brokenOff, type LostCall, notJSON, notMade, unreachable } from '../transport-errors.ts';

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
  const { provider, endpoint, when } = call;
  const lost: LostCall = { provider, url: endpoint, cause: error };
  if (error instanceof BeginTimeout) return beganTooLate(lost, call.timeout);
  if (isServiceException(error)) return serviceError(error, call);
  if (error instanceof SyntaxError) return notJSON(lost);
  if (when === 'streaming' || isBroken(error)) return brokenOff(lost);
  if (error instanceof TypeError) return unreachable(lost);
  if ((error as { name?: unknown }).name === 'CredentialsProviderError') {
    const message =
      'provider bedrock has no credentials: set the option "credentials", or those of the AWS environment';
    return new LLMError('LLM_FAILED', message, { provider, cause: error });
  }
  return notMade(lost);
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
