/** What the tests of Gemini have in common. */
import { googleClient, type GoogleClientOptions } from '../../../src/llm/google/index.ts';
import type { LLMEvent, LLMRequest } from '../../../src/llm/index.ts';
import { collect, eventsOf, transcript, wholeAnswer } from '../wire.ts';
import { type ReceivedRequest, sendStream, wireServer } from '../wire-server.ts';
import { googleWire } from './wire.ts';

type Done = Extract<LLMEvent, { type: 'done' }>;

export const chunk = (parts: unknown, rest: object = {}): object => ({ candidates: [{ content: { parts }, ...rest }] });

export const read = async (...chunks: object[]): Promise<LLMEvent[]> => eventsOf(googleWire, chunks);

/** The end of a call that went well. */
export async function doneOf(...chunks: object[]): Promise<Done> {
  const last = (await read(...chunks)).at(-1);
  if (last?.type !== 'done') throw new Error(`no answer, but ${JSON.stringify(last)}`);
  return last;
}

export const answerOf = (name: string): Promise<Done> => doneOf(...transcript(googleWire, name));

/** What a server gets of a request. */
export async function received(request: LLMRequest, options: GoogleClientOptions = {}): Promise<ReceivedRequest> {
  const server = await wireServer((response) =>
    sendStream(response, [wholeAnswer(googleWire, transcript(googleWire, 'text'))]),
  );
  const client = await googleClient({
    model: 'gemini-2.5-flash',
    apiKey: 'test-key',
    baseURL: server.origin,
    ...options,
  });
  await collect(client.stream(request));
  const [first] = server.requests;
  if (first === undefined) throw new Error('no request came');
  return first;
}

/** The parts of each content of a request. */
export function partsOf({ body }: ReceivedRequest): Record<string, unknown>[][] {
  return (body['contents'] as { parts: Record<string, unknown>[] }[]).map(({ parts }) => parts);
}
