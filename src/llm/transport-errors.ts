/** What may happen to a call on its way, in one wording for all providers. What the server says is `status-error.ts`. */
import { LLMError } from '../base/index.ts';

/** A call that did not get through. */
export interface LostCall {
  readonly provider: string;
  /** Where it went; credentials, path and query are not shown. */
  readonly url: string;
  /** What the SDK threw. */
  readonly cause: unknown;
}

export function beganTooLate(call: LostCall, timeout: number): LLMError {
  const message = `${origin(call.url)} did not begin to answer in time (timeout: ${timeout} ms): raise the option "timeout"`;
  return new LLMError('LLM_TIMEOUT', message, { ...call, retryable: true });
}

export function unreachable(call: LostCall): LLMError {
  const { provider, url, cause } = call;
  const message = `cannot reach ${origin(url)} for provider ${provider}${reason(cause)}: check the network and the base URL`;
  return new LLMError('LLM_UNREACHABLE', message, { ...call, retryable: true });
}

export function notJSON(call: LostCall): LLMError {
  const { provider, url } = call;
  const message = `${provider} sent something that is not JSON: check what stands between here and ${origin(url)}`;
  return new LLMError('LLM_STREAM_MALFORMED', message, call);
}

export function brokenOff(call: LostCall): LLMError {
  const message = `the connection to ${origin(call.url)} broke in the middle of the answer${reason(call.cause)}: call again`;
  return new LLMError('LLM_STREAM_INCOMPLETE', message, { ...call, retryable: true });
}

export function notMade(call: LostCall): LLMError {
  const message = `the request to ${origin(call.url)} could not be made${reason(call.cause)}: see the cause`;
  return new LLMError('LLM_FAILED', message, call);
}

/** Where a URL points to, without credentials, path and query. */
function origin(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'the base URL';
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
