/** What every implementation of the model port has to do, whatever stands behind it. */
import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/base/index.ts';
import type { LLMClientAdapter, LLMEvent, LLMRequest } from '../../src/llm/index.ts';
import { grammarProblems } from './llm-event-grammar.ts';

/** What the other side is to answer. */
export interface Script {
  readonly reasoning?: string;
  readonly text?: readonly string[];
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly args: Record<string, unknown> }[];
  /** How the answer goes on after its content. */
  readonly then: 'finish' | 'hang' | 'fail';
}

/** One client under test. */
export interface Subject {
  readonly client: LLMClientAdapter;
  /** How many calls have reached the other side. */
  calls(): number;
  /** Settles when the other side sees that its answer is not wanted any more. Left out where there is no connection. */
  readonly hungUp?: Promise<void>;
}

const user: Message = { role: 'user', content: [{ type: 'text', text: 'Go on' }] };
const tools = [{ name: 'search', description: 'Searches.', parameters: { type: 'object', properties: {} } }];
const request: LLMRequest = { messages: [user], tools };

const thought: Script = {
  reasoning: 'Hm.',
  text: ['Let', ' me see.'],
  calls: [
    { id: 'call_a', name: 'search', args: { query: 'ships', limit: 3 } },
    { id: 'call_b', name: 'search', args: {} },
  ],
  then: 'finish',
};
const plain: Script = { text: ['Hel', 'lo'], then: 'finish' };
const hanging: Script = { text: ['Hel'], then: 'hang' };
const failing: Script = { text: ['Hel'], then: 'fail' };

/**
 * Declares the suite.
 *
 * @param name what is tested
 * @param make a client whose every call is answered by the script
 */
export function runLLMClientSuite(name: string, make: (script: Script) => Subject | Promise<Subject>): void {
  describe(`${name} as a model client`, () => {
    describe('says events in order', () => {
      it.each<[string, Script]>([
        ['text', plain],
        ['reasoning, text and tool calls', thought],
        ['an answer that breaks off', failing],
      ])('%s', async (_, script) => {
        const { client } = await make(script);
        expect(grammarProblems(await collect(client.stream(request)))).toEqual([]);
      });
    });

    it('gives the text in pieces and as a whole', async () => {
      const { client } = await make(plain);
      const events = await collect(client.stream({ messages: [user] }));
      expect(
        events
          .filter((event) => event.type === 'text-delta')
          .map((event) => event.text)
          .join(''),
      ).toBe('Hello');
      expect(events.at(-1)).toMatchObject({
        type: 'done',
        finishReason: 'stop',
        message: { role: 'assistant', content: [{ type: 'text', text: 'Hello' }] },
      });
    });

    it('gives tool calls with their arguments, in fragments and parsed', async () => {
      const { client } = await make(thought);
      const events = await collect(client.stream(request));
      const ended = events.filter((event) => event.type === 'tool-call-end');
      const parts = thought.calls?.map((call) => ({ type: 'tool-call', ...call }));
      // A wire may add what it alone understands.
      const bare = (part: object) => ({ ...part, extra: undefined });
      expect(ended.map((event) => bare(event.call))).toEqual(parts?.map(bare));
      expect(ended.map((event) => event.index)).toEqual([0, 1]);
      expect(JSON.parse(argumentText(events, 0))).toEqual({ query: 'ships', limit: 3 });
      const done = events.at(-1);
      expect(done).toMatchObject({ type: 'done', finishReason: 'tool-calls' });
      if (done?.type !== 'done') return;
      expect(done.message.content.map((part) => part.type)).toEqual(['reasoning', 'text', 'tool-call', 'tool-call']);
      expect(done.message.content.filter((part) => part.type === 'tool-call').map(bare)).toEqual(parts?.map(bare));
    });

    it('says usage once, and again with the end', async () => {
      const { client } = await make(plain);
      const events = await collect(client.stream(request));
      const usage = events.find((event) => event.type === 'usage')?.usage;
      expect(usage).toMatchObject({ input: expect.any(Number), output: expect.any(Number), total: expect.any(Number) });
      expect(events.at(-1)).toMatchObject({ usage });
    });

    it('ends a broken answer with an error and nothing else', async () => {
      const { client } = await make(failing);
      const events = await collect(client.stream(request));
      expect(events.at(-1)).toMatchObject({ type: 'error', error: expect.any(Error) });
      expect(events.some((event) => event.type === 'done')).toBe(false);
    });

    it('sends nothing before it is iterated, and one call per stream', async () => {
      const { client, calls } = await make(plain);
      const events = client.stream(request);
      expect(calls()).toBe(0);
      await collect(events);
      expect(await collect(events)).toEqual([]);
      expect(calls()).toBe(1);
    });

    it('makes calls side by side', async () => {
      const { client, calls } = await make(plain);
      const all = await Promise.all([1, 2, 3].map(() => collect(client.stream(request))));
      expect(all.map((events) => events.at(-1)?.type)).toEqual(['done', 'done', 'done']);
      expect(calls()).toBe(3);
    });

    it('answers next() in order when it is called ahead', async () => {
      const { client } = await make(plain);
      const iterator = client.stream({ messages: [user] })[Symbol.asyncIterator]();
      const results = await Promise.all(Array.from({ length: 12 }, () => iterator.next()));
      const events = results.filter((result) => !result.done).map((result) => result.value);
      expect(grammarProblems(events)).toEqual([]);
      expect(events.at(-1)?.type).toBe('done');
      expect(results.at(-1)).toEqual({ done: true, value: undefined });
    });

    describe('when aborted', () => {
      it('hangs up and ends with an AbortError', async () => {
        const { client, hungUp } = await make(hanging);
        const controller = new AbortController();
        const events: LLMEvent[] = [];
        for await (const event of client.stream({ ...request, signal: controller.signal })) {
          events.push(event);
          if (event.type === 'text-delta') controller.abort();
        }
        expect(grammarProblems(events)).toEqual([]);
        expect(events.at(-1)).toMatchObject({ type: 'error', error: { name: 'AbortError' } });
        await hungUp;
      });

      it('keeps the reason as cause', async () => {
        const { client } = await make(hanging);
        const controller = new AbortController();
        const reason = new Error('the user left');
        const iterator = client.stream({ ...request, signal: controller.signal })[Symbol.asyncIterator]();
        await iterator.next();
        controller.abort(reason);
        expect(await iterator.next()).toMatchObject({
          value: { type: 'error', error: { name: 'AbortError', cause: reason } },
        });
        expect(await iterator.next()).toEqual({ done: true, value: undefined });
      });

      it('wakes a caller who waits', async () => {
        const { client } = await make({ then: 'hang' });
        const controller = new AbortController();
        const all = collect(client.stream({ ...request, signal: controller.signal }));
        await setImmediate();
        controller.abort();
        expect((await all).at(-1)).toMatchObject({ type: 'error', error: { name: 'AbortError' } });
      });

      it('sends nothing if it was aborted before', async () => {
        const { client, calls } = await make(plain);
        const events = await collect(client.stream({ ...request, signal: AbortSignal.abort() }));
        expect(events).toMatchObject([{ type: 'error', error: { name: 'AbortError' } }]);
        expect(calls()).toBe(0);
      });
    });

    describe('when left early', () => {
      it('hangs up on break', async () => {
        const { client, hungUp } = await make(hanging);
        for await (const event of client.stream(request)) if (event.type === 'text-delta') break;
        await expect(hungUp ?? Promise.resolve()).resolves.toBeUndefined();
      });

      it('hangs up on return() while next() waits', async () => {
        const { client, hungUp } = await make(hanging);
        const iterator = client.stream(request)[Symbol.asyncIterator]();
        for (let type = ''; type !== 'text-delta';) type = (await iterator.next()).value.type;
        const pending = iterator.next();
        expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
        expect(await pending).toEqual({ done: true, value: undefined });
        expect(await iterator.next()).toEqual({ done: true, value: undefined });
        await hungUp;
      });
    });

    it.each<[string, Script]>([
      ['finish', plain],
      ['fail', failing],
      ['are left', hanging],
    ])('leaves no listener on the signal after 100 calls that %s', async (_, script) => {
      const { client } = await make(script);
      const { signal } = new AbortController();
      for (let call = 0; call < 100; call++) {
        for await (const event of client.stream({ ...request, signal })) {
          if (script.then === 'hang' && event.type === 'text-delta') break;
        }
      }
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    });

    it.each<[string, LLMRequest, string]>([
      ['no messages', { messages: [] }, 'no messages'],
      ['a tool without a name', { messages: [user], tools: [{ name: '', parameters: {} }] }, 'tools[0] has no name'],
      [
        'two tools of one name',
        { messages: [user], tools: [...tools, ...tools] },
        'tools[1] is a second tool named "search"',
      ],
      ['a result of no call', { messages: [user, { role: 'tool', toolCallId: '', content: '' }] }, 'messages[1]'],
    ])('throws at once for %s', async (_, misuse, message) => {
      const { client, calls } = await make(plain);
      expect(() => client.stream(misuse)).toThrow(
        expect.objectContaining({ code: 'LLM_REQUEST_INVALID', message: expect.stringContaining(message) }),
      );
      expect(calls()).toBe(0);
    });
  });
}

async function collect(events: AsyncIterable<LLMEvent>): Promise<LLMEvent[]> {
  const all: LLMEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** All argument text of one tool call. */
function argumentText(events: readonly LLMEvent[], index: number): string {
  return events
    .filter((event) => event.type === 'tool-call-start' || event.type === 'tool-call-delta')
    .filter((event) => event.index === index)
    .map((event) => event.args)
    .join('');
}
