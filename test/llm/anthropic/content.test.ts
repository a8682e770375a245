import { describe, expect, it } from 'vitest';
import { anthropicWire, hello } from '../wire.ts';
import { messagesSent, received, say } from './received.ts';

describe('what a Messages request carries', () => {
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
