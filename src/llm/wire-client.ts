/** What the clients of all providers have in common. */
import { malformedAnswer } from './answer-errors.ts';
import { type AnswerReader, streamCall, type WireCall } from './call-stream.ts';
import { checkRequest } from './check-request.ts';
import type { LLMClientAdapter, LLMRequest } from './llm-client.ts';
import { repairHistory } from './repair-history.ts';

/** What is a provider's own: how it is asked, and how its answers are read. */
export interface Wire<Body, Chunk> extends Pick<WireCall<Chunk>, 'provider' | 'toError' | 'limits'> {
  /** As configured. */
  readonly model: string;
  /** The request as the provider wants it; what it throws is misuse. */
  body(request: LLMRequest): Body;
  /** Sends a body; a rejection as well as a throw ends in `toError`. Aborting `signal` closes the connection. */
  open(body: Body, signal: AbortSignal): PromiseLike<AsyncIterable<Chunk>>;
  /** Reads the answer to one body. */
  reader(body: Body): AnswerReader<Chunk>;
}

/** Makes a client; requests are checked and converted when `stream` is called, and sent when it is iterated. */
export function wireClient<Body, Chunk>(wire: Wire<Body, Chunk>): LLMClientAdapter {
  const { provider, model, toError, limits } = wire;
  return {
    provider,
    model,
    stream(request) {
      checkRequest(request, provider);
      const body = wire.body({ ...request, messages: repairHistory(request.messages) });
      const open = async (signal: AbortSignal): Promise<AsyncIterable<Chunk>> => wire.open(body, signal);
      return streamCall({ provider, open, reader: () => wire.reader(body), toError, limits }, request.signal);
    },
  };
}

/**
 * Plays an answer that was not streamed as the chunks it would have been.
 *
 * @param answer   what the SDK made of the body: `null` or `undefined` of an empty one, a string of one that is not JSON
 * @param chunksOf throws where the document is not what its type says
 * @throws LLMError (as a rejection of `next()`) `LLM_STREAM_MALFORMED` for what is no answer
 */
export async function* replay<Answer extends object, Chunk>(
  provider: string,
  answer: Answer | string | null | undefined,
  chunksOf: (answer: Answer) => Iterable<Chunk>,
): AsyncGenerator<Chunk> {
  if (answer === null || answer === undefined || answer === '') throw malformedAnswer(provider, 'an empty body');
  if (typeof answer !== 'object') throw malformedAnswer(provider, 'a body that is not JSON');
  let chunks: Chunk[];
  try {
    chunks = [...chunksOf(answer)];
  } catch (error) {
    throw malformedAnswer(provider, 'a JSON document that is no answer', error);
  }
  yield* chunks;
}
