/** Where a run's stream goes on after the connection broke, as the server says in its `Location` header. */

/** The path of a run's stream: what stands before the API, the thread if there is one, the rest. */
const STREAM_PATH = /^(?<base>.*?)(?<runs>(?:\/threads\/[^/]+)?\/runs)\/(?:[^/]+\/)?stream$/;

/** The SDK puts the API's address before what is neither: `@evil.test/` would then name a server. */
const FROM_THE_ROOT = /^(?:\/|https?:\/\/)/i;

/** Whether an answer to a request for this address may say where its run's stream goes on. */
export function isRunStream(address: URL): boolean {
  return STREAM_PATH.test(address.pathname);
}

/**
 * @param location what the server says
 * @param request the address that the run was asked for at
 * @returns the path below the API's address; `undefined` if it does not lead to a run of the same thread on the same server
 */
export function runLocation(location: string, request: URL): string | undefined {
  const { base = '', runs = '' } = STREAM_PATH.exec(request.pathname)?.groups ?? {};
  const address = FROM_THE_ROOT.test(location) ? URL.parse(location, request.href) : null;
  if (address === null || address.origin !== request.origin || address.username !== '') return undefined;
  for (const start of [`${base}/`, '/']) {
    const path = below(address.pathname, start);
    if (path !== undefined && leadsTo(path, runs)) return path + address.search;
  }
  return undefined;
}

function below(path: string, start: string): string | undefined {
  return path.startsWith(start) ? `/${path.slice(start.length)}` : undefined;
}

/** A run without a thread may be given one by the server. */
function leadsTo(path: string, runs: string): boolean {
  const segments = path.split('/');
  const [, threads, thread] = segments;
  const prefix = runs === '/runs' && threads === 'threads' && thread ? ['', threads, thread, 'runs'] : runs.split('/');
  if (!prefix.every((segment, index) => decoded(segments[index] ?? '') === decoded(segment))) return false;
  const [run = '', ...rest] = segments.slice(prefix.length).map(decoded);
  return run !== '' && ![run, ...rest].some((segment) => /[/\\]/.test(segment));
}

/** Servers do not all escape the same characters. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
