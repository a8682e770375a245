/** The two wires of the rows about providers: recorded streams, clients for them, and servers that send what a row wants. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LLMClientAdapter, LLMEvent, LLMRequest } from '../../src/llm/index.ts';
import { anthropicClient } from '../../src/llm/anthropic/index.ts';
import { openAIClient } from '../../src/llm/openai/index.ts';
import { collected } from './row.ts';

export const hello: LLMRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };

/** A wire: its recorded streams, and a client for them. */
export interface RecordedWire {
  readonly name: string;
  readonly folder: string;
  readonly transcripts: readonly string[];
  readonly tail: string;
  encode(chunk: { type?: string }): string;
  isWhole(chunk: string): boolean;
  client(options: { fetch?: typeof fetch; baseURL?: string; [option: string]: unknown }): LLMClientAdapter;
}

export const WIRES: readonly RecordedWire[] = [
  {
    name: 'openAI',
    folder: 'openai',
    transcripts: ['text', 'parallel-tools', 'reasoning-content'],
    tail: 'data: [DONE]\n\n',
    encode: (chunk) => `data: ${JSON.stringify(chunk)}\n\n`,
    isWhole: (chunk) => chunk.includes('"finish_reason":"'),
    client: (options) => openAIClient({ model: 'm', apiKey: 'k', maxRetries: 0, ...options }),
  },
  {
    name: 'anthropic',
    folder: 'anthropic',
    transcripts: ['text', 'thinking-and-tools'],
    tail: '',
    encode: (chunk) => `event: ${chunk.type}\ndata: ${JSON.stringify(chunk)}\n\n`,
    isWhole: (chunk) => chunk.includes('"message_stop"'),
    client: (options) => anthropicClient({ model: 'm', apiKey: 'k', maxRetries: 0, ...options }),
  },
];

export function recorded(wire: RecordedWire, name: string): { type?: string }[] {
  const file = new URL(`../fixtures/${wire.folder}/${name}.chunks.txt`, import.meta.url);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type?: string });
}

/** A `fetch` whose every answer is these bytes, in these pieces. */
export function fetchOf(pieces: readonly Uint8Array[]): typeof fetch {
  return async () => {
    let next = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        const piece = pieces[next++];
        if (piece === undefined) controller.close();
        else controller.enqueue(piece);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export async function serve<Result>(
  listener: RequestListener,
  use: (origin: string) => Promise<Result>,
): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

export const last = async (client: LLMClientAdapter, request = hello): Promise<LLMEvent | undefined> =>
  (await collected(client.stream(request))).at(-1);
