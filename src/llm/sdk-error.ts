/** What an official SDK threw → one `LLMError`. The SDKs share their ancestry, so their error classes differ in little. */
import { LLMError } from '../base/index.ts';
import { hideSecrets } from './hide-secrets.ts';
import type { ResponseHeaders } from './retry-after.ts';
import { statusError } from './status-error.ts';
import { beganTooLate, brokenOff, type LostCall, notJSON, notMade, unreachable } from './transport-errors.ts';

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
  const lost: LostCall = { provider, url: call.baseURL, cause: error };
  if (error instanceof sdk.APIConnectionTimeoutError) return beganTooLate(lost, call.timeout);
  if (error instanceof sdk.APIConnectionError) return unreachable(lost);
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
  if (error instanceof SyntaxError) return notJSON(lost);
  return call.when === 'streaming' ? brokenOff(lost) : notMade(lost);
}
