import { describe, expect, it } from 'vitest';
import { contentsOf } from '../../../src/llm/google/contents.ts';
import { dialectOf } from '../../../src/llm/google/dialect.ts';
import type { Message } from '../../../src/llm/index.ts';
import { hello } from '../wire.ts';
import { partsOf, received } from './support.ts';
import { googleWire } from './wire.ts';

const toolTurns: Message[] = [
  ...hello.messages,
  { role: 'assistant', content: [{ type: 'tool-call', id: 'toolu_1', name: 'look', args: { at: 'sea' } }] },
  {
    role: 'tool',
    toolCallId: 'toolu_1',
    content: [
      { type: 'text', text: 'a ship' },
      { type: 'image', url: 'data:image/png;base64,AAAA' },
      { type: 'file', url: 'gs://bucket/log.txt', mediaType: 'text/plain' },
    ],
  },
];

const image = { inlineData: { mimeType: 'image/png', data: 'AAAA' } };
const file = { fileData: { mimeType: 'text/plain', fileUri: 'gs://bucket/log.txt' } };

describe('a history with tools', () => {
  it.each(['gemini-3-pro-preview', 'gemini-3.1-flash', 'gemini-10-pro', 'gemini-flash-latest'])(
    'has ids, a signature and media within the response for %s',
    async (model) => {
      const [, call, result] = partsOf(await received({ messages: toolTurns }, { model }));
      expect(call).toEqual([
        {
          functionCall: { id: 'toolu_1', name: 'look', args: { at: 'sea' } },
          thoughtSignature: 'skip_thought_signature_validator',
        },
      ]);
      const response = { id: 'toolu_1', name: 'look', response: { output: 'a ship' }, parts: [image, file] };
      expect(result).toEqual([{ functionResponse: response }]);
    },
  );

  it.each(['gemini-2.5-flash', 'gemini-1.5-pro', 'learnlm-2.0', 'gemma-3-27b-it'])(
    'is told by names, with media beside the response, for %s',
    async (model) => {
      const [, call, result] = partsOf(await received({ messages: toolTurns }, { model }));
      expect(call).toEqual([{ functionCall: { name: 'look', args: { at: 'sea' } } }]);
      expect(result).toEqual([{ functionResponse: { name: 'look', response: { output: 'a ship' } } }, image, file]);
    },
  );

  it('has no ids for Vertex AI, which refuses them', () => {
    const contents = contentsOf(toolTurns, dialectOf('vertexai', 'gemini-3-pro-preview'));
    expect(JSON.stringify(contents)).not.toContain('toolu_1');
    expect(contents[2]?.parts).toEqual([
      { functionResponse: { name: 'look', response: { output: 'a ship' }, parts: [image, file] } },
    ]);
  });

  it('is converted once, and not changed by what is done with it', () => {
    for (const model of ['gemini-2.5-flash', 'gemini-3-pro']) {
      const dialect = dialectOf('google', model);
      const first = contentsOf(toolTurns, dialect);
      const before = structuredClone(first);
      const longer = contentsOf([...toolTurns, ...hello.messages], dialect);
      expect(longer[2]?.parts?.[0]).toBe(first[2]?.parts?.[0]);
      expect(longer[2]?.parts?.length).toBe((first[2]?.parts?.length ?? 0) + 1);
      expect(contentsOf(toolTurns, dialect)).toEqual(before);
    }
  });

  it('keeps signatures of other wires to itself', async () => {
    const messages: Message[] = [
      ...hello.messages,
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'a', extra: { bedrock: { thoughtSignature: 'x' }, google: null } },
          { type: 'reasoning', text: 'b', signature: 'x', redacted: 'x' },
          { type: 'text', text: 'c', extra: { anthropic: { thoughtSignature: 'x' }, google: { thoughtSignature: 5 } } },
          { type: 'provider', wire: 'openai', block: { text: 'x' } },
        ],
      },
    ];
    expect(partsOf(await received({ messages }))[1]).toEqual([{ text: 'c' }]);
  });

  it('gives the name of a result where the message does not', async () => {
    const messages = toolTurns.map((message) => (message.role === 'tool' ? { ...message, name: 'peek' } : message));
    const [, , result] = partsOf(await received({ messages }));
    expect(result?.[0]).toMatchObject({ functionResponse: { name: 'peek' } });
  });
});

describe('media for Gemini', () => {
  const sent = async (part: { type: 'image'; url: string } | { type: 'file'; url: string; mediaType: string }) =>
    partsOf(await received({ messages: [{ role: 'user', content: [part] }] }))[0]?.[0];

  it('are of the type that is told, or that of the URL', async () => {
    const url = 'data:application/octet-stream;base64,AAAA';
    expect(await sent({ type: 'file', url, mediaType: 'application/pdf' })).toEqual({
      inlineData: { mimeType: 'application/pdf', data: 'AAAA' },
    });
    expect(await sent({ type: 'file', url: 'data:audio/wav;base64,AAAA', mediaType: '' })).toEqual({
      inlineData: { mimeType: 'audio/wav', data: 'AAAA' },
    });
    expect(await sent({ type: 'image', url: 'gs://bucket/A.PNG' })).toEqual({
      fileData: { mimeType: 'image/png', fileUri: 'gs://bucket/A.PNG' },
    });
    expect(await sent({ type: 'image', url: 'https://a.org/x.webp?y=z.gif#.png' })).toMatchObject({
      fileData: { mimeType: 'image/webp' },
    });
  });

  it.each([
    { type: 'image', url: 'data:image/svg+xml,<svg>' } as const,
    { type: 'image', url: 'blob:https://a.org/1' } as const,
    { type: 'file', url: '/etc/passwd', mediaType: 'text/plain' } as const,
    { type: 'image', url: 'https://png' } as const,
  ])('of $type $url are refused at once', async (part) => {
    const client = await googleWire.client({});
    expect(() => client.stream({ messages: [{ role: 'user', content: [part] }] })).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID', provider: 'google' }),
    );
  });
});
