import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/base/index.ts';
import type { LLMRequest } from '../../../src/llm/index.ts';
import { anthropicWire, collect, hello, transcript, wholeAnswer } from '../wire.ts';
import { type ReceivedRequest, sendStream, wireServer } from '../wire-server.ts';

type Options = Parameters<typeof anthropicWire.client>[0];

/** What the server gets for a request. */
async function received(request: LLMRequest, options: Options = {}): Promise<ReceivedRequest> {
  const server = await wireServer((response) =>
    sendStream(response, [wholeAnswer(anthropicWire, transcript(anthropicWire, 'text'))]),
  );
  await collect(anthropicWire.client({ baseURL: server.origin, ...options }).stream(request));
  const [only] = server.requests;
  if (only === undefined || server.requests.length > 1) throw new Error(`${server.requests.length} requests`);
  return only;
}

const messagesSent = async (messages: readonly Message[]): Promise<unknown> =>
  (await received({ messages })).body['messages'];
const say = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });

describe('a Messages request', () => {
  it('is a stream with a token limit and nothing that was not asked for', async () => {
    const { path, headers, body } = await received(hello);
    expect(path).toBe('/v1/messages');
    expect(headers).toMatchObject({ authorization: 'Bearer test-key', 'anthropic-version': '2026-10-21' });
    expect(body).toEqual({
      model: 'claude-haiku-4-5',
      stream: true,
      max_tokens: 8192,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    });
  });

  it('carries every option under its name on the wire', async () => {
    const { body, headers } = await received(hello, {
      apiKey: undefined,
      anthropicApiKey: 'other-key',
      temperature: 0.5,
      maxTokens: 64,
      topP: 0.9,
      topK: 5,
      stopSequences: ['END', 'STOP'],
      clientOptions: { defaultHeaders: { 'anthropic-beta': 'some-beta' } },
    });
    expect(headers).toMatchObject({ authorization: 'Bearer other-key', 'anthropic-beta': 'some-beta' });
    expect(body).toMatchObject({
      temperature: 0.5,
      max_tokens: 64,
      top_p: 0.9,
      top_k: 5,
      stop_sequences: ['END', 'STOP'],
    });
  });

  it.each([{ temperature: 0 }, { topP: 0.9 }, { topK: 5 }])(
    'asks for the API version that knows %j',
    async (sampling) => {
      expect((await received(hello, sampling)).headers).toMatchObject({ 'anthropic-version': '2023-06-01' });
      const headers = { 'anthropic-version': '2025-01-01' };
      expect((await received(hello, { ...sampling, headers })).headers, "the host's own choice").toMatchObject(headers);
    },
  );

  it('takes stop for stopSequences', async () => {
    expect((await received(hello, { stop: 'END' })).body).toMatchObject({ stop_sequences: ['END'] });
  });

  it('leaves room for the answer beside a thinking budget', async () => {
    const thinking = { type: 'enabled', budget_tokens: 2048 } as const;
    expect((await received(hello, { thinking })).body).toMatchObject({ thinking, max_tokens: 10_240 });
    expect((await received(hello, { thinking, maxTokens: 4096 })).body).toMatchObject({ thinking, max_tokens: 4096 });
  });

  it('tells of tools', async () => {
    const properties = { query: { type: 'string' } };
    const { body } = await received({
      ...hello,
      tools: [
        { name: 'search', description: 'Finds ships.', parameters: { type: 'object', properties } },
        { name: 'now', parameters: {} },
      ],
    });
    expect(body['tools']).toEqual([
      { name: 'search', description: 'Finds ships.', input_schema: { type: 'object', properties } },
      { name: 'now', input_schema: { type: 'object' } },
    ]);
  });

  it('has one place for instructions', async () => {
    const { body } = await received({
      messages: [
        { role: 'system', content: 'Be brief.' },
        say('Hi'),
        { role: 'system', content: '' },
        { role: 'system', content: 'Be kind.' },
      ],
    });
    expect(body).toMatchObject({
      system: 'Be brief.\n\nBe kind.',
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
  });

  it('replays thinking with its signature, and ciphertext as it came', async () => {
    const sent = await messagesSent([
      say('Go'),
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Two things.', signature: 'EqQB' },
          { type: 'reasoning', text: '', redacted: 'Emw' },
          { type: 'reasoning', text: '', signature: 'omitted' },
          { type: 'reasoning', text: 'of another provider' },
          { type: 'text', text: '' },
          { type: 'text', text: 'Let me look.' },
          { type: 'tool-call', id: 'toolu_1', name: 'look', args: { deep: true } },
        ],
      },
      { role: 'tool', toolCallId: 'toolu_1', content: 'a ship' },
    ]);
    expect(sent).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Two things.', signature: 'EqQB' },
          { type: 'redacted_thinking', data: 'Emw' },
          { type: 'thinking', thinking: '', signature: 'omitted' },
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'toolu_1', name: 'look', input: { deep: true } },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'a ship' }] },
    ]);
  });

  it('merges tool results and what the user says next into one message', async () => {
    const history: Message[] = [
      say('Go'),
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', id: 'a', name: 'f', args: {} },
          { type: 'tool-call', id: 'b', name: 'f', args: {}, invalid: '{' },
        ],
      },
      { role: 'tool', toolCallId: 'a', content: 'fine' },
      { role: 'tool', toolCallId: 'b', content: 'no JSON', isError: true },
      say('And?'),
    ];
    const expected = [
      { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', id: 'a', name: 'f', input: {} },
          { type: 'tool_use', id: 'b', name: 'f', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: 'fine' },
          { type: 'tool_result', tool_use_id: 'b', content: 'no JSON', is_error: true },
          { type: 'text', text: 'And?' },
        ],
      },
    ];
    expect(await messagesSent(history)).toEqual(expected);
    expect(await messagesSent(history), 'the second time too').toEqual(expected);
  });

  it('leaves out what the API would refuse as empty', async () => {
    const sent = await messagesSent([
      say('Go'),
      { role: 'assistant', content: [] },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'f', args: {} }] },
      { role: 'tool', toolCallId: 'a', content: '' },
      { role: 'user', content: [{ type: 'text', text: '' }] },
    ]);
    expect(sent).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'Go' }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'a' }] },
    ]);
  });

  it('has images by address and by content', async () => {
    const sent = await messagesSent([
      {
        role: 'user',
        content: [
          { type: 'image', url: 'https://example.org/a.png' },
          { type: 'image', url: 'data:image/webp;base64,AAAA' },
        ],
      },
    ]);
    expect(sent).toMatchObject([
      {
        content: [
          { type: 'image', source: { type: 'url', url: 'https://example.org/a.png' } },
          { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'AAAA' } },
        ],
      },
    ]);
  });

  it.each(['file:///etc/passwd', 'data:image/tiff;base64,AAAA', 'data:image/png,AAAA', ''])(
    'refuses the image %j at once',
    (url) => {
      const client = anthropicWire.client({});
      expect(() => client.stream({ messages: [{ role: 'user', content: [{ type: 'image', url }] }] })).toThrow(
        expect.objectContaining({ code: 'LLM_REQUEST_INVALID', provider: 'anthropic' }),
      );
    },
  );

  it('gives blocks of its own back as they came, and leaves those of others out', async () => {
    const call = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'ships' } };
    const citations = [{ type: 'web_search_result_location', cited_text: 'Ships float', url: 'https://example.org/' }];
    const sent = await messagesSent([
      say('Go'),
      {
        role: 'assistant',
        content: [
          { type: 'provider', wire: 'anthropic', block: call },
          { type: 'provider', wire: 'openai', block: { type: 'web_search_call' } },
          { type: 'text', text: 'They float.', extra: { anthropic: { citations }, google: { thoughtSignature: 's' } } },
        ],
      },
    ]);
    expect(sent).toMatchObject([
      {},
      { role: 'assistant', content: [call, { type: 'text', text: 'They float.', citations }] },
    ]);
  });

  it('has files: PDF by address and content, text by content', async () => {
    const sent = await messagesSent([
      {
        role: 'user',
        content: [
          { type: 'file', url: 'https://example.org/a.pdf', mediaType: 'application/pdf' },
          { type: 'file', url: 'data:application/pdf;base64,AAAA', mediaType: 'application/pdf', name: 'a.pdf' },
          { type: 'file', url: 'data:text/csv;base64,YSxi', mediaType: 'text/csv' },
        ],
      },
    ]);
    expect(sent).toEqual([
      {
        role: 'user',
        content: [
          { type: 'document', source: { type: 'url', url: 'https://example.org/a.pdf' } },
          {
            type: 'document',
            source: { type: 'base64', media_type: 'application/pdf', data: 'AAAA' },
            title: 'a.pdf',
          },
          { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'a,b' } },
        ],
      },
    ]);
  });

  it('refuses a file it has no block for at once', () => {
    const file = { type: 'file', url: 'data:audio/wav;base64,AAAA', mediaType: 'audio/wav' } as const;
    expect(() => anthropicWire.client({}).stream({ messages: [{ role: 'user', content: [file] }] })).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID', message: expect.stringContaining('audio/wav') }),
    );
  });

  it('has results with images', async () => {
    const call = { type: 'tool-call', id: 'a', name: 'look', args: {} } as const;
    const image = { type: 'image', url: 'data:image/png;base64,AAAA' } as const;
    const sent = await messagesSent([
      { role: 'assistant', content: [call] },
      { role: 'tool', toolCallId: 'a', content: [{ type: 'text', text: 'here' }, image] },
    ]);
    expect(sent).toMatchObject([
      {},
      {
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: [{ type: 'text', text: 'here' }, { type: 'image' }] },
        ],
      },
    ]);
  });

  it('has ids that the API takes, whoever made them', async () => {
    const call = { type: 'tool-call', id: 'functions.look:0', name: 'look', args: {} } as const;
    const sent = (await messagesSent([
      { role: 'assistant', content: [call] },
      { role: 'tool', toolCallId: call.id, content: 'a ship' },
    ])) as { content: { id?: string; tool_use_id?: string }[] }[];
    const id = sent[0]?.content[0]?.id;
    expect(id).toMatch(/^functions_look_0_[a-z0-9]{9}$/);
    expect(sent[1]?.content[0]?.tool_use_id).toBe(id);
  });

  it.each([
    ['auto', { type: 'auto' }],
    ['none', { type: 'none' }],
    ['required', { type: 'any' }],
    [{ name: 'look' }, { type: 'tool', name: 'look' }],
  ] as const)('says with tool choice %j what the model may do', async (toolChoice, expected) => {
    const { body } = await received({ ...hello, tools: [{ name: 'look', parameters: {} }], toolChoice });
    expect(body['tool_choice']).toEqual(expected);
    expect((await received({ ...hello, toolChoice })).body, 'without tools').not.toHaveProperty('tool_choice');
  });

  it("passes the provider's own tools on", async () => {
    const search = { type: 'web_search_20250305', name: 'web_search' };
    expect((await received({ ...hello, providerTools: [search] })).body['tools']).toEqual([search]);
  });

  it('holds an answer to a schema by its own mechanism', async () => {
    const schema = { type: 'object', properties: { ship: { type: 'string' } } };
    const { body } = await received(
      { ...hello, output: { name: 'ship', schema } },
      { outputConfig: { effort: 'low' } },
    );
    expect(body['output_config']).toEqual({ effort: 'low', format: { type: 'json_schema', schema } });
  });

  describe('with promptCache', () => {
    const mark = { cache_control: { type: 'ephemeral' } };

    it('marks tools, instructions and the last two turns of the user', async () => {
      const { body } = await received(
        {
          messages: [
            { role: 'system', content: 'Be brief.' },
            say('One'),
            { role: 'assistant', content: [{ type: 'text', text: '1' }] },
            say('Two'),
            { role: 'assistant', content: [{ type: 'text', text: '2' }] },
            say('Three'),
          ],
          tools: [
            { name: 'look', parameters: {} },
            { name: 'now', parameters: {} },
          ],
        },
        { promptCache: true },
      );
      const text = (content: string, marked: boolean) => [{ type: 'text', text: content, ...(marked && mark) }];
      expect(body['system']).toEqual(text('Be brief.', true));
      expect(body['tools']).toMatchObject([{ name: 'look' }, { name: 'now', ...mark }]);
      expect(JSON.stringify((body['tools'] as object[])[0])).not.toContain('cache_control');
      expect(body['messages']).toEqual([
        { role: 'user', content: text('One', false) },
        { role: 'assistant', content: text('1', false) },
        { role: 'user', content: text('Two', true) },
        { role: 'assistant', content: text('2', false) },
        { role: 'user', content: text('Three', true) },
      ]);
    });

    it('leaves marks of the caller alone, and sends them without it too', async () => {
      const system = { type: 'text', text: 'Be brief.', extra: { anthropic: mark } } as const;
      for (const promptCache of [true, false]) {
        const { body } = await received(
          { messages: [{ role: 'system', content: [system] }, say('Hi')] },
          { promptCache },
        );
        expect(body['system']).toEqual([{ type: 'text', text: 'Be brief.', ...mark }]);
        expect(body['messages']).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }]);
      }
    });
  });
});
