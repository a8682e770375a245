/** Messages both ways: what providers' users write in LangChain's messages, and what comes back as it was. */
import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssistantPart } from '../../src/llm/index.ts';
import { answerMessage, messageFromLangChain, messageToLangChain } from '../../src/langchain/index.ts';

const partsOf = (message: BaseMessage): readonly object[] => messageFromLangChain(message).content as readonly object[];
const data = 'data:application/pdf;base64,AAAA';

describe('what users send', () => {
  it.each<[string, object, object]>([
    [
      'an image of version 0 by address',
      { type: 'image', source_type: 'url', url: 'https://a/1.png' },
      { type: 'image', url: 'https://a/1.png' },
    ],
    [
      'an image of version 0 by content',
      { type: 'image', source_type: 'base64', data: 'AAAA', mime_type: 'image/png' },
      { type: 'image', url: 'data:image/png;base64,AAAA' },
    ],
    [
      'an image of Anthropic',
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
      { type: 'image', url: 'data:image/png;base64,AAAA' },
    ],
    [
      'an image of Google',
      { type: 'media', mimeType: 'image/png', data: 'AAAA' },
      { type: 'image', url: 'data:image/png;base64,AAAA' },
    ],
    [
      'a video of Google',
      { type: 'media', mimeType: 'video/mp4', fileUri: 'gs://a/b' },
      { type: 'file', url: 'gs://a/b', mediaType: 'video/mp4' },
    ],
    [
      'a file of OpenAI',
      { type: 'file', file: { file_data: data, filename: 'a.pdf' } },
      { type: 'file', url: data, mediaType: 'application/pdf', name: 'a.pdf' },
    ],
    [
      'a file of version 0',
      {
        type: 'file',
        source_type: 'base64',
        mime_type: 'application/pdf',
        data: 'AAAA',
        metadata: { filename: 'a.pdf' },
      },
      { type: 'file', url: data, mediaType: 'application/pdf', name: 'a.pdf' },
    ],
    [
      'a file of version 1',
      { type: 'file', mimeType: 'application/pdf', data: 'AAAA' },
      { type: 'file', url: data, mediaType: 'application/pdf' },
    ],
    [
      'a document of Anthropic',
      { type: 'document', title: 'a', source: { type: 'url', url: 'https://a/a.pdf' } },
      { type: 'file', url: 'https://a/a.pdf', mediaType: 'application/pdf', name: 'a' },
    ],
    [
      'a text of Anthropic',
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'ä' } },
      { type: 'file', url: 'data:text/plain;base64,w6Q=', mediaType: 'text/plain' },
    ],
    [
      'audio of OpenAI',
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      { type: 'file', url: 'data:audio/wav;base64,AAAA', mediaType: 'audio/wav' },
    ],
    [
      'audio of version 1',
      { type: 'audio', mimeType: 'audio/mpeg', data: 'AAAA' },
      { type: 'file', url: 'data:audio/mpeg;base64,AAAA', mediaType: 'audio/mpeg' },
    ],
    [
      'a marked text',
      { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } },
      { type: 'text', text: 'a', extra: { anthropic: { cache_control: { type: 'ephemeral' } } } },
    ],
  ])('is understood as %s', (_, block, part) => {
    expect(partsOf(new HumanMessage({ content: [block] as never }))).toEqual([part]);
  });

  it.each([
    [{ type: 'image' }],
    [{ type: 'image_url', image_url: {} }],
    [{ type: 'file', file: 'x' }],
    [{ type: 'input_audio' }],
    [{ type: 'media' }],
    [{}],
  ])('is refused where it has no content: %j', (block) => {
    expect(() => messageFromLangChain(new HumanMessage({ content: [block] as never }))).toThrow(
      expect.objectContaining({ code: 'LLM_REQUEST_INVALID' }),
    );
  });

  it('has instructions as text, unless a part is marked', () => {
    const marked = { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } };
    expect(
      messageFromLangChain(new SystemMessage({ content: [marked, { type: 'text', text: 'b' }] as never })).content,
    ).toEqual([
      { type: 'text', text: 'a', extra: { anthropic: { cache_control: { type: 'ephemeral' } } } },
      { type: 'text', text: 'b' },
    ]);
  });

  it('has results with media as parts', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'image_url', image_url: { url: 'https://a/1.png' } },
    ];
    expect(messageFromLangChain(new ToolMessage({ tool_call_id: 'c', content })).content).toEqual([
      { type: 'text', text: 'a' },
      { type: 'image', url: 'https://a/1.png' },
    ]);
  });

  it('goes to a model of LangChain and comes back the same', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'image', url: 'https://a/1.png' },
      { type: 'file', url: data, mediaType: 'application/pdf', name: 'a.pdf' },
      { type: 'file', url: 'https://a/a.wav', mediaType: 'audio/wav' },
    ] as const;
    const { content: blocks } = messageToLangChain({ role: 'user', content });
    expect(partsOf(new HumanMessage({ content: blocks }))).toEqual(content);
    const tool = messageToLangChain({ role: 'tool', toolCallId: 'c', content, isError: true });
    expect(tool).toMatchObject({ tool_call_id: 'c', status: 'error' });
    expect(partsOf(new ToolMessage({ tool_call_id: 'c', content: tool.content }))).toEqual(content);
  });
});

describe('what models wrote', () => {
  it.each<[string, object, object[]]>([
    [
      "Bedrock's reasoning",
      { content: [{ type: 'reasoning_content', reasoningText: { text: 'Hm', signature: 's' } }] },
      [{ type: 'reasoning', text: 'Hm', signature: 's' }],
    ],
    [
      "Bedrock's ciphertext",
      { content: [{ type: 'reasoning_content', redactedContent: 'AAAA' }] },
      [{ type: 'reasoning', text: '', redacted: 'AAAA' }],
    ],
    [
      "OpenAI's reasoning item",
      {
        content: 'a',
        additional_kwargs: {
          reasoning: {
            id: 'rs',
            type: 'reasoning',
            summary: [{ type: 'summary_text', text: 'x' }, { text: 'y' }],
            encrypted_content: 'g',
          },
        },
      },
      [
        {
          type: 'reasoning',
          text: 'x\n\ny',
          extra: {
            openai: { id: 'rs', summary: [{ type: 'summary_text', text: 'x' }, { text: 'y' }], encrypted_content: 'g' },
          },
        },
        { type: 'text', text: 'a' },
      ],
    ],
    [
      "OpenAI's tools",
      { content: 'a', additional_kwargs: { tool_outputs: [{ type: 'web_search_call', id: 'ws' }] } },
      [
        { type: 'provider', wire: 'openai', block: { type: 'web_search_call', id: 'ws' } },
        { type: 'text', text: 'a' },
      ],
    ],
    [
      "Gemini's signatures",
      {
        content: '',
        tool_calls: [{ id: 'c', name: 'f', args: {} }],
        additional_kwargs: { __gemini_function_call_thought_signatures__: { c: 'CiQB' } },
      },
      [{ type: 'tool-call', id: 'c', name: 'f', args: {}, extra: { google: { thoughtSignature: 'CiQB' } } }],
    ],
    [
      "Anthropic's server tools, also as they were streamed",
      {
        content: [
          { type: 'server_tool_use', id: 's', name: 'web_search', input: '{"query":"x"}', index: 0 },
          { type: 'web_search_tool_result', tool_use_id: 's', content: [] },
        ],
      },
      [
        {
          type: 'provider',
          wire: 'anthropic',
          block: { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'x' } },
        },
        {
          type: 'provider',
          wire: 'anthropic',
          block: { type: 'web_search_tool_result', tool_use_id: 's', content: [] },
        },
      ],
    ],
    [
      'an id from the prototype',
      {
        content: '',
        tool_calls: [{ id: 'constructor', name: 'f', args: {} }],
        additional_kwargs: { __gemini_function_call_thought_signatures__: {} },
      },
      [{ type: 'tool-call', id: 'constructor', name: 'f', args: {} }],
    ],
  ])('is understood as %s', (_, fields, parts) => {
    expect(partsOf(new AIMessage(fields as never))).toEqual(parts);
  });

  const word = fc.string({ minLength: 1, maxLength: 8 });
  const text = word.map((value): AssistantPart => ({ type: 'text', text: value }));
  const reasoning = fc
    .tuple(word, word)
    .map(([value, signature]): AssistantPart => ({ type: 'reasoning', text: value, signature }));
  const redacted = word.map((value): AssistantPart => ({ type: 'reasoning', text: '', redacted: value }));
  const own = fc.constantFrom<AssistantPart>(
    { type: 'provider', wire: 'anthropic', block: { type: 'server_tool_use', id: 's', name: 'n', input: {} } },
    { type: 'provider', wire: 'google', block: { executableCode: { code: '1' } } },
    { type: 'provider', wire: 'openai', block: { type: 'web_search_call', id: 'w' } },
  );
  const call = fc.tuple(fc.uuid(), word, fc.boolean()).map(([id, name, isSigned]): AssistantPart => ({
    type: 'tool-call',
    id,
    name,
    args: { a: 1 },
    ...(isSigned && { extra: { google: { thoughtSignature: 'sig' } } }),
  }));

  it('comes back from a message as it went in', () => {
    const sorted = (parts: readonly object[]): unknown[] =>
      parts.map((part) => JSON.stringify(part, Object.keys(flat(part)).sort())).sort();
    fc.assert(
      fc.property(fc.array(fc.oneof(text, reasoning, redacted, own, call), { maxLength: 6 }), (content) => {
        const form = {
          id: 'm',
          shape: 'blocks',
          reasoningKey: 'reasoning_content',
          modelProvider: 'anthropic',
        } as const;
        const done = {
          type: 'done',
          finishReason: 'stop',
          message: { role: 'assistant', content },
          metadata: {},
        } as const;
        const back = messageFromLangChain(answerMessage(done, form));
        expect(sorted(back.content as readonly object[])).toEqual(sorted(content));
      }),
      { numRuns: 500 },
    );
  });
});

/** Every key that there is, at any depth. */
function flat(value: unknown): Record<string, true> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([key, inner]) => ({ [key]: true, ...flat(inner) }))) as Record<
    string,
    true
  >;
}
