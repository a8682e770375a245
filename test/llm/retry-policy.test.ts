import { describe, expect, it } from 'vitest';
import { LLMError } from '../../src/base/index.ts';
import { retryAfterOf } from '../../src/llm/retry-after.ts';
import { type FailedAttempt, retryDelay } from '../../src/llm/retry-policy.ts';

const error = (retryable: boolean, retryAfter?: number): LLMError =>
  new LLMError('LLM_STATUS', '503', { provider: 'openAI', status: 503, retryable, retryAfter });
const attempt = (fields: Partial<FailedAttempt>): FailedAttempt => ({
  error: error(true),
  made: 0,
  allowed: 5,
  elapsed: 0,
  budget: 60_000,
  ...fields,
});

describe('the delay before the next attempt', () => {
  it.each([
    [0, 250, 500],
    [1, 500, 1_000],
    [2, 1_000, 2_000],
    [4, 4_000, 8_000],
  ])('after attempt %i lies between %i and %i ms', (made, least, most) => {
    expect(retryDelay(attempt({ made }), 0)).toBe(least);
    expect(retryDelay(attempt({ made }), 1)).toBe(most);
  });

  it('grows no longer after some', () => {
    expect(retryDelay(attempt({ made: 40, allowed: 50 }), 1)).toBe(8_000);
  });

  it('is what the server asked for, and a little more', () => {
    expect(retryDelay(attempt({ error: error(true, 2_000) }), 0)).toBe(2_000);
    expect(retryDelay(attempt({ error: error(true, 2_000) }), 1)).toBe(2_200);
    expect(retryDelay(attempt({ error: error(true, 0) }), 1)).toBe(0);
  });

  it.each<[string, Partial<FailedAttempt>]>([
    ['all were made', { made: 5 }],
    ['the error stays', { error: error(false) }],
    ['it is none of ours', { error: new Error('no') }],
    ['the budget is spent', { elapsed: 59_999 }],
    ['the server asks for more than the budget', { error: error(true, 60_001) }],
  ])('is none where %s', (_, fields) => {
    expect(retryDelay(attempt(fields), 0.5)).toBeUndefined();
  });
});

describe('what a server asks for', () => {
  const now = Date.UTC(2026, 0, 1, 0, 0, 0);
  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': ' 1.5 ' }, 1_500],
    [{ 'Retry-After-Ms': '70', 'retry-after': '9' }, 70],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }, 5_000],
    [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:05 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '1e9' }, undefined],
    [{}, undefined],
  ])('%j is %s ms', (headers, expected) => {
    expect(retryAfterOf(headers, now)).toBe(expected);
    expect(retryAfterOf(new Headers(headers), now)).toBe(expected);
  });

  it('is nothing where there are no headers', () => {
    expect(retryAfterOf(undefined, now)).toBeUndefined();
  });
});
