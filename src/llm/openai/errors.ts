/** What the `openai` SDK throws → `LLMError`. */
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import type { LLMError } from '../../base/index.ts';
import { type FailedCall, sdkError } from '../sdk-error.ts';

/** Types and codes of errors that arrive as a chunk of the stream and may be gone the next time. */
const retryableTypes = new Set(['server_error', 'rate_limit_exceeded', 'overloaded_error', 'timeout']);

export function openAIError(error: unknown, call: FailedCall): LLMError {
  return sdkError(error, call, { APIError, APIConnectionError, APIConnectionTimeoutError, retryableTypes });
}
