/** What the server of Anthropic gets. */
import type { LLMRequest, Message } from '../../../src/llm/index.ts';
import { anthropicWire, collect, transcript, wholeAnswer } from '../wire.ts';
import { type ReceivedRequest, sendStream, wireServer } from '../wire-server.ts';

type Options = Parameters<typeof anthropicWire.client>[0];

/** What the server gets for a request. */
export async function received(request: LLMRequest, options: Options = {}): Promise<ReceivedRequest> {
  const server = await wireServer((response) =>
    sendStream(response, [wholeAnswer(anthropicWire, transcript(anthropicWire, 'text'))]),
  );
  await collect(anthropicWire.client({ baseURL: server.origin, ...options }).stream(request));
  const [only] = server.requests;
  if (only === undefined || server.requests.length > 1) throw new Error(`${server.requests.length} requests`);
  return only;
}

export const messagesSent = async (messages: readonly Message[]): Promise<unknown> =>
  (await received({ messages })).body['messages'];
export const say = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
