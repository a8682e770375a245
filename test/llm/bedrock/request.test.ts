import { describe, expect, it } from 'vitest';
import type { BedrockClientOptions } from '../../../src/llm/bedrock/index.ts';
import type { LLMRequest, Message } from '../../../src/llm/index.ts';
import { collect, hello, transcript, wholeAnswer } from '../wire.ts';
import { sendStream, wireServer } from '../wire-server.ts';
import { bedrockWire } from './wire.ts';

describe('a Converse request', () => {
  const received = async (request: LLMRequest, options: Partial<BedrockClientOptions> = {}) => {
    const server = await wireServer((response) =>
      sendStream(response, [wholeAnswer(bedrockWire, transcript(bedrockWire, 'text'))], 'end', bedrockWire.contentType),
    );
    const client = await bedrockWire.client({ baseURL: server.origin, ...(options as object) });
    expect((await collect(client.stream(request))).at(-1)?.type).toBe('done');
    return server.requests[0] ?? { path: '', headers: {}, body: {} as Record<string, unknown> };
  };
  const tools = [{ name: 'look', description: 'Looks.', parameters: { type: 'object' } }];

  it('goes to the model, signed', async () => {
    const { path, headers, body } = await received(hello);
    expect(path).toBe('/model/anthropic.claude-haiku-4-5/converse-stream');
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-central-1\/bedrock\/aws4_request/,
    );
    expect(body).toEqual({ messages: [{ role: 'user', content: [{ text: 'Hello' }] }] });
  });

  it('carries every option under its name on the wire', async () => {
    const additionalModelRequestFields = { thinking: { type: 'enabled', budget_tokens: 1024 } };
    const { path, body } = await received(hello, {
      maxTokens: 64,
      temperature: 0.5,
      topP: 0.9,
      stop: 'END',
      additionalModelRequestFields,
      applicationInferenceProfile: 'arn:aws:bedrock:eu-central-1:1:application-inference-profile/x',
      guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' },
      performanceConfig: { latency: 'optimized' },
      requestMetadata: { a: 'b' },
    });
    expect(decodeURIComponent(path)).toContain('application-inference-profile/x/converse-stream');
    expect(body).toMatchObject({
      inferenceConfig: { maxTokens: 64, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
      additionalModelRequestFields,
      guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' },
      performanceConfig: { latency: 'optimized' },
      requestMetadata: { a: 'b' },
    });
  });

  it('has every kind of message', async () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
          {
            type: 'file',
            url: 'data:application/pdf;base64,AAAA',
            mediaType: 'application/pdf',
            name: 'my_ship.v2.pdf',
          },
          { type: 'file', url: 'data:video/mp4;base64,AAAA', mediaType: 'video/mp4' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'Hm.', signature: 's' },
          { type: 'reasoning', text: 'unsigned' },
          { type: 'provider', wire: 'google', block: { executableCode: {} } },
          { type: 'tool-call', id: 'call.1', name: 'look', args: { at: 'sea' } },
        ],
      },
      {
        role: 'tool',
        toolCallId: 'call.1',
        content: [
          { type: 'text', text: 'no' },
          { type: 'image', url: 'data:image/png;base64,AAAA' },
        ],
        isError: true,
      },
      { role: 'user', content: [{ type: 'text', text: 'And?' }] },
    ];
    const { body } = await received({ messages });
    const image = { image: { format: 'png', source: { bytes: 'AAAA' } } };
    const toolUseId = expect.stringMatching(/^call_1_[a-z0-9]{9}$/);
    expect(body).toEqual({
      system: [{ text: 'Be brief.' }],
      messages: [
        {
          role: 'user',
          content: [
            { text: 'Look' },
            image,
            { document: { format: 'pdf', name: 'my ship v2 pdf', source: { bytes: 'AAAA' } } },
            { video: { format: 'mp4', source: { bytes: 'AAAA' } } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { reasoningContent: { reasoningText: { text: 'Hm.', signature: 's' } } },
            { toolUse: { toolUseId, name: 'look', input: { at: 'sea' } } },
          ],
        },
        {
          role: 'user',
          content: [{ toolResult: { toolUseId, content: [{ text: 'no' }, image], status: 'error' } }, { text: 'And?' }],
        },
      ],
    });
  });

  it('tells of tools and of which must be called', async () => {
    const spec = { toolSpec: { name: 'look', description: 'Looks.', inputSchema: { json: { type: 'object' } } } };
    expect((await received({ ...hello, tools })).body['toolConfig']).toEqual({ tools: [spec] });
    for (const [toolChoice, expected] of [
      ['auto', { auto: {} }],
      ['required', { any: {} }],
      [{ name: 'look' }, { tool: { name: 'look' } }],
    ] as const) {
      expect((await received({ ...hello, tools, toolChoice })).body['toolConfig']).toEqual({
        tools: [spec],
        toolChoice: expected,
      });
    }
    expect((await received({ ...hello, tools, toolChoice: 'none' })).body).not.toHaveProperty('toolConfig');
    const called: Message[] = [
      ...hello.messages,
      { role: 'assistant', content: [{ type: 'tool-call', id: 'a', name: 'look', args: {} }] },
      { role: 'tool', toolCallId: 'a', content: 'x' },
    ];
    expect((await received({ messages: called, tools, toolChoice: 'none' })).body['toolConfig']).toEqual({
      tools: [spec],
    });
  });

  it('holds an answer to a schema by its own mechanism', async () => {
    const schema = { type: 'object', properties: {} };
    expect((await received({ ...hello, output: { name: 'ship', schema } })).body['outputConfig']).toEqual({
      textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'ship', schema: JSON.stringify(schema) } } },
    });
  });

  it('has points for the cache behind tools, instructions and the conversation', async () => {
    const point = { cachePoint: { type: 'default' } };
    const messages: Message[] = [{ role: 'system', content: 'Be brief.' }, ...hello.messages];
    const { body } = await received({ messages, tools }, { promptCache: true });
    expect(body).toMatchObject({
      system: [{ text: 'Be brief.' }, point],
      toolConfig: { tools: [{}, point] },
      messages: [{ content: [{ text: 'Hello' }, point] }],
    });
  });

  it.each([
    ['an image by address', { type: 'image', url: 'https://example.org/a.png' }],
    ['an image of another kind', { type: 'image', url: 'data:image/tiff;base64,AAAA' }],
    ['a file by address', { type: 'file', url: 'https://example.org/a.pdf', mediaType: 'application/pdf' }],
    ['audio', { type: 'file', url: 'data:audio/wav;base64,AAAA', mediaType: 'audio/wav' }],
  ] as const)('refuses %s at once', async (_, part) => {
    const client = await bedrockWire.client({});
    expect(() => client.stream({ messages: [{ role: 'user', content: [part] }] })).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID', provider: 'bedrock' }),
    );
  });
});
