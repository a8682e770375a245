/** What a provider may send instead of a whole answer, as errors. */
import { type AssistantMessage, LLMError } from '../base/index.ts';
import type { FinishReason } from './llm-event.ts';
import { LONGEST_ARGUMENTS } from './tool-arguments.ts';

/** The answer broke off without a word. */
export function incompleteAnswer(provider: string): LLMError {
  return new LLMError(
    'LLM_STREAM_INCOMPLETE',
    `the answer of ${provider} ended before the provider said that it is whole: call again`,
    { provider, retryable: true },
  );
}

/**
 * Something came, but no answer.
 *
 * @param what  what it was, as the object of `sent`
 * @param cause what noticed it
 */
export function malformedAnswer(provider: string, what: string, cause?: unknown): LLMError {
  return new LLMError(
    'LLM_STREAM_MALFORMED',
    `${provider} sent ${what}: check the base URL, its server must speak the protocol of ${provider}`,
    { provider, ...(cause !== undefined && { cause }) },
  );
}

/** The provider says itself that it could not go on. @param reason its word for it */
export function failedAnswer(provider: string, reason: string): LLMError {
  return new LLMError(
    'LLM_STREAM_INCOMPLETE',
    `${provider} ended its answer with the finish reason "${reason}": call again`,
    { provider, retryable: true },
  );
}

/** The answer ended before its first chunk, as a web page or a JSON document does that is read as an event stream. */
export function noAnswer(provider: string): LLMError {
  return malformedAnswer(provider, 'no event of an answer');
}

/**
 * Refuses an answer that stopped for tool calls and has none: whoever waits for a call would wait in vain.
 *
 * @throws LLMError `LLM_STREAM_INCOMPLETE`
 */
export function checkToolCalls(provider: string, finishReason: FinishReason, message: AssistantMessage): void {
  if (finishReason !== 'tool-calls' || message.content.some((part) => part.type === 'tool-call')) return;
  throw new LLMError(
    'LLM_STREAM_INCOMPLETE',
    `the model of ${provider} stopped to call tools, but no tool call with a name arrived: call again`,
    { provider, retryable: true },
  );
}

/** Nothing came for too long, in the middle of an answer. */
export function silentProvider(provider: string, idleTimeout: number): LLMError {
  return new LLMError(
    'LLM_TIMEOUT',
    `${provider} sent nothing for ${idleTimeout} ms in the middle of its answer: call again, or raise the option "idleTimeout"`,
    { provider, retryable: true },
  );
}

/** The call as a whole took too long. */
export function totalTimeout(provider: string, limit: number): LLMError {
  return new LLMError(
    'LLM_TIMEOUT',
    `the call of ${provider} was not over after ${limit} ms: ask for less at once, or raise the option "totalTimeout"`,
    { provider },
  );
}

/** @param cause what noticed it */
export function tooManyArguments(provider: string, cause: Error): LLMError {
  return new LLMError(
    'LLM_TOOL_ARGUMENTS_LIMIT',
    `the model of ${provider} writes more than ${LONGEST_ARGUMENTS} characters of arguments for one tool call: have it write less at once`,
    { provider, cause },
  );
}
