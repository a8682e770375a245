/** The two wires as tests speak them: transcripts → bytes, and a client that reads them. */
import { readFileSync } from 'node:fs';
import type { LLMClientAdapter, LLMEvent, LLMRequest } from '../../src/llm/index.ts';
import { anthropicClient, type AnthropicClientOptions } from '../../src/llm/anthropic/index.ts';
import { openAIClient, type OpenAIClientOptions } from '../../src/llm/openai/index.ts';

type WireOptions = OpenAIClientOptions & AnthropicClientOptions;

/** A wire whose client may have to load its SDK first. */
export interface AnyWire {
  readonly provider: string;
  client(options: WireOptions): LLMClientAdapter | Promise<LLMClientAdapter>;
  /** Type of the body that an answer has. */
  readonly contentType?: string;
  /** One chunk as bytes of the event stream. */
  encode(chunk: object): Uint8Array;
  /** Any text where a chunk should be. Default: an event of an event stream. */
  frame?(text: string): Uint8Array;
  /** What follows the last chunk. */
  readonly tail: Uint8Array;
  /** Transcripts in `test/fixtures/<folder>`. */
  readonly folder: string;
  readonly transcripts: readonly string[];
  /** Whether this is the chunk by which the provider says that the answer is whole. */
  makesWhole(chunk: object): boolean;
  /** An error as a chunk of the stream. */
  readonly overloaded: object;
  /** The body of an error status, and the message the SDK makes of it. */
  errorBody(message: string): object;
}

export interface Wire extends AnyWire {
  client(options: WireOptions): LLMClientAdapter;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const openAIWire: Wire = {
  provider: 'openAI',
  client: (options) => openAIClient({ model: 'gpt-4o-mini', apiKey: 'test-key', maxRetries: 0, ...options }),
  encode: (chunk) => bytes(`data: ${JSON.stringify(chunk)}\n\n`),
  tail: bytes('data: [DONE]\n\n'),
  folder: 'openai',
  transcripts: ['text', 'parallel-tools', 'reasoning-content', 'reasoning'],
  makesWhole: (chunk) => /"finish_reason":"/.test(JSON.stringify(chunk)),
  overloaded: { error: { message: 'The server is overloaded', type: 'server_error', code: null } },
  errorBody: (message) => ({ error: { message, type: 'some_error', code: null, param: null } }),
};

export const anthropicWire: Wire = {
  provider: 'anthropic',
  client: (options) => anthropicClient({ model: 'claude-haiku-4-5', apiKey: 'test-key', maxRetries: 0, ...options }),
  encode: (chunk) => bytes(`event: ${'type' in chunk ? String(chunk.type) : ''}\ndata: ${JSON.stringify(chunk)}\n\n`),
  tail: bytes(''),
  folder: 'anthropic',
  transcripts: ['text', 'thinking-and-tools', 'server-tool'],
  makesWhole: (chunk) => 'type' in chunk && chunk.type === 'message_stop',
  overloaded: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  errorBody: (message) => ({ type: 'error', error: { type: 'some_error', message } }),
};

export const wires: readonly Wire[] = [openAIWire, anthropicWire];

/** The chunks of a transcript: one JSON per line. */
export function transcript(wire: AnyWire, name: string): object[] {
  const file = new URL(`../fixtures/${wire.folder}/${name}.chunks.txt`, import.meta.url);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** A whole answer as one run of bytes. */
export function wholeAnswer(wire: AnyWire, chunks: readonly object[]): Uint8Array {
  return Buffer.concat([...chunks.map((chunk) => wire.encode(chunk)), wire.tail]);
}

/** Cuts bytes at the given places, wherever these fall. */
export function cutAt(whole: Uint8Array, places: readonly number[]): Uint8Array[] {
  const edges = [0, ...new Set(places.map((place) => place % whole.length)), whole.length].sort((a, b) => a - b);
  return edges
    .slice(1)
    .map((edge, index) => whole.subarray(edges[index], edge))
    .filter((piece) => piece.length > 0);
}

/** A `fetch` whose answer arrives in exactly these pieces. */
export function fetchOf(pieces: readonly Uint8Array[]): typeof fetch {
  return async () => {
    const body = new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

/** The shortest request there is. */
export const hello: LLMRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };

/** Everything a call says. */
export async function collect(events: AsyncIterable<LLMEvent>): Promise<LLMEvent[]> {
  const all: LLMEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** The events of a call whose answer is these chunks, sent at once. */
export async function eventsOf(
  wire: AnyWire,
  chunks: readonly object[],
  request: LLMRequest = hello,
): Promise<LLMEvent[]> {
  const client = await wire.client({ fetch: fetchOf([wholeAnswer(wire, chunks)]) });
  return collect(client.stream(request));
}
