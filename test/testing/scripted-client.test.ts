import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/base/index.ts';
import type { LLMEvent, LLMRequest } from '../../src/llm/index.ts';
import { fails, hangs, scriptedClient, type ScriptStep, text, toolCalls } from '../../src/testing/index.ts';

const say = (said: string): LLMRequest => ({ messages: [{ role: 'user', content: [{ type: 'text', text: said }] }] });

async function collect(events: AsyncIterable<LLMEvent>): Promise<LLMEvent[]> {
  const all: LLMEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const play = (step: ScriptStep): Promise<LLMEvent[]> => collect(scriptedClient([step]).stream(say('Go')));
const pieces = (events: readonly LLMEvent[]): string[] =>
  events.filter((event) => event.type === 'text-delta').map((event) => event.text);

describe('a scripted client', () => {
  it('answers by its script, one step per call', async () => {
    const client = scriptedClient([text('One'), text('Two')]);
    expect(pieces(await collect(client.stream(say('a'))))).toEqual(['One']);
    expect(pieces(await collect(client.stream(say('b'))))).toEqual(['Two']);
    client.assertDone();
  });

  it('is a model of the provider it is told to be', async () => {
    const client = scriptedClient([text('Hi')], { provider: 'anthropic', model: 'claude', shape: 'blocks' });
    expect(client).toMatchObject({ provider: 'anthropic', model: 'claude' });
    expect((await collect(client.stream(say('a'))))[0]).toEqual({
      type: 'start',
      id: 'scripted_1',
      model: 'claude',
      shape: 'blocks',
    });
  });

  it('remembers requests as they were', async () => {
    const client = scriptedClient([text('One'), text('Two')]);
    const messages: Message[] = [...say('first').messages];
    await collect(client.stream({ messages }));
    messages.push({ role: 'assistant', content: [] });
    await collect(client.stream({ messages }));
    expect(client.requests.map((request) => request.messages.length)).toEqual([1, 2]);
  });

  it('fails a call beyond the script', async () => {
    const client = scriptedClient([text('One')]);
    await collect(client.stream(say('a')));
    expect(await collect(client.stream(say('b')))).toMatchObject([
      {
        type: 'error',
        error: {
          name: 'ScriptedClientError',
          code: 'SCRIPT_UNEXPECTED_CALL',
          message: expect.stringMatching(/^call 2 .* has 1 step \(/),
        },
      },
    ]);
    expect(() => client.assertDone()).toThrow(
      expect.objectContaining({
        code: 'SCRIPT_UNEXPECTED_CALL',
        message: expect.stringContaining('the script has 1 step, but 2 calls came'),
      }),
    );
  });

  it('finds steps that were not used', async () => {
    const client = scriptedClient([text('One'), text('Two'), text('Three')]);
    await collect(client.stream(say('a')));
    expect(() => client.assertDone()).toThrow(
      expect.objectContaining({
        name: 'ScriptedClientError',
        code: 'SCRIPT_UNUSED_STEPS',
        message: expect.stringContaining('the script has 3 steps, but only 1 call came'),
      }),
    );
  });
});

describe('steps', () => {
  it('text comes in as many pieces as wanted, never cut inside a character', async () => {
    expect(pieces(await play(text('Hello')))).toEqual(['Hello']);
    expect(pieces(await play(text(['Hel', 'lo'])))).toEqual(['Hel', 'lo']);
    expect(pieces(await play(text('Hello', { chunks: 2 })))).toEqual(['Hel', 'lo']);
    expect(pieces(await play(text('🚢🚢', { chunks: 4 })))).toEqual(['🚢', '🚢']);
  });

  it('text may be empty', async () => {
    expect((await play(text(''))).map((event) => event.type)).toEqual(['start', 'usage', 'done']);
  });

  it('carries reasoning, usage and finish reason', async () => {
    const usage = { input: 3, output: 4, total: 7, reasoning: 2 };
    const events = await play(text('Hi', { reasoning: 'Hm.', usage, finishReason: 'length' }));
    expect(events.at(-1)).toEqual({
      type: 'done',
      finishReason: 'length',
      usage,
      message: {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Hi' },
        ],
      },
      metadata: { finish_reason: 'length', model_name: 'scripted' },
    });
  });

  it('tool calls are numbered over the whole script', async () => {
    const client = scriptedClient([toolCalls([{ name: 'a' }, { name: 'b', id: 'mine' }]), toolCalls([{ name: 'c' }])]);
    const events = [...(await collect(client.stream(say('x')))), ...(await collect(client.stream(say('y'))))];
    expect(events.filter((event) => event.type === 'tool-call-end').map((event) => event.call.id)).toEqual([
      'call_1',
      'mine',
      'call_2',
    ]);
  });

  it('arguments are an object, or any text', async () => {
    const events = await play(
      toolCalls([
        { name: 'a', args: { x: 1 } },
        { name: 'b', args: '{"x": ' },
      ]),
    );
    expect(events.filter((event) => event.type === 'tool-call-end').map((event) => event.call)).toEqual([
      { type: 'tool-call', id: 'call_1', name: 'a', args: { x: 1 } },
      { type: 'tool-call', id: 'call_2', name: 'b', args: {}, invalid: '{"x": ' },
    ]);
  });

  it('may look at the request first', async () => {
    const client = scriptedClient([async (request) => text(`${request.messages.length} message`)]);
    expect(pieces(await collect(client.stream(say('a'))))).toEqual(['1 message']);
  });

  it('fails with what a function throws, unchanged', async () => {
    const error = new RangeError('mine');
    expect(
      await play(() => {
        throw error;
      }),
    ).toEqual([{ type: 'error', error }]);
    expect(await play(() => Promise.reject(error))).toEqual([{ type: 'error', error }]);
  });

  it('fails with the very error, before or after text', async () => {
    const error = new Error('mine');
    expect(await play(fails(error))).toEqual([{ type: 'error', error }]);
    const events = await play(fails(error, { afterText: 'The answer' }));
    expect(events.map((event) => event.type)).toEqual(['start', 'text-start', 'text-delta', 'error']);
    expect(events.at(-1)).toEqual({ type: 'error', error });
  });

  it('hangs until it is aborted', async () => {
    const controller = new AbortController();
    const types: string[] = [];
    for await (const event of scriptedClient([hangs({ afterText: 'Hm' })]).stream({
      ...say('a'),
      signal: controller.signal,
    })) {
      types.push(event.type);
      if (event.type === 'text-delta') controller.abort();
    }
    expect(types).toEqual(['start', 'text-start', 'text-delta', 'error']);
  });

  it('plays events as they are', async () => {
    const events: LLMEvent[] = [
      { type: 'start', id: 'x', shape: 'blocks' },
      { type: 'done', finishReason: 'pause', message: { role: 'assistant', content: [] }, metadata: {} },
    ];
    expect(await play(events)).toEqual(events);
  });

  it('takes events without an end for a cut stream', async () => {
    expect((await play([{ type: 'start', shape: 'string' }])).at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'LLM_STREAM_INCOMPLETE' },
    });
  });
});

describe('a script that is none', () => {
  const invalid = (message: string): unknown =>
    expect.objectContaining({
      name: 'InvalidConfigError',
      code: 'CONFIG_INVALID',
      message: expect.stringContaining(message),
    });

  it.each([[undefined], [null], ['Hello'], [text('Hello')]])('is refused: %j', (script) => {
    expect(() => scriptedClient(script as never)).toThrow(invalid('got no script: pass a list of steps'));
  });

  it.each<[string, unknown, string]>([
    ['a number', 42, '42'],
    ['a big number', 42n, '42'],
    ['a string', 'Hello', '"Hello"'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['another object', { type: 'text' }, 'another object'],
    ['an object of another kind', { kind: 'text' }, 'another object'],
    ['a list of what are no events', [{ type: 'start', shape: 'string' }, 42], 'another object'],
  ])('is refused with its step, and so is what a function returns: %s', async (_, step, shown) => {
    expect(() => scriptedClient([text('One'), step as never])).toThrow(invalid('step 2 of the script must be text(…)'));
    expect(() => scriptedClient([step as never])).toThrow(invalid(`but is ${shown}`));

    const client = scriptedClient([text('One'), async () => step as never]);
    await collect(client.stream(say('a')));
    expect(await collect(client.stream(say('b')))).toEqual([
      { type: 'error', error: invalid('what the function of step 2 of the script returned must be text(…)') },
    ]);
  });

  it('is refused where a step is left out', () => {
    const holes: ScriptStep[] = [];
    holes[1] = text('Two');
    expect(() => scriptedClient(holes)).toThrow(invalid('step 1 of the script must be'));
  });
});
