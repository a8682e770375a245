/** An HTTP status and what the server said with it → one `LLMError` whose code says what went wrong. Pure. */
import { type ErrorCode, LLMError } from '../base/index.ts';
import { headerOf, type ResponseHeaders, retryAfterOf } from './retry-after.ts';

/** An answer that says why there is none. */
export interface StatusFailure {
  readonly provider: string;
  /** `undefined` for an error that came within a stream that had begun well. */
  readonly status: number | undefined;
  /** What the server said, its secrets hidden; becomes the message. */
  readonly message: string;
  /** The provider's own words for the kind of error: its `type`, `code`, exception name or status text. */
  readonly kinds: readonly unknown[];
  /** The SDK's error. */
  readonly cause: unknown;
  readonly headers?: ResponseHeaders;
  /** Kinds after which the same request may succeed, whatever the status says. */
  readonly retryableKinds?: ReadonlySet<unknown>;
}

/**
 * Gives a failure its code: `LLM_RATE_LIMITED`, `LLM_CONTEXT_OVERFLOW`, `LLM_CONTENT_FILTERED`, or `LLM_STATUS`
 * (`LLM_FAILED` without a status).
 */
export function statusError(failure: StatusFailure): LLMError {
  const { provider, status, message, cause, headers } = failure;
  const code = codeOf(failure);
  return new LLMError(code, message, {
    provider,
    cause,
    status,
    retryable: isRetryable(failure, code),
    retryAfter: retryAfterOf(headers, Date.now()),
  });
}

/** Whether the same request may succeed after an answer of this HTTP status. */
export function isRetryableStatus(status: number): boolean {
  return status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
}

/** Kinds that say more than the status does; the words of OpenAI, Anthropic, Google and AWS. */
const codesOfKinds: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ['context_length_exceeded', 'LLM_CONTEXT_OVERFLOW'],
  ['string_above_max_length', 'LLM_CONTEXT_OVERFLOW'],
  ['content_filter', 'LLM_CONTENT_FILTERED'],
  ['content_policy_violation', 'LLM_CONTENT_FILTERED'],
  ['rate_limit_exceeded', 'LLM_RATE_LIMITED'],
  ['rate_limit_error', 'LLM_RATE_LIMITED'],
  ['insufficient_quota', 'LLM_RATE_LIMITED'],
  ['RESOURCE_EXHAUSTED', 'LLM_RATE_LIMITED'],
  ['ThrottlingException', 'LLM_RATE_LIMITED'],
]);

/** Servers that have no kind for a conversation that is too long say it in one of these ways. */
const OVERFLOW =
  /context (length|window|size)|maximum context|prompt is too long|(input|request|prompt)( is|'s)? too (long|large)|too many (input )?tokens|exceeds? (the )?(maximum|max|model)[^.]{0,40}tokens|input token count[^.]{0,60}exceeds|reduce the length of the (messages|prompt)/i;

const FILTERED =
  /content (management|filter)|content_filter|safety (system|filter)|blocked by .{0,30}(policy|safety|guardrail)/i;

function codeOf({ status, kinds, message }: StatusFailure): ErrorCode {
  for (const kind of kinds) {
    const code = codesOfKinds.get(kind);
    if (code !== undefined) return code;
  }
  if (status === 429) return 'LLM_RATE_LIMITED';
  if (status === undefined || status === 400 || status === 413 || status === 422) {
    if (OVERFLOW.test(message)) return 'LLM_CONTEXT_OVERFLOW';
    if (FILTERED.test(message)) return 'LLM_CONTENT_FILTERED';
  }
  return status === undefined ? 'LLM_FAILED' : 'LLM_STATUS';
}

/** A spent quota and a conversation that is too long stay so; else the server's own word counts, then kind and status. */
function isRetryable({ status, kinds, headers, retryableKinds }: StatusFailure, code: ErrorCode): boolean {
  if (code === 'LLM_CONTEXT_OVERFLOW' || code === 'LLM_CONTENT_FILTERED' || kinds.includes('insufficient_quota')) {
    return false;
  }
  const word = headerOf(headers, 'x-should-retry');
  if (word === 'true' || word === 'false') return word === 'true';
  return (
    kinds.some((kind) => retryableKinds?.has(kind) || (typeof kind === 'number' && isRetryableStatus(kind))) ||
    (status !== undefined && isRetryableStatus(status))
  );
}
