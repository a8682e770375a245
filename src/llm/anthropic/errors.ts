/** What the `@anthropic-ai/sdk` throws → `LLMError`. */
import { APIConnectionError, APIConnectionTimeoutError, APIError } from '@anthropic-ai/sdk';
import type { LLMError } from '../../base/index.ts';
import { type FailedCall, sdkError } from '../sdk-error.ts';

/** Types of `error` events in the stream that may be gone the next time. */
const retryableTypes = new Set(['overloaded_error', 'api_error', 'rate_limit_error', 'timeout_error']);

export function anthropicError(error: unknown, call: FailedCall): LLMError {
  return sdkError(error, call, { APIError, APIConnectionError, APIConnectionTimeoutError, retryableTypes });
}
