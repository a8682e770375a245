/** What `@google/genai` throws → `LLMError`. The SDK puts the whole error document into its message, and has no headers. */
import { LLMError } from '../../base/index.ts';
import { BeginTimeout } from '../begin-timeout.ts';
import { hideSecrets } from '../hide-secrets.ts';
import { origin, reason } from '../sdk-error.ts';
import { statusError } from '../status-error.ts';

/** The call that failed. */
export interface FailedGoogleCall {
  readonly provider: string;
  readonly baseURL: string;
  readonly timeout: number;
  readonly secrets: readonly string[];
  readonly when: 'opening' | 'streaming';
  /** Of the answer with an error status, if there was one. */
  readonly headers: Headers | undefined;
}

/** The document of an error, as the API sends it. */
interface ErrorDocument {
  readonly error?: {
    readonly code?: number;
    readonly message?: string;
    readonly status?: string;
    readonly details?: readonly { readonly '@type'?: string; readonly retryDelay?: string }[];
  };
}

export function googleError(error: unknown, call: FailedGoogleCall): LLMError {
  if (error instanceof LLMError) return error;
  const { provider, when } = call;
  const fail = (
    ...[code, message, retryable]: [code: LLMError['code'], message: string, retryable: boolean]
  ): LLMError => new LLMError(code, message, { provider, cause: error, retryable });
  const where = origin(call.baseURL);
  if (error instanceof BeginTimeout) {
    const message = `${where} did not begin to answer in time (timeout: ${call.timeout} ms): raise the option "timeout"`;
    return fail('LLM_TIMEOUT', message, true);
  }
  const status = statusOf(error);
  if (status !== undefined) return apiError(error as Error, status, call);
  if (error instanceof SyntaxError) {
    const message = `${provider} sent something that is not JSON: check what stands between here and ${where}`;
    return fail('LLM_STREAM_MALFORMED', message, false);
  }
  if (when === 'streaming') {
    const message = `the connection to ${where} broke in the middle of the answer${reason(error)}: call again`;
    return fail('LLM_STREAM_INCOMPLETE', message, true);
  }
  if (error instanceof TypeError) {
    const message = `cannot reach ${where} for provider ${provider}${reason(error)}: check the network and the base URL`;
    return fail('LLM_UNREACHABLE', message, true);
  }
  return fail('LLM_FAILED', `the request to ${where} could not be made${reason(error)}: see the cause`, false);
}

function statusOf(error: unknown): number | undefined {
  const { name, status } = (error ?? {}) as { name?: unknown; status?: unknown };
  return name === 'ApiError' && typeof status === 'number' ? status : undefined;
}

function apiError(error: Error, status: number, { provider, secrets, headers, when }: FailedGoogleCall): LLMError {
  const { message = error.message, status: kind, details } = documentOf(error.message).error ?? {};
  const delay = details?.find(({ retryDelay }) => typeof retryDelay === 'string')?.retryDelay;
  return statusError({
    provider,
    status: when === 'streaming' && status === 200 ? undefined : status,
    message: hideSecrets(`${status} ${message}`, secrets),
    kinds: [kind],
    cause: error,
    headers:
      headers?.has('retry-after') || headers?.has('retry-after-ms')
        ? headers
        : { 'retry-after': delay?.replace(/s$/, '') },
    retryableKinds: RETRYABLE,
  });
}

const RETRYABLE: ReadonlySet<unknown> = new Set(['UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'INTERNAL', 'DEADLINE_EXCEEDED']);

/** Errors within a stream have a line of the SDK's own before the document. */
function documentOf(message: string): ErrorDocument {
  try {
    const parsed: unknown = JSON.parse(message.slice(Math.max(0, message.indexOf('{'))));
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {}; // a page of a proxy: the message is all there is
  }
}
