/** What every wire has to do when a server refuses or an answer breaks off: the status matrix. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { LLMError } from '../../src/base/index.ts';
import type { LLMEvent } from '../../src/llm/index.ts';
import { collect, hello, transcript, type AnyWire, wholeAnswer } from '../llm/wire.ts';
import { sendStream, type WireServer, wireServer } from '../llm/wire-server.ts';
import { grammarProblems } from './llm-event-grammar.ts';

const RETRYABLE = [408, 409, 425, 429, 500, 502, 503, 529];
const FINAL = [400, 401, 403, 404, 422];

/** Milliseconds a server asks to wait. */
const ASKED = 60;

type Answer = (response: ServerResponse) => unknown;

/** Declares the suite for one wire. */
export function runRetrySuite(wire: AnyWire): void {
  const chunks = transcript(wire, 'text');
  const whole: Answer = (response) => sendStream(response, [wholeAnswer(wire, chunks)], 'end', wire.contentType);
  const refusal =
    (status: number, headers: Record<string, string> = {}): Answer =>
    (response) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(wire.errorBody('no such luck')));
  const call = async (server: WireServer, options: object = {}): Promise<LLMEvent[]> =>
    collect((await wire.client({ baseURL: server.origin, maxRetries: 2, ...options })).stream(hello));

  describe(`${wire.provider}, a server that refuses`, () => {
    describe.each(RETRYABLE)('with status %i', (status) => {
      it('is asked again when it says, and its answer is whole', async () => {
        const at: number[] = [];
        const server = await answering((response, place) => {
          at.push(performance.now());
          return (place === 0 ? refusal(status, { 'retry-after-ms': String(ASKED) }) : whole)(response);
        });
        const events = await call(server);
        expect(events.at(-1)?.type).toBe('done');
        expect(grammarProblems(events)).toEqual([]);
        expect(server.requests).toHaveLength(2);
        // A timer may fire a moment early by another clock.
        expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(ASKED - 2);
      });

      it('is not asked again once the budget is spent, and the error tells what it asked for', async () => {
        const server = await answering(refusal(status, { 'retry-after': '3600' }));
        const [event, ...rest] = await call(server);
        expect(rest).toEqual([]);
        expect(errorOf(event)).toMatchObject({ status, retryable: true, retryAfter: 3_600_000 });
        expect(server.requests).toHaveLength(1);
      });

      it('is asked as often as allowed', async () => {
        const server = await answering(refusal(status, { 'retry-after-ms': '1' }));
        const [event] = await call(server, { maxRetries: 3 });
        expect(errorOf(event)).toMatchObject({ status, retryable: true });
        expect(server.requests).toHaveLength(4);
      });
    });

    it.each(FINAL)('with status %i is asked once', async (status) => {
      const server = await answering(refusal(status, { 'retry-after-ms': '1' }));
      expect(errorOf((await call(server))[0])).toMatchObject({ status, retryable: false });
      expect(server.requests).toHaveLength(1);
    });

    it('without saying when is asked again all the same', async () => {
      const server = await answering((response, place) => (place === 0 ? refusal(503) : whole)(response));
      expect((await call(server)).at(-1)?.type).toBe('done');
      expect(server.requests).toHaveLength(2);
    });

    it('may ask for a date', async () => {
      const date = new Date(Date.now() + 1_500).toUTCString();
      const server = await answering((response, place) =>
        (place === 0 ? refusal(429, { 'retry-after': date }) : whole)(response),
      );
      expect((await call(server)).at(-1)?.type).toBe('done');
    });

    it('is left alone as soon as the caller gives up', async () => {
      const server = await answering(refusal(503, { 'retry-after-ms': '200' }));
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 60);
      const client = await wire.client({ baseURL: server.origin, maxRetries: 2 });
      const events = await collect(client.stream({ ...hello, signal: controller.signal }));
      expect(events).toMatchObject([{ type: 'error', error: { name: 'AbortError' } }]);
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(server.requests).toHaveLength(1);
    });
  });

  describe(`${wire.provider}, an answer that breaks off`, () => {
    const half: Answer = (response) =>
      sendStream(
        response,
        chunks.slice(0, Math.ceil(chunks.length / 2)).map((chunk) => wire.encode(chunk)),
        'reset',
        wire.contentType,
      );
    const failing: Answer = (response) =>
      sendStream(
        response,
        [...chunks.slice(0, 2), wire.overloaded].map((chunk) => wire.encode(chunk)),
        'end',
        wire.contentType,
      );
    const late: Answer = (response) => sendStream(response, [wire.encode(wire.overloaded)], 'end', wire.contentType);

    it.each([
      ['in the middle', half],
      ['with an error in the middle', failing],
    ])('%s is an error that may be retried, and nobody asks again behind its back', async (_, broken) => {
      const server = await answering(broken);
      const events = await call(server);
      expect(events.some(({ type }) => type === 'done' || type === 'reset')).toBe(false);
      expect(errorOf(events.at(-1))).toMatchObject({ retryable: true });
      expect(server.requests).toHaveLength(1);
    });

    it('with an error before anything came is asked again', async () => {
      const server = await answering((response, place) => (place === 0 ? late : whole)(response));
      const events = await call(server);
      expect(events.at(-1)?.type).toBe('done');
      expect(grammarProblems(events)).toEqual([]);
      expect(server.requests).toHaveLength(2);
    });

    it('begins anew where that is allowed, and says so', async () => {
      const server = await answering((response, place) => (place === 0 ? half : whole)(response));
      const events = await call(server, { maxRestarts: 1 });
      expect(grammarProblems(events)).toEqual([]);
      expect(events.filter(({ type }) => type === 'reset')).toHaveLength(1);
      const last = events.at(-1);
      expect(last?.type).toBe('done');
      const text = last?.type === 'done' ? last.message.content.map((part) => ('text' in part ? part.text : '')) : [];
      expect(foldedText(events)).toBe(text.join(''));
      expect(server.requests).toHaveLength(2);
    });
  });

  describe(`${wire.provider}, an answer that stops coming`, () => {
    const silent: Answer = (response) =>
      sendStream(
        response,
        chunks.slice(0, 2).map((chunk) => wire.encode(chunk)),
        'hang',
        wire.contentType,
      );

    it('is given up after the idle timeout, and its connection closed', async () => {
      const server = await answering(silent);
      const events = await call(server, { idleTimeout: 150, maxRetries: 0 });
      expect(errorOf(events.at(-1))).toMatchObject({ code: 'LLM_TIMEOUT', retryable: true });
      await server.hungUp;
    });

    it('is given up after the total timeout, however often it was tried', async () => {
      const server = await answering((response) => sendStream(response, [], 'hang', wire.contentType));
      const events = await call(server, { totalTimeout: 150 });
      expect(errorOf(events.at(-1))).toMatchObject({ code: 'LLM_TIMEOUT', retryable: false });
      await server.hungUp;
    });
  });
}

/** Text of an answer as somebody keeps it who reads the events one by one. */
function foldedText(events: readonly LLMEvent[]): string {
  return events.reduce((text, event) => {
    if (event.type === 'reset') return '';
    return event.type === 'text-delta' || event.type === 'reasoning-delta' ? text + event.text : text;
  }, '');
}

/** @param answer gets the number of the request, from 0 */
function answering(answer: (response: ServerResponse, place: number) => unknown): Promise<WireServer> {
  let place = 0;
  return wireServer((response) => answer(response, place++));
}

function errorOf(event: LLMEvent | undefined): LLMError {
  if (event?.type !== 'error') throw new Error(`no error, but ${JSON.stringify(event)}`);
  return event.error as LLMError;
}
