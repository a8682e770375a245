/** What compatible servers send in place of what the protocol promises: read where it can be told, refused where not. */
import { describe, expect, it } from 'vitest';
import type { LLMEvent } from '../../../src/llm/index.ts';
import { grammarProblems } from '../../conformance/llm-event-grammar.ts';
import { collect, eventsOf, hello, openAIWire } from '../wire.ts';
import { sendJSON, wireServer } from '../wire-server.ts';

const chunk = (delta: object, finish_reason: string | null = null, index?: number | null): object => ({
  id: 'c',
  model: 'm',
  choices: [{ index, delta, finish_reason }],
});
const read = (...chunks: readonly object[]): Promise<LLMEvent[]> => eventsOf(openAIWire, chunks);
const called = (fields: object): object => chunk({ tool_calls: [{ index: 0, id: 'a', ...fields }] });
const malformed = { type: 'error', error: { code: 'LLM_STREAM_MALFORMED', cause: expect.any(TypeError) } };

describe('content in parts', () => {
  const parts = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'H' }, { type: 'reference' }, { type: 'text', text: 'm.' }] },
    { type: 'thinking', thinking: ' Yes.', closed: true },
    { type: 'reference', reference_ids: [1] },
    { type: 'text', text: 'It ' },
    { type: 'text', text: 'is.' },
  ];
  const content = [
    { type: 'reasoning', text: 'Hm. Yes.' },
    { type: 'text', text: 'It is. Done.' },
  ];

  it('is text and reasoning', async () => {
    const events = await read(...parts.map((part) => chunk({ content: [part] })), chunk({ content: ' Done.' }, 'stop'));
    expect(grammarProblems(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'done', message: { content } });
  });

  it('is the same in an answer that is not streamed', async () => {
    const message = { role: 'assistant', content: [...parts, { type: 'text', text: ' Done.' }] };
    const completion = { id: 'c', model: 'm', choices: [{ index: 0, finish_reason: 'stop', message }] };
    const server = await wireServer((response) => sendJSON(response, 200, completion));
    const events = await collect(openAIWire.client({ baseURL: server.origin, streaming: false }).stream(hello));
    expect(events.at(-1)).toMatchObject({ type: 'done', message: { content } });
  });

  it.each([[null], [undefined], [''], [[]]])('may be nothing: %j', async (nothing) => {
    expect((await read(chunk({ content: nothing }, 'stop'))).at(-1)).toMatchObject({
      type: 'done',
      message: { content: [] },
    });
  });
});

describe('an answer is malformed', () => {
  it.each([
    [42],
    [0],
    [false],
    [{ type: 'text', text: 'a' }],
    [['a']],
    [[null]],
    [[{ text: 'a' }]],
    [[{ type: 'text' }]],
    [[{ type: 'text', text: 1 }]],
    [[{ type: 'thinking', thinking: 1 }]],
    [[{ type: 'thinking', thinking: [{ type: 'text', text: {} }] }]],
  ])('with content %j', async (content) => {
    expect((await read(chunk({ content }), chunk({}, 'stop'))).at(-1)).toMatchObject(malformed);
  });

  it.each([
    ['a refusal', { refusal: { text: 'no' } }],
    ['tool calls that are no list', { tool_calls: 'f' }],
    ['a tool call that is none', { tool_calls: [null] }],
    ['a name that is no string', { tool_calls: [{ index: 0, id: 'a', function: { name: 5 } }] }],
    ['an id that is no string', { tool_calls: [{ index: 0, id: 5, function: { name: 'f' } }] }],
  ])('with %s', async (_, delta) => {
    expect((await read(chunk(delta), chunk({}, 'tool_calls'))).at(-1)).toMatchObject(malformed);
  });

  it.each([[5], [true], [['x']]])('with arguments %j', async (args) => {
    for (const fields of [{ name: 'f', arguments: args }, { arguments: args }]) {
      const events = await read(called({ function: { name: 'f' } }), called({ function: fields }), chunk({}, 'stop'));
      expect(events.at(-1)).toMatchObject(malformed);
    }
  });

  it.each([[5], [true], [{ reason: 'stop' }]])('with the finish reason %j', async (reason) => {
    expect((await read(chunk({ content: 'a' }, reason as never))).at(-1)).toMatchObject(malformed);
  });

  it('and the message names what to check', async () => {
    const [, last] = await read(chunk({ content: 42 }));
    expect(last).toMatchObject({
      error: {
        message:
          'openAI sent a chunk that does not follow its protocol: check the base URL, its server must speak the protocol of openAI',
        retryable: false,
      },
    });
  });
});

describe('arguments of a tool call', () => {
  it.each<[unknown, object]>([
    [{ x: { y: [1] } }, { x: { y: [1] } }],
    [{}, {}],
    [null, {}],
  ])('may be the object itself: %j', async (given, args) => {
    const events = await read(called({ function: { name: 'f', arguments: given } }), chunk({}, 'tool_calls'));
    expect(events.at(-1)).toMatchObject({
      type: 'done',
      message: { content: [{ type: 'tool-call', id: 'a', name: 'f', args }] },
    });
    expect(JSON.stringify(events)).not.toContain('invalid');
  });
});

describe('an answer that stops for tool calls', () => {
  it.each<[string, object[], string]>([
    ['none came', [chunk({ content: 'Let me look.' })], 'tool_calls'],
    ['none has a name', [called({ function: { arguments: '{}' } })], 'tool_calls'],
    ['only a call of the old kind came', [chunk({ function_call: { name: 'f' } })], 'function_call'],
  ])('is worth another call where %s', async (_, chunks, reason) => {
    const events = await read(...chunks, chunk({}, reason));
    expect(grammarProblems(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'LLM_STREAM_INCOMPLETE', retryable: true, message: expect.stringContaining('no tool call') },
    });
  });

  it('is whole where a call came', async () => {
    for (const reason of ['tool_calls', 'function_call']) {
      const events = await read(called({ function: { name: 'f' } }), chunk({}, reason));
      expect(events.at(-1)).toMatchObject({ finishReason: 'tool-calls', metadata: { finish_reason: reason } });
    }
  });
});

describe('of several answers', () => {
  it('the first is read', async () => {
    const events = await read(
      chunk({ content: 'second' }, null, 1),
      chunk({ content: 'fir' }, null, 0),
      chunk({}, 'stop', 1),
      {
        choices: [
          { index: 1, delta: { content: '!' } },
          { index: 0, delta: { content: 'st' }, finish_reason: 'length' },
        ],
      },
    );
    expect(events.at(-1)).toMatchObject({
      finishReason: 'length',
      message: { content: [{ type: 'text', text: 'first' }] },
    });
  });

  it('the end of another is not the end', async () => {
    const events = await read(chunk({ content: 'a' }, null, 0), chunk({}, 'stop', 1));
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE' } });
  });

  it.each([[null], [undefined]])('one whose number is %s is the first', async (index) => {
    const events = await read(chunk({ content: 'a' }, 'stop', index));
    expect(events.at(-1)).toMatchObject({ type: 'done', message: { content: [{ text: 'a' }] } });
  });
});
