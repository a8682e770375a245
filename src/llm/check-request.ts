/** What every provider asks of a request before anything is sent. */
import { LLMError } from '../base/index.ts';
import type { LLMRequest } from './llm-client.ts';

/**
 * Refuses a request that no provider could answer.
 *
 * @param request  what the caller passed to `stream`
 * @param provider literal of the provider, for the error
 * @throws LLMError `LLM_REQUEST_INVALID` for an empty conversation, a tool without a name or with the name of another,
 *   or a tool result that answers no call
 */
export function checkRequest(request: LLMRequest, provider: string): void {
  const refuse = (message: string): never => {
    throw new LLMError('LLM_REQUEST_INVALID', message, { provider });
  };
  if (!Array.isArray(request.messages) || request.messages.length === 0) {
    refuse('the request has no messages: pass at least one');
  }
  request.messages.forEach((message, index) => {
    if (message.role === 'tool' && !message.toolCallId) {
      refuse(`messages[${index}] is a tool result without toolCallId: pass the id of the call it answers`);
    }
  });
  const names = new Set<string>();
  request.tools?.forEach(({ name }, index) => {
    if (typeof name !== 'string' || name === '') refuse(`tools[${index}] has no name: give it one`);
    if (names.has(name)) refuse(`tools[${index}] is a second tool named "${name}": give each tool a name of its own`);
    names.add(name);
  });
}
