/** Rows 34 to 38, 44 and case S19: what providers, and models, do to their callers. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import {
  type LLMClientAdapter,
  type LLMEvent,
  type LLMRequest,
  type Message,
  repairHistory,
} from '../../src/llm/index.ts';
import { anthropicClient } from '../../src/llm/anthropic/index.ts';
import { openAIClient } from '../../src/llm/openai/index.ts';
import { atMost, collected, type Figures, type Row } from './row.ts';

const hello: LLMRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }] };

/** A wire: its recorded streams, and a client for them. */
interface RecordedWire {
  readonly name: string;
  readonly folder: string;
  readonly transcripts: readonly string[];
  readonly tail: string;
  encode(chunk: { type?: string }): string;
  isWhole(chunk: string): boolean;
  client(options: { fetch?: typeof fetch; baseURL?: string; [option: string]: unknown }): LLMClientAdapter;
}

const WIRES: readonly RecordedWire[] = [
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

function recorded(wire: RecordedWire, name: string): { type?: string }[] {
  const file = new URL(`../fixtures/${wire.folder}/${name}.chunks.txt`, import.meta.url);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { type?: string });
}

/** A `fetch` whose every answer is these bytes, in these pieces. */
function fetchOf(pieces: readonly Uint8Array[]): typeof fetch {
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

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function serve<Result>(listener: RequestListener, use: (origin: string) => Promise<Result>): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const last = async (client: LLMClientAdapter, request = hello): Promise<LLMEvent | undefined> =>
  (await collected(client.stream(request))).at(-1);

async function cuts(): Promise<Figures> {
  let [tried, succeeded] = [0, 0];
  for (const wire of WIRES) {
    for (const name of wire.transcripts) {
      const chunks = recorded(wire, name);
      for (let count = 0; count < chunks.length; count++) {
        const head = chunks.slice(0, count);
        if (head.some((chunk) => wire.isWhole(JSON.stringify(chunk)))) break;
        const event = await last(wire.client({ fetch: fetchOf(head.map((chunk) => bytes(wire.encode(chunk)))) }));
        tried++;
        if (event?.type !== 'error') succeeded++;
      }
    }
  }
  return { cuts: tried, 'told as success': succeeded };
}

const STATUSES = [408, 409, 425, 429, 500, 502, 503, 529];
const ASKED = 30;
const RETRIES = 2;

async function statuses(): Promise<Figures> {
  let [cases, honoured, tooMany] = [0, 0, 0];
  for (const wire of WIRES) {
    const chunks = recorded(wire, 'text').map((chunk) => wire.encode(chunk));
    for (const status of STATUSES) {
      for (const header of ['retry-after-ms', 'retry-after', undefined]) {
        for (const place of ['before', 'mid'] as const) {
          const at: number[] = [];
          const listener: RequestListener = (_, response) => {
            at.push(performance.now());
            const isFirst = at.length === 1;
            if (isFirst && place === 'before') {
              const asked = header === 'retry-after' ? '0' : String(ASKED);
              response
                .writeHead(status, {
                  'content-type': 'application/json',
                  ...(header !== undefined && { [header]: asked }),
                })
                .end('{}');
              return;
            }
            response.writeHead(200, { 'content-type': 'text/event-stream' });
            if (!isFirst || place === 'before') response.end(chunks.join('') + wire.tail);
            else response.write(chunks.slice(0, 2).join(''), () => response.socket?.resetAndDestroy());
          };
          const event = await serve(listener, (baseURL) => last(wire.client({ baseURL, maxRetries: RETRIES })));
          cases++;
          const waited = (at[1] ?? Number.NaN) - (at[0] ?? 0);
          const isRight =
            place === 'before'
              ? event?.type === 'done' && at.length === 2 && (header !== 'retry-after-ms' || waited >= ASKED - 1)
              : event?.type === 'error' &&
                (event.error as { retryable?: boolean }).retryable === true &&
                at.length === 1;
          if (isRight) honoured++;
          if (at.length > RETRIES + 1) tooMany++;
        }
      }
    }
  }
  return { cases, 'honoured %': (100 * honoured) / cases, 'beyond budget': tooMany };
}

async function dropOnce(): Promise<Figures> {
  let [tried, different] = [0, 0];
  for (const wire of WIRES) {
    const chunks = recorded(wire, 'text').map((chunk) => wire.encode(chunk));
    for (let count = 1; count < chunks.length - 1; count++) {
      let requests = 0;
      const listener: RequestListener = (_, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        if (requests++ > 0) response.end(chunks.join('') + wire.tail);
        else response.write(chunks.slice(0, count).join(''), () => response.socket?.resetAndDestroy());
      };
      const events = await serve(listener, (baseURL) =>
        collected(wire.client({ baseURL, maxRetries: 2, maxRestarts: 1 }).stream(hello)),
      );
      const folded = events.reduce(
        (text, event) => (event.type === 'reset' ? '' : event.type === 'text-delta' ? text + event.text : text),
        '',
      );
      const done = events.at(-1);
      const final =
        done?.type === 'done'
          ? done.message.content.map((part) => (part.type === 'text' ? part.text : '')).join('')
          : undefined;
      tried++;
      if (folded !== final) different++;
    }
  }
  return { drops: tried, different };
}

const IDLE = 500;

async function silence(): Promise<Figures> {
  let worst = 0;
  for (const wire of WIRES) {
    const [first] = recorded(wire, 'text').map((chunk) => wire.encode(chunk));
    let sentAt = Number.NaN;
    const listener: RequestListener = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(first ?? '');
      sentAt = performance.now();
    };
    const event = await serve(listener, (baseURL) => last(wire.client({ baseURL, idleTimeout: IDLE })));
    const isTimeout = event?.type === 'error' && (event.error as { code?: string }).code === 'LLM_TIMEOUT';
    worst = Math.max(worst, isTimeout ? performance.now() - sentAt : Number.POSITIVE_INFINITY);
  }
  return { 'worst detection ms': worst };
}

/** Tool calls as models write them when they go wrong, in Chat Completions: each a list of deltas. */
const PATHOLOGIES: readonly (readonly object[])[] = [
  [{ index: 0, id: 'a', function: { name: 'look', arguments: '{"at": ' } }],
  [{ index: 0, id: 'a', function: { name: 'look', arguments: '[1]' } }],
  [
    { index: 0, id: 'a', function: { name: 'look', arguments: '{}' } },
    { index: 1, id: 'a', function: { name: 'look', arguments: '{}' } },
  ],
  [{ index: 0, function: { name: 'look', arguments: '{}' } }],
  [
    { index: 0, id: '', function: { name: 'look', arguments: '{}' } },
    { index: 1, id: '', function: { name: 'look', arguments: '{}' } },
  ],
  [{ index: 0, id: 'a', function: { name: 'nobody has this', arguments: '{}' } }],
  [{ index: 0, id: 'a', function: { name: 'look', arguments: `{"text":"${'x'.repeat(1_000_000)}"}` } }],
  [
    { index: 7, id: 'a', function: { name: 'look', arguments: '{}' } },
    { index: 3, id: 'b', function: { name: 'look', arguments: '{}' } },
  ],
  [
    { id: 'a', function: { name: 'look', arguments: '{}' } },
    { id: 'b', function: { name: 'look', arguments: '{}' } },
  ],
  [{ index: 0, id: 'a', function: { arguments: '{}' } }],
];

async function pathologies(): Promise<Figures> {
  let [silent, invalid] = [0, 0];
  for (const calls of PATHOLOGIES) {
    const chunk = (delta: object, finish_reason: string | null): string =>
      `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    const pieces = [
      ...calls.map((call) => chunk({ tool_calls: [call] }, null)),
      chunk({}, 'tool_calls'),
      'data: [DONE]\n\n',
    ];
    const event = await last(
      openAIClient({ model: 'm', apiKey: 'k', maxRetries: 0, fetch: fetchOf(pieces.map(bytes)) }),
    );
    if (event?.type === 'error') continue;
    if (event?.type !== 'done' || !event.message.content.some((part) => part.type === 'tool-call')) {
      silent++;
      continue;
    }
    let body: {
      messages?: {
        role: string;
        tool_call_id?: string;
        tool_calls?: { id: string; function: { arguments: string } }[];
      }[];
    } = {};
    const answers: typeof fetch = async (_, init) => {
      body = JSON.parse(String(init?.body)) as typeof body;
      return fetchOf([])('');
    };
    await last(openAIClient({ model: 'm', apiKey: 'k', maxRetries: 0, fetch: answers }), {
      messages: [...hello.messages, event.message],
    });
    if (!isValid(body.messages ?? [])) invalid++;
  }
  return { tried: PATHOLOGIES.length, 'ended silently': silent, 'invalid next requests': invalid };
}

/** Every call has an id of its own, a JSON object for arguments, and its result behind it. */
function isValid(
  messages: readonly {
    role: string;
    tool_call_id?: string;
    tool_calls?: { id: string; function: { arguments: string } }[];
  }[],
): boolean {
  const calls = messages.flatMap(({ tool_calls = [] }) => tool_calls);
  const results = messages.flatMap(({ role, tool_call_id }) => (role === 'tool' ? [tool_call_id] : []));
  const areObjects = calls.every(
    ({ function: { arguments: text } }) => /^\{[^]*\}$/.test(text) && typeof JSON.parse(text) === 'object',
  );
  return (
    calls.length > 0 &&
    new Set(calls.map(({ id }) => id)).size === calls.length &&
    areObjects &&
    calls.map(({ id }) => id).join() === results.join()
  );
}

async function parsing({ size, seed }: { size: number; seed: number }): Promise<Figures> {
  // First, before the others have filled the heap.
  const longest = await longLine();
  const random = generator(seed);
  let [differences, hangs] = [0, 0];
  for (const wire of WIRES) {
    const whole = bytes(
      recorded(wire, 'text')
        .map((chunk) => wire.encode(chunk))
        .join('') + wire.tail,
    );
    const expected = JSON.stringify(await collected(wire.client({ fetch: fetchOf([whole]) }).stream(hello)));
    for (let time = 0; time < size / WIRES.length; time++) {
      const places = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
        Math.floor(random() * whole.length),
      ).sort((a, b) => a - b);
      const edges = [0, ...places, whole.length];
      const pieces = edges
        .slice(1)
        .map((edge, at) => whole.subarray(edges[at], edge))
        .filter((piece) => piece.length > 0);
      if (JSON.stringify(await collected(wire.client({ fetch: fetchOf(pieces) }).stream(hello))) !== expected)
        differences++;
    }
    const garbage = new Uint8Array(size < 10_000 ? 10_000 : 1_000_000);
    for (let time = 0; time < size / 20; time++) {
      // One block, its beginning new each time: drawing all of it anew would take longer than reading it.
      for (let at = 0; at < 4_096; at++) garbage[at] = Math.floor(random() * 256);
      const event = await last(wire.client({ fetch: fetchOf([garbage]), totalTimeout: 10_000 }));
      if (event?.type !== 'error' || (event.error as { code?: string }).code === 'LLM_TIMEOUT') hangs++;
    }
  }
  return { differences, hangs, 'line of 10 MB, ms': longest };
}

async function longLine(): Promise<number> {
  const chunk = {
    id: 'c',
    model: 'm',
    choices: [{ index: 0, delta: { content: 'x'.repeat(10_000_000) }, finish_reason: 'stop' }],
  };
  const whole = bytes(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
  const pieces = Array.from({ length: Math.ceil(whole.length / 65_536) }, (_, at) =>
    whole.subarray(at * 65_536, (at + 1) * 65_536),
  );
  const startedAt = performance.now();
  const event = await last(openAIClient({ model: 'm', apiKey: 'k', maxRetries: 0, fetch: fetchOf(pieces) }));
  return event?.type === 'done' ? performance.now() - startedAt : Number.POSITIVE_INFINITY;
}

/** Numbers from 0 to 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];

async function namedByData(): Promise<Figures> {
  const before = Reflect.ownKeys(Object.prototype).length;
  let wrong = 0;
  for (const name of NAMES) {
    const call = { index: 0, id: name, function: { name, arguments: `{"${name}":{"polluted":true}}` } };
    const chunk = {
      id: name,
      model: name,
      system_fingerprint: name,
      choices: [{ index: 0, delta: { [name]: 'x', tool_calls: [call] }, finish_reason: 'tool_calls' }],
    };
    const openAI = [`data: ${JSON.stringify(chunk)}\n\n`, 'data: [DONE]\n\n'].map(bytes);
    const event = await last(openAIClient({ model: 'm', apiKey: 'k', maxRetries: 0, fetch: fetchOf(openAI) }));
    const part = event?.type === 'done' ? event.message.content[0] : undefined;
    if (part?.type !== 'tool-call' || part.id !== name || part.name !== name || !Object.hasOwn(part.args, name))
      wrong++;
    if (part?.type === 'tool-call') {
      const result: Message = { role: 'tool', toolCallId: name, content: 'x' };
      const messages: Message[] = [{ role: 'assistant', content: [part] }, result];
      if (repairHistory(messages) !== messages) wrong++;
    }
    const events = [
      {
        type: 'message_start',
        message: { id: name, type: 'message', role: 'assistant', model: name, content: [], usage: { [name]: 1 } },
      },
      { type: 'content_block_start', index: name, content_block: { type: 'text', text: 'x' } },
      { type: 'message_delta', delta: { stop_reason: name }, usage: { [name]: 2 } },
      { type: 'message_stop' },
    ].map((data) => bytes(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`));
    const other = await last(anthropicClient({ model: 'm', apiKey: 'k', maxRetries: 0, fetch: fetchOf(events) }));
    if (other?.type !== 'done' && other?.type !== 'error') wrong++;
  }
  const polluted = Reflect.ownKeys(Object.prototype).length - before + Number('polluted' in {});
  return { names: NAMES.length, wrong, polluted };
}

const CLIENTS_ONLY = 'it has no model clients; its users take those of LangChain';
const ONCE = { ours: 1, langgraph: 0, short: 1 };

export const providerRows: readonly Row[] = [
  {
    row: '34',
    injected: 'an answer that ends cleanly at each event boundary, of 5 recorded streams',
    target: '0 told as success',
    size: ONCE,
    notMeasured: CLIENTS_ONLY,
    probe: () => cuts(),
    meets: (figures) => atMost(figures, 0, 'told as success') && (figures['cuts'] ?? 0) > 20,
  },
  {
    row: '35',
    injected: '8 statuses × Retry-After(-ms) or none × before the answer or in the middle, on two wires',
    target: '100 % honoured; no request beyond the budget',
    size: ONCE,
    notMeasured: CLIENTS_ONLY,
    probe: () => statuses(),
    meets: (figures) => figures['honoured %'] === 100 && atMost(figures, 0, 'beyond budget'),
  },
  {
    row: '36',
    injected: 'the connection breaks once, at each event of an answer, and the call begins anew',
    target: '0 folds that differ from the final text',
    size: ONCE,
    notMeasured: CLIENTS_ONLY,
    probe: () => dropOnce(),
    meets: (figures) => atMost(figures, 0, 'different') && (figures['drops'] ?? 0) > 0,
  },
  {
    row: '37',
    injected: 'a provider that falls silent after its first chunk, with an idle timeout of 500 ms',
    target: '≤ 600 ms',
    size: ONCE,
    notMeasured: CLIENTS_ONLY,
    probe: () => silence(),
    meets: (figures, form) => atMost(figures, form === 'full' ? 600 : 3_000, 'worst detection ms'),
  },
  {
    row: '38',
    injected: 'tool calls with bad JSON, missing or repeated ids, gaps, unknown names, 1 MB of arguments',
    target: '0 ended silently; 0 invalid next requests',
    size: ONCE,
    notMeasured: CLIENTS_ONLY,
    probe: () => pathologies(),
    meets: (figures) => atMost(figures, 0, 'ended silently', 'invalid next requests') && (figures['tried'] ?? 0) > 0,
  },
  {
    row: '44',
    injected: "the SDKs' parsers: bytes split anywhere 100,000 times, 10,000 × 1 MB of garbage, a line of 10 MB",
    target: '0 differences, 0 hangs, ≤ 150 ms',
    size: { ours: 100_000, langgraph: 0, short: 400 },
    notMeasured: CLIENTS_ONLY,
    probe: (_, options) => parsing(options),
    meets: (figures, form) =>
      atMost(figures, 0, 'differences', 'hangs') && atMost(figures, form === 'full' ? 150 : 3_000, 'line of 10 MB, ms'),
  },
  {
    row: 'S19',
    injected: 'ids, names, keys and indices of a stream that are names of Object.prototype',
    target: '0 wrong, 0 polluted',
    size: ONCE,
    notMeasured: CLIENTS_ONLY,
    probe: () => namedByData(),
    meets: (figures) => atMost(figures, 0, 'wrong', 'polluted'),
  },
];
