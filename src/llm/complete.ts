/** A call whose answer is wanted whole. */
import { LLMError, textOfContent, type ToolCallPart } from '../base/index.ts';
import type { LLMClientAdapter, LLMRequest } from './llm-client.ts';
import type { DoneEvent } from './llm-event.ts';

/** A whole answer. */
export interface Completion extends Omit<DoneEvent, 'type'> {
  /** All text of the message. */
  readonly text: string;
  readonly toolCalls: readonly ToolCallPart[];
}

/**
 * Calls a model once and gives its answer when it is whole.
 *
 * @throws the error of the call (as a rejection); LLMError `LLM_REFUSED` or `LLM_CONTENT_FILTERED` where the model, or a filter, would not
 *   answer, with what there is of an answer as `cause`
 *
 * @example
 * const answer = await complete(client, { messages: [{ role: 'user', content: [{ type: 'text', text: 'Name a ship.' }] }] });
 * console.log(answer.text);
 */
export async function complete(client: LLMClientAdapter, request: LLMRequest): Promise<Completion> {
  for await (const event of client.stream(request)) {
    if (event.type === 'error') throw event.error;
    if (event.type === 'done') return completionOf(event, client.provider);
  }
  throw new LLMError('LLM_STREAM_INCOMPLETE', `the client of "${client.provider}" ended without done or error`, {
    provider: client.provider,
  });
}

function completionOf(event: DoneEvent, provider: string): Completion {
  const { finishReason, message, usage, metadata } = event;
  const done = { finishReason, message, usage, metadata };
  const text = textOfContent(message.content);
  if (finishReason === 'refusal' || finishReason === 'content-filter') {
    const [code, what] =
      finishReason === 'refusal'
        ? (['LLM_REFUSED', 'the model refused to answer'] as const)
        : (['LLM_CONTENT_FILTERED', 'a content filter stopped the answer'] as const);
    throw new LLMError(code, `${what}: ask for something else, or another model; the cause has what came of it`, {
      provider,
      cause: { ...done, text },
    });
  }
  return { ...done, text, toolCalls: message.content.filter((part) => part.type === 'tool-call') };
}
