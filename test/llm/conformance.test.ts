import { describe, expect, it } from 'vitest';
import type { LLMEvent } from '../../src/llm/index.ts';
import { scriptedClient } from '../../src/testing/index.ts';
import { runLLMClientSuite, type Script } from '../conformance/llm-client.ts';
import { grammarProblems } from '../conformance/llm-event-grammar.ts';
import { scriptStep } from '../support/script-of.ts';
import { overWire } from './over-wire.ts';
import { anthropicWire, openAIWire } from './wire.ts';

runLLMClientSuite('the scripted client', (script) => {
  const client = scriptedClient(Array.from({ length: 100 }, () => scriptStep(script)));
  return { client, calls: () => client.requests.length };
});
runLLMClientSuite('openAI', (script) => overWire(openAIWire, openAIChunks(script), script));
runLLMClientSuite('anthropic', (script) => overWire(anthropicWire, anthropicChunks(script), script));

function openAIChunks({ reasoning, text = [], calls = [], then }: Script): object[] {
  const chunk = (delta: object, finish_reason: string | null = null): object => ({
    id: 'chatcmpl-1',
    model: 'gpt-4o-mini',
    choices: [{ index: 0, delta, finish_reason }],
  });
  const content = [
    chunk({ role: 'assistant', content: '' }),
    ...(reasoning === undefined ? [] : [chunk({ reasoning_content: reasoning })]),
    ...text.map((piece) => chunk({ content: piece })),
    ...calls.flatMap(({ id, name, args }, index) => [
      chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
      ...halves(JSON.stringify(args)).map((half) => chunk({ tool_calls: [{ index, function: { arguments: half } }] })),
    ]),
  ];
  if (then !== 'finish') return content;
  const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
  return [...content, chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'), { id: 'chatcmpl-1', choices: [], usage }];
}

function anthropicChunks({ reasoning, text = [], calls = [], then }: Script): object[] {
  const blocks: { readonly start: object; readonly deltas: readonly object[] }[] = [];
  if (reasoning !== undefined) {
    blocks.push({
      start: { type: 'thinking', thinking: '' },
      deltas: [{ type: 'thinking_delta', thinking: reasoning }],
    });
  }
  blocks.push({
    start: { type: 'text', text: '' },
    deltas: text.map((piece) => ({ type: 'text_delta', text: piece })),
  });
  for (const { id, name, args } of calls) {
    const deltas = halves(JSON.stringify(args)).map((half) => ({ type: 'input_json_delta', partial_json: half }));
    blocks.push({ start: { type: 'tool_use', id, name, input: {} }, deltas });
  }
  const events: object[] = [
    {
      type: 'message_start',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'claude',
        content: [],
        usage: { input_tokens: 10, output_tokens: 1 },
      },
    },
  ];
  for (const [index, { start, deltas }] of blocks.entries()) {
    events.push({ type: 'content_block_start', index, content_block: start });
    events.push(...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })));
    if (then === 'finish') events.push({ type: 'content_block_stop', index });
  }
  if (then !== 'finish') return events;
  const stop_reason = calls.length > 0 ? 'tool_use' : 'end_turn';
  return [
    ...events,
    { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ];
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

describe('the grammar checker', () => {
  const start: LLMEvent = { type: 'start', shape: 'string' };
  const done: LLMEvent = {
    type: 'done',
    finishReason: 'stop',
    message: { role: 'assistant', content: [] },
    metadata: {},
  };
  const usage: LLMEvent = { type: 'usage', usage: { input: 1, output: 1, total: 2 } };
  const text: LLMEvent[] = [
    { type: 'text-start', block: 0 },
    { type: 'text-delta', block: 0, text: 'a' },
    { type: 'text-end', block: 0 },
  ];

  it('accepts what the port promises', () => {
    expect(grammarProblems([start, ...text, usage, done])).toEqual([]);
    expect(grammarProblems([start, ...text.slice(0, 2), { type: 'error', error: 'cut' }])).toEqual([]);
  });

  it.each<[string, LLMEvent[], string]>([
    ['no end', [start, ...text], 'the last event is text-end'],
    ['nothing at all', [], 'the last event is undefined'],
    ['two ends', [start, done, done], 'something follows it'],
    ['an end before the start', [done], 'nothing has started'],
    ['two starts', [start, start, done], 'a second start'],
    ['an open block', [start, ...text.slice(0, 2), done], 'blocks 0 are still open'],
    ['a delta out of nowhere', [start, ...text.slice(1), done], 'block 0 is not open'],
    ['a block that begins again', [start, ...text, ...text, done], 'block 0 begins again'],
    [
      'another kind of delta',
      [start, ...text.slice(0, 1), { type: 'reasoning-delta', block: 0, text: 'a' }, ...text.slice(1), done],
      'block 0 is text',
    ],
    [
      'an empty delta',
      [start, ...text.slice(0, 1), { type: 'text-delta', block: 0, text: '' }, ...text.slice(2), done],
      'empty text',
    ],
    ['a block after usage', [start, usage, ...text, done], 'a block after usage'],
    [
      'a tool call out of turn',
      [
        start,
        { type: 'tool-call-start', block: 0, index: 1, id: 'a', name: 'b', args: '' },
        { type: 'error', error: 'cut' },
      ],
      'tool call 1 is out of turn',
    ],
  ])('finds %s', (_, events, problem) => {
    expect(grammarProblems(events)).toContainEqual(expect.stringContaining(problem));
  });
});
