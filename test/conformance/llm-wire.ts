/** What every wire has to do with its transcripts: where the bytes are cut must not matter; that an answer is cut short must. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MossError } from '../../src/base/index.ts';
import { collect, cutAt, eventsOf, fetchOf, hello, transcript, type AnyWire, wholeAnswer } from '../llm/wire.ts';
import { type Ending, sendStream, wireServer } from '../llm/wire-server.ts';
import { grammarProblems } from './llm-event-grammar.ts';

/** Declares the suite for one wire and all its transcripts. */
export function runWireSuite(wire: AnyWire): void {
  const framed = (text: string): Uint8Array =>
    wire.frame?.(text) ?? new TextEncoder().encode(`event: message_start\ndata: ${text}\n\n`);

  describe.each(wire.transcripts)(`${wire.provider}, transcript %s`, (name) => {
    const chunks = transcript(wire, name);
    const whole = wholeAnswer(wire, chunks);

    it('follows the grammar', async () => {
      const events = await eventsOf(wire, chunks);
      expect(grammarProblems(events)).toEqual([]);
      expect(events.at(-1)?.type).toBe('done');
    });

    it('reads the same events however the bytes are split', async () => {
      const expected = await eventsOf(wire, chunks);
      const places = fc.array(fc.nat({ max: whole.length - 1 }), { maxLength: 60 });
      await fc.assert(
        fc.asyncProperty(places, async (at) => {
          expect(await collect((await wire.client({ fetch: fetchOf(cutAt(whole, at)) })).stream(hello))).toEqual(
            expected,
          );
        }),
        { numRuns: 40 },
      );
    });

    it('reads the same events byte by byte', async () => {
      const bytes = cutAt(whole, Array.from(whole.keys()));
      expect(bytes).toHaveLength(whole.length);
      const events = await collect((await wire.client({ fetch: fetchOf(bytes) })).stream(hello));
      expect(events).toEqual(await eventsOf(wire, chunks));
    });

    it('reads the same events from a socket that writes in pieces', async () => {
      const expected = await eventsOf(wire, chunks);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat({ max: whole.length - 1 }), { maxLength: 30 }), async (at) => {
          const server = await wireServer((response) => sendStream(response, cutAt(whole, at)));
          expect(await collect((await wire.client({ baseURL: server.origin })).stream(hello))).toEqual(expected);
        }),
        { numRuns: 8 },
      );
    });

    it('is not done if the stream ends before the provider says that it is whole', async () => {
      for (let count = 0; count < chunks.length; count++) {
        const head = chunks.slice(0, count);
        const events = await eventsAfter(wire, head, 'end');
        const wholeAlready = head.some((chunk) => wire.makesWhole(chunk));
        expect(events.at(-1)?.type, `after ${count} chunks`).toBe(wholeAlready ? 'done' : 'error');
        if (!wholeAlready) {
          const code = count === 0 ? 'LLM_STREAM_MALFORMED' : 'LLM_STREAM_INCOMPLETE';
          expect(errorOf(events)).toMatchObject({ code, retryable: count > 0 });
        }
        expect(grammarProblems(events)).toEqual([]);
      }
    });

    it('is not done if the connection breaks at any event', async () => {
      for (let count = 0; count < chunks.length; count++) {
        const events = await eventsAfter(wire, chunks.slice(0, count), 'reset');
        expect(
          events.some((event) => event.type === 'done'),
          `after ${count} chunks`,
        ).toBe(false);
        expect(errorOf(events)).toMatchObject({
          code: 'LLM_STREAM_INCOMPLETE',
          retryable: true,
          cause: expect.any(Error),
        });
        expect(grammarProblems(events)).toEqual([]);
      }
    });
  });

  describe(`${wire.provider}`, () => {
    it('says that a chunk is not JSON', async () => {
      const [first] = transcript(wire, 'text');
      if (first === undefined) throw new Error('the transcript is empty');
      const garbage = framed('<html>busy</html>');
      const events = await collect(
        (await wire.client({ fetch: fetchOf([wire.encode(first), garbage]) })).stream(hello),
      );
      expect(errorOf(events)).toMatchObject({ code: 'LLM_STREAM_MALFORMED', cause: expect.any(SyntaxError) });
    });

    it('says that a chunk is not what the protocol promises', async () => {
      const garbage = framed('null');
      const events = await collect((await wire.client({ fetch: fetchOf([garbage]) })).stream(hello));
      expect(errorOf(events)).toMatchObject({ code: 'LLM_STREAM_MALFORMED', provider: wire.provider });
    });
  });
}

async function eventsAfter(wire: AnyWire, chunks: readonly object[], ending: Ending): ReturnType<typeof collect> {
  const server = await wireServer((response) =>
    sendStream(
      response,
      chunks.map((chunk) => wire.encode(chunk)),
      ending,
    ),
  );
  return collect((await wire.client({ baseURL: server.origin })).stream(hello));
}

function errorOf(events: Awaited<ReturnType<typeof collect>>): MossError {
  const last = events.at(-1);
  if (last?.type !== 'error' || !MossError.is(last.error))
    throw new Error(`no typed error, but ${JSON.stringify(last)}`);
  return last.error;
}
