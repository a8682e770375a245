/** What an official SDK threw → one `LLMError`. The SDKs share their ancestry, so their error classes differ in little. */
import { type ErrorCode, LLMError } from '../base/index.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { ResponseHeaders } from './retry-after.ts';
import { statusError } from './status-error.ts';

/** The error classes of one SDK, and what its provider says in errors that arrive inside a stream. */
export interface SDKErrorClasses {
  readonly APIError: abstract new (...args: never) => Error & { readonly status: number | undefined };
  readonly APIConnectionError: abstract new (...args: never) => Error;
  readonly APIConnectionTimeoutError: abstract new (...args: never) => Error;
  /** Types (or codes) of in-stream errors after which the same request may succeed. */
  readonly retryableTypes: ReadonlySet<unknown>;
}

/** The call that failed. */
export interface FailedCall {
  readonly provider: string;
  readonly baseURL: string;
  /** Milliseconds the SDK waits for the answer to begin. */
  readonly timeout: number;
  /** What a server may quote, but a message must not. */
  readonly secrets: readonly string[];
  readonly when: 'opening' | 'streaming';
}

/**
 * Gives an SDK's error its code, status and retryability. The message of the server stays as the SDK words it, without
 * the secrets it may quote; the error itself becomes `cause`. An `LLMError` is returned as it is.
 */
export function sdkError(error: unknown, call: FailedCall, sdk: SDKErrorClasses): LLMError {
  if (error instanceof LLMError) return error;
  const { provider } = call;
  const fail = (code: ErrorCode, message: string, rest: { retryable?: boolean } = {}): LLMError =>
    new LLMError(code, message, { provider, cause: error, ...rest });

  if (error instanceof sdk.APIConnectionTimeoutError) {
    return fail(
      'LLM_TIMEOUT',
      `${origin(call.baseURL)} did not begin to answer in time (timeout: ${call.timeout} ms): raise the option "timeout"`,
      { retryable: true },
    );
  }
  if (error instanceof sdk.APIConnectionError) {
    return fail(
      'LLM_UNREACHABLE',
      `cannot reach ${origin(call.baseURL)} for provider ${provider}${reason(error)}: check the network and the base URL`,
      { retryable: true },
    );
  }
  if (error instanceof sdk.APIError) {
    const { type, code, headers } = error as { type?: unknown; code?: unknown; headers?: ResponseHeaders };
    return statusError({
      provider,
      status: error.status,
      message: hideSecrets(error.message, call.secrets),
      kinds: [code, type],
      cause: error,
      headers,
      retryableKinds: sdk.retryableTypes,
    });
  }
  if (error instanceof SyntaxError) {
    return fail(
      'LLM_STREAM_MALFORMED',
      `${provider} sent something that is not JSON: check what stands between here and ${origin(call.baseURL)}`,
    );
  }
  if (call.when === 'streaming') {
    return fail(
      'LLM_STREAM_INCOMPLETE',
      `the connection to ${origin(call.baseURL)} broke in the middle of the answer${reason(error)}: call again`,
      { retryable: true },
    );
  }
  return fail('LLM_FAILED', `the request to ${origin(call.baseURL)} could not be made${reason(error)}: see the cause`);
}

/** Where a base URL points to, without credentials, path and query. */
export function origin(baseURL: string): string {
  return URL.canParse(baseURL) ? new URL(baseURL).origin : 'the base URL';
}

/** The system's code of what lies under an error, e.g. ` (ECONNREFUSED)`; messages may hold anything, so they stay in `cause`. */
export function reason(error: unknown): string {
  for (let cause = error, depth = 0; isObject(cause) && depth < 8; cause = cause['cause'], depth++) {
    const { code } = cause;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]*$/.test(code)) return ` (${code})`;
  }
  return '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
