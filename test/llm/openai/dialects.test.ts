/** What each server does differently from OpenAI: one transcript and one request for every difference in `dialects.ts`. */
import { describe, expect, it } from 'vitest';
import { openAICompatibleClient, type OpenAIClientOptions } from '../../../src/llm/openai/index.ts';
import type { LLMEvent, LLMRequest, Message } from '../../../src/llm/index.ts';
import { runRetrySuite } from '../../conformance/llm-retries.ts';
import { runWireSuite } from '../../conformance/llm-wire.ts';
import { collect, eventsOf, fetchOf, hello, openAIWire, transcript, type Wire, wholeAnswer } from '../wire.ts';
import { type ReceivedRequest, sendStream, wireServer } from '../wire-server.ts';

const names = ['mistral', 'deepseek', 'xai', 'openrouter', 'moonshot', 'groq', 'ollama'] as const;
type Name = (typeof names)[number];

const wireOf = (provider: Name): Wire => ({
  ...openAIWire,
  provider,
  client: (options) =>
    openAICompatibleClient(provider, { model: 'some-model', apiKey: 'k', maxRetries: 0, ...options }),
  transcripts: [provider],
});

for (const name of names) runWireSuite(wireOf(name));
runRetrySuite({ ...wireOf('mistral'), transcripts: ['mistral'] });

async function answerOf(name: Name): Promise<Extract<LLMEvent, { type: 'done' }>> {
  const last = (await eventsOf(wireOf(name), transcript(wireOf(name), name))).at(-1);
  if (last?.type !== 'done') throw new Error(`no answer, but ${JSON.stringify(last)}`);
  return last;
}

async function bodyOf(
  name: Name,
  request: Partial<LLMRequest>,
  options: OpenAIClientOptions = {},
): Promise<ReceivedRequest['body']> {
  const wire = wireOf(name);
  const server = await wireServer((response) => sendStream(response, [wholeAnswer(wire, transcript(wire, name))]));
  await collect(wire.client({ baseURL: server.origin, ...options }).stream({ ...hello, ...request }));
  return server.requests[0]?.body ?? {};
}

describe('an answer of', () => {
  it.each<[Name, object]>([
    ['mistral', { input: 80, output: 40, total: 120 }],
    ['deepseek', { input: 90, output: 30, total: 120, cacheRead: 64, reasoning: 20 }],
    ['xai', { input: 100, output: 210, total: 310, cacheRead: 80, reasoning: 200 }],
    ['openrouter', { input: 50, output: 25, total: 75, cacheRead: 10, reasoning: 12 }],
    ['moonshot', { input: 60, output: 20, total: 80, cacheRead: 32 }],
    ['groq', { input: 70, output: 15, total: 85, reasoning: 6 }],
    ['ollama', { input: 40, output: 12, total: 52 }],
  ])('%s counts tokens where that server puts them', async (name, usage) => {
    expect((await answerOf(name)).usage).toEqual({
      cacheRead: undefined,
      cacheWrite: undefined,
      reasoning: undefined,
      ...usage,
    });
  });

  it.each<[Name, string, string]>([
    ['mistral', 'Multiply them.', 'I use the calculator.'],
    ['deepseek', '17 times 23.', 'It is 391.'],
    ['xai', 'Easy.', '391'],
    ['openrouter', 'Let me multiply.', 'It is 391.'],
    ['moonshot', 'Look it up.', ''],
    ['groq', 'Simple.', '391'],
    ['ollama', 'Two calls.', ''],
  ])('%s tells reasoning from text', async (name, reasoning, text) => {
    const { content } = (await answerOf(name)).message;
    const joined = (type: 'text' | 'reasoning') =>
      content.map((part) => (part.type === type ? part.text : '')).join('');
    expect([joined('reasoning'), joined('text')]).toEqual([reasoning, text]);
  });

  it.each<[Name, object[]]>([
    ['mistral', [{ id: 'D681PevKs', name: 'multiply', args: { a: 17, b: 23 } }]],
    ['xai', [{ id: 'call_83174205', name: 'multiply', args: { a: 17, b: 23 } }]],
    ['moonshot', [{ id: 'search:0', name: 'search', args: { query: 'ships' } }]],
    [
      'ollama',
      [
        { id: 'call_a1', name: 'look', args: { at: 'sea' } },
        { id: 'call_a2', name: 'look', args: { at: 'sky' } },
      ],
    ],
  ])('%s has its tool calls, however they come', async (name, calls) => {
    const { finishReason, message } = await answerOf(name);
    expect(finishReason).toBe('tool-calls');
    expect(message.content.filter(({ type }) => type === 'tool-call')).toEqual(
      calls.map((call) => ({ type: 'tool-call', ...call })),
    );
  });

  it('OpenRouter keeps what proves the reasoning', async () => {
    const details = [
      { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0, text: 'Let me multiply.', signature: 'EqQB' },
    ];
    const { message } = await answerOf('openrouter');
    expect(message.content[0]).toMatchObject({
      type: 'reasoning',
      extra: { 'openai-chat': { reasoning_details: details } },
    });
    const sent = (await bodyOf('openrouter', { messages: [...hello.messages, message] }))['messages'];
    expect(sent).toMatchObject([{}, { role: 'assistant', content: 'It is 391.', reasoning_details: details }]);
  });

  it('OpenRouter keeps proof without text too', async () => {
    const wire = wireOf('openrouter');
    const [first, ...rest] = transcript(wire, 'openrouter');
    const delta = { reasoning_details: [{ type: 'reasoning.encrypted', data: 'abc', index: 0 }] };
    const hidden = { ...first, choices: [{ index: 0, delta, finish_reason: null }] };
    const events = await collect(
      wire.client({ fetch: fetchOf([wholeAnswer(wire, [hidden, ...rest.slice(3)])]) }).stream(hello),
    );
    expect(events.at(-1)).toMatchObject({
      type: 'done',
      message: { content: [{ type: 'text' }, { type: 'provider', wire: 'openai-chat', block: delta }] },
    });
  });

  it.each<[Name, string, object]>([
    ['mistral', 'model_length', { type: 'done', finishReason: 'length' }],
    ['mistral', 'error', { type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE', retryable: true } }],
    [
      'deepseek',
      'insufficient_system_resource',
      { type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE', retryable: true } },
    ],
    ['openrouter', 'error', { type: 'error', error: { code: 'LLM_STREAM_INCOMPLETE', retryable: true } }],
  ])('%s ends with %s', async (name, reason, expected) => {
    const wire = wireOf(name);
    const chunk = { id: '1', model: 'm', choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: reason }] };
    const events = await collect(wire.client({ fetch: fetchOf([wholeAnswer(wire, [chunk])]) }).stream(hello));
    expect(events.at(-1)).toMatchObject(expected);
  });
});

describe('a request to', () => {
  const thought: Message = {
    role: 'assistant',
    content: [
      { type: 'reasoning', text: 'Hm.' },
      { type: 'reasoning', text: 'Signed elsewhere.', signature: 's' },
      { type: 'tool-call', id: 'toolu_01A', name: 'look', args: {} },
    ],
  };
  const asked: Message[] = [...hello.messages, thought, { role: 'tool', toolCallId: 'toolu_01A', content: 'a ship' }];
  const tools = [{ name: 'look', parameters: { type: 'object' } }];

  it.each<[Name, string | undefined]>([
    ['deepseek', 'Hm.'],
    ['moonshot', 'Hm.'],
    ['mistral', undefined],
    ['groq', undefined],
    ['openrouter', undefined],
  ])('%s gives it back its own reasoning beside tool calls: %s', async (name, reasoning) => {
    const [, message] = (await bodyOf(name, { messages: asked }))['messages'] as Record<string, unknown>[];
    expect(message?.['reasoning_content']).toBe(reasoning);
  });

  it('Mistral has ids of nine letters and digits, the same in call and result', async () => {
    const [, call, result] = (await bodyOf('mistral', { messages: asked }))['messages'] as Record<string, never>[];
    const id = call?.['tool_calls']?.[0]?.['id'];
    expect(id).toMatch(/^[A-Za-z0-9]{9}$/);
    expect(result?.['tool_call_id']).toBe(id);
  });

  it.each<[Name, string | undefined]>([
    ['mistral', 'any'],
    ['deepseek', 'required'],
    ['moonshot', undefined],
    ['ollama', undefined],
  ])('%s says that a tool must be called as %s', async (name, word) => {
    expect((await bodyOf(name, { tools, toolChoice: 'required' }))['tool_choice']).toBe(word);
  });

  it.each<[Name, string, boolean]>([
    ['mistral', 'max_tokens', false],
    ['deepseek', 'max_tokens', true],
    ['groq', 'max_completion_tokens', false],
    ['ollama', 'max_tokens', true],
  ])('%s limits tokens by %s, and asks for their count: %s', async (name, limit, asks) => {
    const body = await bodyOf(name, {}, { maxTokens: 64 });
    expect(body).toMatchObject({ [limit]: 64 });
    expect('stream_options' in body).toBe(asks);
  });

  it.each<[Name, string, string[]]>([
    ['deepseek', 'deepseek-reasoner', ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty']],
    ['xai', 'grok-4', ['stop', 'presence_penalty', 'frequency_penalty']],
    ['groq', 'llama', ['logprobs']],
  ])('%s leaves out what %s refuses: %j', async (name, model, refused) => {
    const options = { temperature: 1, topP: 1, presencePenalty: 1, frequencyPenalty: 1, stop: 'END', logprobs: true };
    const body = await bodyOf(name, {}, { ...options, model });
    for (const parameter of refused) expect(body).not.toHaveProperty(parameter);
    const all = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'stop', 'logprobs'];
    const sent = all.filter((parameter) => parameter in body);
    expect(sent.length).toBeGreaterThan(0);
    if (name === 'xai')
      expect(await bodyOf(name, {}, { ...options, model: 'grok-4-fast-non-reasoning' })).toHaveProperty('stop');
  });

  it('DeepSeek tells the schema of an answer in words', async () => {
    const schema = { type: 'object', properties: { ship: { type: 'string' } } };
    const body = await bodyOf('deepseek', { output: { name: 'ship', schema } });
    expect(body['response_format']).toEqual({ type: 'json_object' });
    expect(body['messages']).toMatchObject([
      { role: 'system', content: expect.stringContaining(JSON.stringify(schema)) },
      {},
    ]);
    expect((await bodyOf('mistral', { output: { name: 'ship', schema } }))['response_format']).toMatchObject({
      type: 'json_schema',
    });
  });

  it('OpenRouter takes effort as an object, and marks for the cache', async () => {
    const body = await bodyOf(
      'openrouter',
      { messages: [{ role: 'system', content: 'Be brief.' }, ...hello.messages] },
      {
        reasoningEffort: 'low',
        promptCache: true,
      },
    );
    const mark = { cache_control: { type: 'ephemeral' } };
    expect(body).toMatchObject({
      reasoning: { effort: 'low' },
      messages: [
        { role: 'system', content: [{ type: 'text', text: 'Be brief.', ...mark }] },
        { role: 'user', content: [{ type: 'text', text: 'Hello', ...mark }] },
      ],
    });
    expect(await bodyOf('deepseek', {}, { reasoningEffort: 'low', promptCache: true })).toMatchObject({
      reasoning_effort: 'low',
      messages: [{ role: 'user', content: 'Hello' }],
    });
  });

  it.each<[Name, string]>([
    ['deepseek', 'image'],
    ['mistral', 'audio'],
    ['xai', 'files'],
  ])('%s that takes no %s is refused before it is sent', (name, kind) => {
    const mediaType = kind === 'audio' ? 'audio/wav' : 'application/pdf';
    const part =
      kind === 'image'
        ? ({ type: 'image', url: 'data:image/png;base64,AAAA' } as const)
        : ({ type: 'file', url: `data:${mediaType};base64,AAAA`, mediaType } as const);
    expect(() =>
      wireOf(name)
        .client({})
        .stream({ messages: [{ role: 'user', content: [part] }] }),
    ).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID', provider: name, message: expect.stringContaining(kind) }),
    );
  });
});
