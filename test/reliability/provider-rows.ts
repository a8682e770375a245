/** Rows 34 to 38, 44 and case S19: what providers, and models, do to their callers. */
import type { RequestListener } from 'node:http';
import { openAIClient } from '../../src/llm/openai/index.ts';
import { namedByData, pathologies } from './data-named-calls.ts';
import { bytes, fetchOf, hello, last, type RecordedWire, recorded, serve, WIRES } from './recorded-wires.ts';
import { atMost, collected, type Figures, type Row } from './row.ts';

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
const EVENTS = { 'content-type': 'text/event-stream' };

/** What a server does to the first request, and what it asks for with it. */
interface Refusal {
  readonly status: number;
  readonly header: 'retry-after-ms' | 'retry-after' | undefined;
  readonly place: 'before' | 'mid';
}

const REFUSALS: readonly Refusal[] = STATUSES.flatMap((status) =>
  (['retry-after-ms', 'retry-after', undefined] as const).flatMap((header) =>
    (['before', 'mid'] as const).map((place) => ({ status, header, place })),
  ),
);

async function statuses(): Promise<Figures> {
  let [cases, honoured, tooMany] = [0, 0, 0];
  for (const wire of WIRES) {
    for (const refusal of REFUSALS) {
      const { isRight, requests } = await refused(wire, refusal);
      cases++;
      if (isRight) honoured++;
      if (requests > RETRIES + 1) tooMany++;
    }
  }
  return { cases, 'honoured %': (100 * honoured) / cases, 'beyond budget': tooMany };
}

async function refused(
  wire: RecordedWire,
  { status, header, place }: Refusal,
): Promise<{ isRight: boolean; requests: number }> {
  const chunks = recorded(wire, 'text').map((chunk) => wire.encode(chunk));
  const at: number[] = [];
  const asked = header === undefined ? {} : { [header]: header === 'retry-after' ? '0' : String(ASKED) };
  const listener: RequestListener = (_, response) => {
    at.push(performance.now());
    if (at.length > 1) response.writeHead(200, EVENTS).end(chunks.join('') + wire.tail);
    else if (place === 'before') response.writeHead(status, { 'content-type': 'application/json', ...asked }).end('{}');
    else response.writeHead(200, EVENTS).write(chunks.slice(0, 2).join(''), () => response.socket?.resetAndDestroy());
  };
  const event = await serve(listener, (baseURL) => last(wire.client({ baseURL, maxRetries: RETRIES })));
  if (place === 'mid') {
    const mayBeRetried = event?.type === 'error' && (event.error as { retryable?: boolean }).retryable === true;
    return { isRight: mayBeRetried && at.length === 1, requests: at.length };
  }
  const waited = (at[1] ?? Number.NaN) - (at[0] ?? 0);
  const isInTime = header !== 'retry-after-ms' || waited >= ASKED - 1;
  return { isRight: event?.type === 'done' && at.length === 2 && isInTime, requests: at.length };
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
