import { Client, ProtocolSseTransportAdapter, type AgentServerAdapter } from '@langchain/langgraph-sdk';
import { guardedFetch, type Fetch } from './guarded-fetch.ts';
import { pathSegment } from './path-segment.ts';
import { asRemoteError, NotRetried, RemoteRequestError } from './remote-request-error.ts';

/** Clients made here, and the `fetch` that they send by. */
const fetches = new WeakMap<Client, Fetch>();

/** What the SDK lets hosts put in place of its own, under names of its own. */
const OVERRIDE = Symbol.for('lg:fetch_implementation');
const LOCAL_SERVER = Symbol.for('langgraph_api:fetch');

interface Address {
  readonly url?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly headers?: Record<string, string> | undefined;
}

/** The SDK's client, made to refuse redirects and to tell aborts from failures. */
export function guardedClient({ url, apiKey, headers }: Address): Client {
  const guarded = guardedFetch((input, init) => fetchOf(url)(input, init));
  const client = new Client({
    ...(url !== undefined && { apiUrl: url }),
    ...(apiKey !== undefined && { apiKey }),
    // The client writes the key into them.
    ...(headers !== undefined && { defaultHeaders: { ...headers } }),
    callerOptions: { fetch: guarded },
  });
  fetches.set(client, guarded);
  return client;
}

/** Looked up at each call, as the SDK does: tests and proxies put theirs in later. */
function fetchOf(url: string | undefined): Fetch {
  const shared = globalThis as { [OVERRIDE]?: Fetch; [LOCAL_SERVER]?: Fetch };
  return (url ? undefined : shared[LOCAL_SERVER]) ?? shared[OVERRIDE] ?? fetch;
}

/** Where a thread's events are, below its address. */
const EVENTS = 'stream/events';

/** What the SDK's clients keep to themselves, and their transports need. */
interface ClientParts {
  readonly apiUrl: string;
  readonly defaultHeaders: Record<string, string>;
  readonly asyncCaller: NonNullable<ConstructorParameters<typeof ProtocolSseTransportAdapter>[0]['asyncCaller']>;
}

/** Statuses that say "later". */
const TEMPORARY = new Set([408, 425, 429]);

/**
 * Tells of event streams that will never be opened. The SDK would go on trying, and then let readers take it for the end of the run.
 *
 * @param onRefused gets what callers are to be told
 */
function tellingFetch(inner: Fetch, onRefused: (error: unknown) => void): Fetch {
  return async (input, init) => {
    const isEvents = String(input instanceof Request ? input.url : input).endsWith(`/${EVENTS}`);
    try {
      const response = await inner(input, init);
      const { status } = response;
      if (isEvents && status >= 400 && status < 500 && !TEMPORARY.has(status))
        onRefused(
          new RemoteRequestError('REMOTE_STATUS', `HTTP ${status}: the events of the run cannot be read.`, { status }),
        );
      return response;
    } catch (error) {
      if (isEvents && error instanceof NotRetried) onRefused(asRemoteError(error));
      throw error;
    }
  };
}

/**
 * How a typed run of this client is to speak to its thread. The SDK's own choice would open event streams past the client's `fetch`.
 *
 * @param onRefused is told if the run's events cannot be read
 * @returns `undefined` for clients that were not made here: their makers chose
 */
export function guardedTransport(
  client: Client,
  threadId: string | undefined,
  onRefused: (error: unknown) => void,
): AgentServerAdapter | undefined {
  const guarded = fetches.get(client);
  if (guarded === undefined) return undefined;
  const { apiUrl, defaultHeaders, asyncCaller } = client.threads as unknown as ClientParts;
  const below = (path: string) => (id: string) => `/threads/${pathSegment(id, 'thread_id')}/${path}`;
  return new ProtocolSseTransportAdapter({
    apiUrl,
    ...(threadId !== undefined && { threadId }),
    defaultHeaders,
    asyncCaller,
    fetch: tellingFetch(guarded, onRefused),
    paths: { commands: below('commands'), stream: below(EVENTS), state: below('state') },
  });
}
