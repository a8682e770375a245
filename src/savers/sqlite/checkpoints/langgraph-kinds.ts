/** Objects of LangGraph in checkpoints and writes, told by their shape, and read as what LangGraph knows them by. */
import type { StoredKind } from '../../../base/index.ts';

type Parts = Readonly<Record<string, unknown>>;

const asItIs = (data: unknown): unknown => data;

/** Objects that carry their name, so that copies of the package know each other's. */
function named(name: string, tag: string, toData: (value: Parts) => unknown): StoredKind {
  return {
    tag,
    matches: (value) => (value as { readonly lg_name?: unknown }).lg_name === name,
    toData: (value) => toData(value as Parts),
    load: () => asItIs,
  };
}

/** Those of `parts` that are there. */
function withoutAbsent(parts: Parts): Parts {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/** Of errors of other classes: what tells them apart for a reader. Their other properties may hold sockets, or secrets. */
const ERROR: StoredKind = {
  tag: 'lg-error',
  matches: (value) => isError(value),
  toData: (value) => {
    const { name, message, stack } = value as Error;
    return { name: String(name), message: String(message), ...(typeof stack === 'string' && { stack }) };
  },
  load: () => readError,
};

function readError(data: unknown): Error {
  const { name, message, stack } = data as { name: string; message: string; stack?: string };
  const error = new Error(message);
  const hidden = { writable: true, configurable: true, enumerable: false };
  Object.defineProperty(error, 'name', { ...hidden, value: name });
  Object.defineProperty(error, 'stack', { ...hidden, value: stack });
  return error;
}

/**
 * `Send`, `Command`, `Overwrite` and `DeltaSnapshot` come back as plain data, which LangGraph takes for them; errors of classes that
 * JavaScript does not have come back as `Error` with their name, message and stack.
 */
export const langgraphKinds: readonly StoredKind[] = [
  named('Send', 'lg-send', ({ node, args, timeout }) => withoutAbsent({ node, args, timeout })),
  named('Command', 'lg-command', ({ lg_name, graph, update, resume, goto }) =>
    withoutAbsent({ lg_name, graph, update, resume, goto }),
  ),
  named('Overwrite', 'lg-overwrite', ({ __overwrite__ }) => ({ __overwrite__ })),
  named('DeltaSnapshot', 'lg-snapshot', ({ lg_name, value }) => ({ lg_name, value })),
  ERROR,
];

/** An error with no more than any error has, for where the whole one cannot be stored. */
export function plainError(error: unknown): Error {
  return readError(ERROR.toData(error as object));
}

export function isError(value: unknown): value is object {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}
