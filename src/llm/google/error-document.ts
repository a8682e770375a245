/** The document by which a Google API says what went wrong (`google.rpc.Status`). Pure. */

/** What of it is of use; each is there only where the document has it, and of the right kind. */
export interface ErrorDocument {
  readonly message?: string;
  /** A word such as `RESOURCE_EXHAUSTED`. */
  readonly status?: string;
  /** Milliseconds to wait, from the detail `google.rpc.RetryInfo`. */
  readonly retryDelay?: number;
}

/**
 * Reads the message of the SDK's error: the document itself, a list with it, or a line of words before it.
 *
 * @returns `{}` for anything else; the message is then all there is
 */
export function errorDocumentOf(text: string): ErrorDocument {
  const { error } = asObject(firstOf(parsed(text) ?? parsed(text.slice(text.indexOf('{')))));
  const { message, status, details } = asObject(error);
  const delay = delayOf(details);
  return {
    ...(typeof message === 'string' && message !== '' && { message }),
    ...(typeof status === 'string' && { status }),
    ...(delay !== undefined && { retryDelay: delay }),
  };
}

/** A duration is written in seconds, as `17s` or `0.25s`. */
function delayOf(details: unknown): number | undefined {
  if (!Array.isArray(details)) return undefined;
  for (const detail of details) {
    const { retryDelay } = asObject(detail);
    const seconds = typeof retryDelay === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(retryDelay)?.[1] : undefined;
    if (seconds !== undefined) return Math.ceil(Number(seconds) * 1000);
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the page of a proxy
  }
}

function firstOf(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
