/** A client that goes to the next one where one fails. */
import { MossError } from '../base/index.ts';
import { streamCall } from './call-stream.ts';
import { checkRequest } from './check-request.ts';
import { eventReader } from './event-reader.ts';
import type { LLMClientAdapter, LLMRequest } from './llm-client.ts';
import type { LLMEvent } from './llm-event.ts';

/**
 * Makes a client that calls `first`, and the others in their order as long as a call fails before anything of its answer came. An answer
 * that broke off in the middle is an error as it is: nobody knows what was done with its beginning.
 *
 * Each client has its own retries; the next one is called when those are spent. A request that one of them cannot take (an image, a file) counts
 * as a failure of that one. The error of the last is the error of the call; the ones before are not told.
 *
 * @example
 * const client = withFallbacks(await createLLMClient({ provider: 'openAI', model: 'gpt-5' }), [
 *   await createLLMClient({ provider: 'anthropic', model: 'claude-haiku-4-5' }),
 * ]);
 */
export function withFallbacks(first: LLMClientAdapter, others: readonly LLMClientAdapter[]): LLMClientAdapter {
  const { provider, model } = first;
  return {
    provider,
    model,
    stream(request) {
      checkRequest(request, provider);
      return streamCall(
        {
          provider,
          open: async (signal) => attempts([first, ...others], { ...request, signal }),
          reader: eventReader,
          toError: (error) => error,
        },
        request.signal,
      );
    },
  };
}

async function* attempts(clients: readonly LLMClientAdapter[], request: LLMRequest): AsyncGenerator<LLMEvent> {
  for (const [place, client] of clients.entries()) {
    const isLast = place === clients.length - 1;
    let start: LLMEvent | undefined;
    let hasBegun = false;
    for await (const event of eventsOf(client, request)) {
      // `start` alone is no answer yet.
      if (event.type === 'start' && !hasBegun) {
        start = event;
        continue;
      }
      if (event.type === 'error' && !hasBegun && !isLast && !request.signal?.aborted) break;
      if (!hasBegun && start !== undefined) yield start;
      hasBegun = true;
      yield event;
    }
    if (hasBegun) return;
  }
}

/** A request that a client refuses at once is a failed call of it. */
async function* eventsOf(client: LLMClientAdapter, request: LLMRequest): AsyncGenerator<LLMEvent> {
  let events: AsyncIterable<LLMEvent>;
  try {
    events = client.stream(request);
  } catch (error) {
    if (!MossError.is(error, 'LLM_REQUEST_INVALID')) throw error;
    yield { type: 'error', error };
    return;
  }
  yield* events;
}
