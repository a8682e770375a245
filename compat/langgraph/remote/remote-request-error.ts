import { isAbortError } from '../../../src/base/index.ts';
import { BaseLangGraphError, RemoteException } from '../errors/index.ts';

/** Why a request was not made, or came to nothing. A code never changes its meaning. */
export type RemoteRequestCode =
  /** An id cannot be a part of a request's path. Nothing was sent. */
  | 'REMOTE_ID_INVALID'
  /** The server sent the request elsewhere, which was not followed. */
  | 'REMOTE_REDIRECT_REFUSED'
  /** The connection broke, and where the server said the run goes on is not a place of that run. */
  | 'REMOTE_LOCATION_REFUSED'
  /** The server answered with a status that is no success: `status`. */
  | 'REMOTE_STATUS'
  /** The server's answer is not what the protocol has there. */
  | 'REMOTE_ANSWER_MALFORMED'
  /** The connection broke before the answer was whole. */
  | 'REMOTE_CONNECTION_LOST';

interface RemoteRequestErrorOptions {
  readonly cause?: unknown;
  readonly status?: number | undefined;
}

/**
 * A request to the server that failed, as opposed to a graph that failed there. It goes by the name of its base class, which callers
 * look for; `lc_error_code` tells why, and `cause` is what was caught.
 */
export class RemoteRequestError extends RemoteException {
  readonly status?: number;

  constructor(code: RemoteRequestCode, message: string, { cause, status }: RemoteRequestErrorOptions = {}) {
    super(message);
    this.lc_error_code = code;
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: cause, configurable: true, writable: true });
    if (status !== undefined) this.status = status;
  }
}

/** Carries an error through the SDK, which tries again after any but those with this code. */
export class NotRetried extends Error {
  readonly code = 'ECONNABORTED';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** What callers are told in place of what the SDK, or the platform's `fetch` below it, threw. */
export function asRemoteError(thrown: unknown): unknown {
  const error = thrown instanceof NotRetried ? thrown.cause : thrown;
  if (!(error instanceof Error) || error instanceof BaseLangGraphError || isAbortError(error)) return error;
  const { status } = error as { status?: unknown };
  if (typeof status === 'number')
    return new RemoteRequestError('REMOTE_STATUS', error.message, { cause: error, status });
  if (error instanceof SyntaxError)
    return malformed(
      `The server's answer is not JSON: ${error.message}. Is "url" the address of a LangGraph server?`,
      error,
    );
  if (error.message.startsWith('Expected response header Content-Type')) return malformed(error.message, error);
  // Undici's word for a body that ends before its end.
  if (error instanceof TypeError && error.message === 'terminated')
    return new RemoteRequestError(
      'REMOTE_CONNECTION_LOST',
      'The connection to the server broke before the run had ended: set "streamResumable" to let its stream go on.',
      { cause: error },
    );
  return error;
}

export function malformed(message: string, cause?: unknown): RemoteRequestError {
  return new RemoteRequestError('REMOTE_ANSWER_MALFORMED', message, { cause });
}

/** As the action itself, with its errors as callers are told them. */
export async function requesting<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw asRemoteError(error);
  }
}
