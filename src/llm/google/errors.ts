/** What `@google/genai` throws → `LLMError`. The SDK puts the whole error document into its message, and keeps nothing else. */
import { LLMError } from '../../base/index.ts';
import { malformedAnswer } from '../answer-errors.ts';
import { BeginTimeout } from '../begin-timeout.ts';
import { hideSecrets } from '../hide-secrets.ts';
import type { ResponseHeaders } from '../retry-after.ts';
import { isRetryableStatus, statusError } from '../status-error.ts';
import { beganTooLate, brokenOff, type LostCall, notJSON, notMade, reason, unreachable } from '../transport-errors.ts';
import { type ErrorDocument, errorDocumentOf } from './error-document.ts';

/** The call that failed. */
export interface FailedGoogleCall {
  readonly provider: string;
  /** Where it went. */
  readonly url: string;
  readonly timeout: number;
  readonly secrets: readonly string[];
  readonly when: 'opening' | 'streaming';
  /** The answer of the server, where one had begun. */
  readonly response: Response | undefined;
}

export function googleError(error: unknown, call: FailedGoogleCall): LLMError {
  if (error instanceof LLMError) return error;
  const { provider, response, secrets, url } = call;
  const lost: LostCall = { provider, url, cause: error };
  if (error instanceof BeginTimeout) return beganTooLate(lost, call.timeout);
  const status = statusOf(error);
  if (status !== undefined) return apiError(error as Error, status, call);
  // The SDK stumbled over the document of an error.
  if (response?.ok === false) return refusal(error, response, call);
  if (error instanceof SyntaxError) return notJSON(lost);
  if (call.when === 'streaming' || (response !== undefined && reason(error) !== '')) return brokenOff(lost);
  if (response !== undefined) return malformedAnswer(provider, 'a JSON document that is no answer', error);
  if (error instanceof TypeError) return unreachable(lost);
  return credentialsError(error, provider, secrets) ?? notMade(lost);
}

function statusOf(error: unknown): number | undefined {
  const { name, status } = (error ?? {}) as { name?: unknown; status?: unknown };
  return name === 'ApiError' && typeof status === 'number' ? status : undefined;
}

/** An error within a stream has the status of its document, which is worth as much as that of an answer. */
function apiError(error: Error, status: number, { provider, secrets, response }: FailedGoogleCall): LLMError {
  const document = errorDocumentOf(error.message);
  return statusError({
    provider,
    status,
    message: hideSecrets(`${status} ${document.message ?? error.message}`, secrets),
    kinds: [document.status],
    cause: error,
    headers: waitOf(document, response?.headers),
    retryableKinds: RETRYABLE,
  });
}

const RETRYABLE: ReadonlySet<unknown> = new Set(['UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'INTERNAL', 'DEADLINE_EXCEEDED']);

/** The server's own headers say when to come again; else the document may. */
function waitOf({ retryDelay }: ErrorDocument, headers: Headers | undefined): ResponseHeaders {
  if (retryDelay === undefined || headers?.has('retry-after') || headers?.has('retry-after-ms')) return headers;
  return { 'retry-after-ms': String(retryDelay) };
}

function refusal(cause: unknown, { status, statusText, headers }: Response, { provider }: FailedGoogleCall): LLMError {
  const message = `${status} ${statusText || 'without a document that says why'}`;
  return statusError({ provider, status, message, kinds: [], cause, headers });
}

/** What `google-auth-library` says before anything is sent: there are no credentials, or nobody gives a token for them. */
function credentialsError(error: unknown, provider: string, secrets: readonly string[]): LLMError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.message.startsWith('Could not load the default credentials')) {
    const remedy = 'set the option "authOptions" or "apiKey", or GOOGLE_APPLICATION_CREDENTIALS';
    return new LLMError('LLM_FAILED', `provider ${provider} has no credentials: ${remedy}`, { provider, cause: error });
  }
  // An error of `gaxios`, by which that library asks for tokens, knows the request; its name is that of any error.
  const { config, status } = error as { config?: unknown; status?: unknown };
  if (typeof config !== 'object' || config === null || !('url' in config)) return undefined;
  const why = typeof status === 'number' ? ` (${status} ${hideSecrets(error.message, secrets)})` : reason(error);
  return new LLMError('LLM_FAILED', `Google gives no token for the credentials of provider ${provider}${why}`, {
    provider,
    cause: error,
    retryable: typeof status !== 'number' || isRetryableStatus(status),
  });
}
