import { describe, expect, it } from 'vitest';
import { type StatusFailure, statusError } from '../../src/llm/status-error.ts';

const failure = (fields: Partial<StatusFailure>): StatusFailure => ({
  provider: 'openAI',
  status: 400,
  message: 'no',
  kinds: [],
  cause: new Error('of the SDK'),
  ...fields,
});

describe('an answer that says why there is none', () => {
  // Messages as the providers word them.
  it.each<[string, Partial<StatusFailure>, string]>([
    ['OpenAI, too long', { kinds: ['context_length_exceeded', 'invalid_request_error'] }, 'LLM_CONTEXT_OVERFLOW'],
    [
      'Anthropic, too long',
      { message: '400 prompt is too long: 210000 tokens > 200000 maximum' },
      'LLM_CONTEXT_OVERFLOW',
    ],
    ['Anthropic, too large', { status: 413, message: '413 Request too large' }, 'LLM_CONTEXT_OVERFLOW'],
    [
      'Gemini, too long',
      { message: 'The input token count (1048577) exceeds the maximum number of tokens allowed (1048576).' },
      'LLM_CONTEXT_OVERFLOW',
    ],
    [
      'Bedrock, too long',
      { message: 'ValidationException: Input is too long for requested model.' },
      'LLM_CONTEXT_OVERFLOW',
    ],
    [
      'Mistral, too long',
      {
        message:
          'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      },
      'LLM_CONTEXT_OVERFLOW',
    ],
    [
      'DeepSeek, too long',
      { message: "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens" },
      'LLM_CONTEXT_OVERFLOW',
    ],
    ['Groq, too long', { message: 'Please reduce the length of the messages or completion.' }, 'LLM_CONTEXT_OVERFLOW'],
    ['within a stream, too long', { status: undefined, message: 'prompt is too long' }, 'LLM_CONTEXT_OVERFLOW'],
    ['Azure, filtered', { kinds: ['content_filter'] }, 'LLM_CONTENT_FILTERED'],
    ['OpenAI, filtered', { kinds: ['content_policy_violation'] }, 'LLM_CONTENT_FILTERED'],
    ['Anthropic, filtered', { message: '400 Output blocked by content filtering policy' }, 'LLM_CONTENT_FILTERED'],
    ['any, too many', { status: 429 }, 'LLM_RATE_LIMITED'],
    ['within a stream, too many', { status: undefined, kinds: ['rate_limit_error'] }, 'LLM_RATE_LIMITED'],
    ['Google, too many', { status: 429, kinds: ['RESOURCE_EXHAUSTED'] }, 'LLM_RATE_LIMITED'],
    ['any other status', { status: 500, message: 'context length' }, 'LLM_STATUS'],
    ['any other in a stream', { status: undefined }, 'LLM_FAILED'],
    ['a kind that is a name of Object.prototype', { kinds: ['constructor', '__proto__'] }, 'LLM_STATUS'],
  ])('%s', (_, fields, code) => {
    const given = failure(fields);
    expect(statusError(given)).toMatchObject({
      code,
      status: given.status,
      message: given.message,
      cause: given.cause,
      provider: 'openAI',
    });
  });

  it.each<[string, Partial<StatusFailure>, boolean]>([
    ['a status that passes', { status: 503 }, true],
    ['one that stays', { status: 404 }, false],
    ['a quota that is spent', { status: 429, kinds: ['insufficient_quota'] }, false],
    ['a conversation that is too long', { status: 429, kinds: ['context_length_exceeded'] }, false],
    ['a server that says so', { status: 404, headers: { 'x-should-retry': 'true' } }, true],
    ['a server that says no', { status: 503, headers: new Headers({ 'x-should-retry': 'false' }) }, false],
    ['a kind that passes', { status: undefined, kinds: ['overloaded'], retryableKinds: new Set(['overloaded']) }, true],
    ['a kind that is a status', { status: undefined, kinds: [502] }, true],
  ])('may be asked again: %s', (_, fields, retryable) => {
    expect(statusError(failure(fields)).retryable).toBe(retryable);
  });

  it('tells how long to wait', () => {
    expect(statusError(failure({ status: 429, headers: { 'Retry-After': '3' } })).retryAfter).toBe(3_000);
  });
});
