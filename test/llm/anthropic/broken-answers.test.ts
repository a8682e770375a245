/** Messages events that are not what the protocol promises. */
import { describe, expect, it } from 'vitest';
import type { LLMEvent } from '../../../src/llm/index.ts';
import { grammarProblems } from '../../conformance/llm-event-grammar.ts';
import { anthropicWire, collect, eventsOf, hello } from '../wire.ts';
import { sendJSON, wireServer } from '../wire-server.ts';

const start = { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude' } };
const block = (content_block: object): object => ({ type: 'content_block_start', index: 0, content_block });
const delta = (fields: object): object => ({ type: 'content_block_delta', index: 0, delta: fields });
const stopFor = (stop_reason: string | null): object => ({ type: 'message_delta', delta: { stop_reason } });
const stop = { type: 'message_stop' };
const read = (...chunks: readonly object[]): Promise<LLMEvent[]> => eventsOf(anthropicWire, chunks);
const malformed = { type: 'error', error: { code: 'LLM_STREAM_MALFORMED', cause: expect.any(TypeError) } };

describe('an answer is malformed', () => {
  it.each<[string, readonly object[]]>([
    ['without text in a delta of text', [block({ type: 'text', text: '' }), delta({ type: 'text_delta' })]],
    ['with text that is a number', [block({ type: 'text', text: '' }), delta({ type: 'text_delta', text: 5 })]],
    ['with text that is null', [delta({ type: 'text_delta', text: null })]],
    ['with a block of text that is a list', [block({ type: 'text', text: ['a'] })]],
    ['without thinking in a delta of thinking', [delta({ type: 'thinking_delta' })]],
    ['with thinking that is an object', [block({ type: 'thinking', thinking: {} })]],
    ['without a signature in its delta', [delta({ type: 'signature_delta' })]],
    ['without the ciphertext of thinking', [block({ type: 'redacted_thinking' })]],
    ['with a name that is a number', [block({ type: 'tool_use', id: 'a', name: 5, input: {} })]],
    [
      'without JSON in a delta of arguments',
      [block({ type: 'tool_use', id: 'a', name: 'f', input: {} }), delta({ type: 'input_json_delta' })],
    ],
    ['with an object for the JSON of arguments', [delta({ type: 'input_json_delta', partial_json: {} })]],
    ['with a second start', [start]],
    ['with a stop reason that is a number', [{ type: 'message_delta', delta: { stop_reason: 5 } }]],
  ])('%s', async (_, chunks) => {
    const events = await read(start, ...chunks, stopFor('end_turn'), stop);
    expect(grammarProblems(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject(malformed);
  });

  it.each<[string, readonly object[]]>([
    ['its end', [stop]],
    ['its stop reason', [stopFor('end_turn'), stop]],
    ['a block', [block({ type: 'text', text: 'a' }), start, stopFor('end_turn'), stop]],
  ])('with %s before its start', async (_, chunks) => {
    expect(await read(...chunks)).toMatchObject([malformed]);
  });
});

describe('an answer without a stop reason', () => {
  it.each<[string, readonly object[]]>([
    ['that never came', [start, stop]],
    ['that is null', [start, block({ type: 'text', text: 'a' }), stopFor(null), stop]],
  ])('%s is cut short', async (_, chunks) => {
    const events = await read(...chunks);
    expect(grammarProblems(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE', retryable: true } });
  });

  it('is cut short also where it was not streamed', async () => {
    const message = { ...start.message, content: [{ type: 'text', text: 'a' }], stop_reason: null };
    const server = await wireServer((response) => sendJSON(response, 200, message));
    const events = await collect(anthropicWire.client({ baseURL: server.origin, streaming: false }).stream(hello));
    expect(events.at(-1)).toMatchObject({ type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE' } });
  });

  it('is whole where the reason came before, and only counts after it', async () => {
    const events = await read(start, stopFor('end_turn'), { type: 'message_delta', delta: {} }, stop);
    expect(events.at(-1)).toMatchObject({ type: 'done', finishReason: 'stop', metadata: { stop_reason: 'end_turn' } });
  });
});

describe('an answer that stops for tool calls', () => {
  it.each<[string, readonly object[]]>([
    ['none came', [block({ type: 'text', text: 'Let me look.' })]],
    ['none has a name', [block({ type: 'tool_use', id: 'a', input: {} }), delta({ type: 'input_json_delta' })]],
  ])('is worth another call where %s', async (_, chunks) => {
    const events = await read(start, ...chunks, stopFor('tool_use'), stop);
    expect(grammarProblems(events)).toEqual([]);
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'LLM_STREAM_INCOMPLETE', retryable: true, message: expect.stringContaining('no tool call') },
    });
  });
});
