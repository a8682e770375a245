import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/llm/index.ts';
import { hello, transcript } from '../wire.ts';
import { answerOf, partsOf, received } from './support.ts';
import { googleWire } from './wire.ts';

describe('a request to Gemini', () => {
  const tools = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }];

  it('goes to the model with the key in a header', async () => {
    const { path, headers, body } = await received(hello);
    expect(path).toMatch(/^\/v1beta\/models\/gemini-2.5-flash:streamGenerateContent\?alt=sse$/);
    expect((await received(hello, { apiVersion: 'v1' })).path).toMatch(/^\/v1\/models/);
    expect(headers['x-goog-api-key']).toBe('test-key');
    expect(body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }], generationConfig: {} });
  });

  it('carries every option under its name on the wire', async () => {
    const { body, headers } = await received(hello, {
      temperature: 0.5,
      maxTokens: 64,
      topP: 0.9,
      topK: 5,
      stop: 'END',
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      thinkingConfig: { thinkingBudget: 100, includeThoughts: true },
      customHeaders: { 'x-mine': 'yes' },
      json: true,
    });
    expect(headers['x-mine']).toBe('yes');
    expect(body).toMatchObject({
      generationConfig: {
        temperature: 0.5,
        maxOutputTokens: 64,
        topP: 0.9,
        topK: 5,
        stopSequences: ['END'],
        thinkingConfig: { thinkingBudget: 100, includeThoughts: true },
        responseMimeType: 'application/json',
      },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
    });
  });

  it('has every kind of message', async () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be brief.' },
      { role: 'system', content: 'Be kind.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
          { type: 'image', url: 'https://example.org/a.jpg?x=1' },
          { type: 'file', url: 'gs://bucket/a.mp4', mediaType: 'video/mp4' },
          { type: 'file', url: 'data:audio/wav;base64,BBBB', mediaType: 'audio/wav' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'of another', signature: 's' },
          { type: 'provider', wire: 'anthropic', block: { type: 'server_tool_use' } },
          { type: 'text', text: 'I look.' },
          {
            type: 'tool-call',
            id: 'a',
            name: 'look',
            args: { at: 'sea' },
            extra: { google: { thoughtSignature: 'CiQB' } },
          },
          { type: 'tool-call', id: 'b', name: 'look', args: {} },
        ],
      },
      { role: 'tool', toolCallId: 'a', content: 'a ship' },
      {
        role: 'tool',
        toolCallId: 'b',
        content: [
          { type: 'text', text: 'no' },
          { type: 'image', url: 'data:image/png;base64,CCCC' },
        ],
        isError: true,
      },
      { role: 'user', content: [{ type: 'text', text: 'And?' }] },
    ];
    const { body } = await received({ messages });
    expect(body).toEqual({
      generationConfig: {},
      systemInstruction: { role: 'user', parts: [{ text: 'Be brief.\n\nBe kind.' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'Look' },
            { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            { fileData: { mimeType: 'image/jpeg', fileUri: 'https://example.org/a.jpg?x=1' } },
            { fileData: { mimeType: 'video/mp4', fileUri: 'gs://bucket/a.mp4' } },
            { inlineData: { mimeType: 'audio/wav', data: 'BBBB' } },
          ],
        },
        {
          role: 'model',
          parts: [
            { text: 'I look.' },
            { functionCall: { name: 'look', args: { at: 'sea' } }, thoughtSignature: 'CiQB' },
            { functionCall: { name: 'look', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'look', response: { output: 'a ship' } } },
            { functionResponse: { name: 'look', response: { error: 'no' } } },
            { inlineData: { mimeType: 'image/png', data: 'CCCC' } },
            { text: 'And?' },
          ],
        },
      ],
    });
  });

  it('gives an answer of its own back as it came', async () => {
    for (const name of ['thinking-and-tools', 'search', 'image']) {
      const { message } = await answerOf(name);
      const results = message.content.flatMap((part): Message[] =>
        part.type === 'tool-call' ? [{ role: 'tool', toolCallId: part.id, content: 'x' }] : [],
      );
      const { body } = await received({ messages: [...hello.messages, message, ...results] });
      const [, turn] = body['contents'] as { parts: object[] }[];
      // This model matches results by name and order.
      const came = transcript(googleWire, name).flatMap(
        (one) =>
          (one as { candidates: { content: { parts: Record<string, unknown>[] } }[] }).candidates[0]?.content.parts ??
          [],
      );
      // Unsigned thoughts stay behind, and a signature joins the text that it is of.
      const expected = came
        .filter((part) => part['text'] === undefined || (part['thought'] !== true && part['text'] !== ''))
        .map(
          (part) =>
            JSON.parse(JSON.stringify(part, (key, value: unknown) => (key === 'id' ? undefined : value))) as object,
        );
      expect(turn?.parts).toMatchObject(expected);
    }
  });

  it('gives a turn of Gemini 3 its text in one piece, and every signature and id', async () => {
    const { message } = await answerOf('signed-turn');
    const [, turn] = partsOf(await received({ messages: [...hello.messages, message] }, { model: 'gemini-3-pro' }));
    expect(turn).toEqual([
      { text: 'Let me look at both — 海と空.', thoughtSignature: 'EqUDCqIDAXLI2nz1' },
      {
        functionCall: { id: 'call-g3-1', name: 'look', args: { at: 'sea' } },
        thoughtSignature: 'EtYFCtMFAXLI2nx7',
      },
      { functionCall: { id: 'call-g3-2', name: 'look', args: { at: 'sky' } } },
      { functionCall: { id: 'call-g3-3', name: 'now', args: {} } },
    ]);
  });

  it('marks calls of other models for those that ask for signatures', async () => {
    const messages: Message[] = [
      ...hello.messages,
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', id: 'a', name: 'look', args: {} },
          { type: 'tool-call', id: 'b', name: 'look', args: {} },
        ],
      },
      { role: 'tool', toolCallId: 'a', content: 'x' },
      { role: 'tool', toolCallId: 'b', content: 'x' },
    ];
    const signed = async (model: string) => {
      const [, turn] = (await received({ messages }, { model })).body['contents'] as {
        parts: { thoughtSignature?: string }[];
      }[];
      return turn?.parts.map(({ thoughtSignature }) => thoughtSignature);
    };
    expect(await signed('gemini-3-pro-preview')).toEqual(['skip_thought_signature_validator', undefined]);
    expect(await signed('gemini-2.5-flash')).toEqual([undefined, undefined]);
  });

  it('tells of tools, those of Google, and which must be called', async () => {
    const { body } = await received({
      ...hello,
      tools,
      providerTools: [{ googleSearch: {} }],
      toolChoice: { name: 'look' },
    });
    expect(body['tools']).toEqual([
      { functionDeclarations: [{ name: 'look', description: 'Looks.', parametersJsonSchema: { type: 'object' } }] },
      { googleSearch: {} },
    ]);
    expect(body['toolConfig']).toEqual({ functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } });
    for (const [choice, mode] of [
      ['auto', 'AUTO'],
      ['none', 'NONE'],
      ['required', 'ANY'],
    ] as const) {
      expect((await received({ ...hello, tools, toolChoice: choice })).body['toolConfig']).toEqual({
        functionCallingConfig: { mode },
      });
    }
  });

  it('holds an answer to a schema', async () => {
    const schema = { type: 'object', properties: {} };
    expect((await received({ ...hello, output: { name: 'ship', schema } })).body['generationConfig']).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
  });

  it('refuses an image whose type cannot be told at once', async () => {
    const client = await googleWire.client({});
    const content = [{ type: 'image', url: 'https://example.org/image' }] as const;
    expect(() => client.stream({ messages: [{ role: 'user', content }] })).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID' }),
    );
  });
});
