/** Content of users and tools, in every form that there is of it, good and bad. */
import { HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageFromLangChain, messageToLangChain } from '../../src/langchain/index.ts';
import type { ContentPart } from '../../src/llm/index.ts';

const partsOf = (...content: unknown[]): unknown =>
  messageFromLangChain(new HumanMessage({ content: content as never })).content;
const png = 'iVBORw0KGgoAAAA';
const pdf = 'data:application/pdf;base64,AQID';
const bytes = new Uint8Array([1, 2, 3]);
const mark = { cache_control: { type: 'ephemeral' } };

describe('content of a user', () => {
  it.each<[string, object, object]>([
    ['text of the Responses API', { type: 'input_text', text: 'a' }, { type: 'text', text: 'a' }],
    [
      'image of the Responses API',
      { type: 'input_image', image_url: 'https://a/1' },
      { type: 'image', url: 'https://a/1' },
    ],
    [
      'file of the Responses API',
      { type: 'input_file', file_data: pdf, filename: 'a.pdf' },
      { type: 'file', url: pdf, mediaType: 'application/pdf', name: 'a.pdf' },
    ],
    [
      'file of the Responses API by address',
      { type: 'input_file', file_url: 'https://a/a.pdf' },
      { type: 'file', url: 'https://a/a.pdf', mediaType: 'application/pdf' },
    ],
    [
      'image whose type its content tells',
      { type: 'image', data: png },
      { type: 'image', url: `data:image/png;base64,${png}` },
    ],
    [
      'image of version 0 whose type its content tells',
      { type: 'image', source_type: 'base64', data: '/9j/4AA' },
      { type: 'image', url: 'data:image/jpeg;base64,/9j/4AA' },
    ],
    [
      'image as bytes',
      { type: 'image', mimeType: 'image/gif', data: bytes },
      { type: 'image', url: 'data:image/gif;base64,AQID' },
    ],
    [
      'image of Anthropic by address',
      { type: 'image', source: { type: 'url', url: 'https://a/1.png' }, ...mark },
      { type: 'image', url: 'https://a/1.png', extra: { anthropic: mark } },
    ],
    [
      'image of Bedrock',
      { type: 'image', image: { format: 'jpeg', source: { bytes } } },
      { type: 'image', url: 'data:image/jpeg;base64,AQID' },
    ],
    [
      'document of Bedrock',
      { type: 'document', document: { format: 'docx', name: 'a', source: { bytes } } },
      {
        type: 'file',
        url: 'data:application/vnd.openxmlformats-officedocument.wordprocessingml.document;base64,AQID',
        mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        name: 'a',
      },
    ],
    [
      'document of Bedrock, from storage',
      {
        type: 'document',
        document: { format: 'pdf', source: { bytes: JSON.parse(JSON.stringify(bytes)) as unknown } },
      },
      { type: 'file', url: pdf, mediaType: 'application/pdf' },
    ],
    [
      'video of Bedrock',
      { type: 'video', video: { format: 'mp4', source: { bytes: Buffer.from(bytes).toJSON() } } },
      { type: 'file', url: 'data:video/mp4;base64,AQID', mediaType: 'video/mp4' },
    ],
    [
      'document of Anthropic by content',
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'AQID' },
        title: 'a',
        ...mark,
      },
      { type: 'file', url: pdf, mediaType: 'application/pdf', name: 'a', extra: { anthropic: mark } },
    ],
    [
      'text of version 0 as a file',
      { type: 'file', source_type: 'text', text: 'ä', mime_type: 'text/csv', metadata: { name: 'a.csv' } },
      { type: 'file', url: 'data:text/csv;base64,w6Q=', mediaType: 'text/csv', name: 'a.csv' },
    ],
    [
      'text of version 1 as a file',
      { type: 'text-plain', text: 'ä' },
      { type: 'file', url: 'data:text/plain;base64,w6Q=', mediaType: 'text/plain' },
    ],
    [
      'audio of version 0',
      { type: 'audio', source_type: 'url', url: 'https://a/a', mime_type: 'audio/mpeg' },
      { type: 'file', url: 'https://a/a', mediaType: 'audio/mpeg' },
    ],
    [
      'video of version 1',
      { type: 'video', url: 'https://a/a' },
      { type: 'file', url: 'https://a/a', mediaType: 'video/mp4' },
    ],
    [
      'image of Google by an address that does not tell its type',
      { type: 'media', mimeType: 'image/png', fileUri: 'https://a/files/x' },
      { type: 'file', url: 'https://a/files/x', mediaType: 'image/png' },
    ],
    [
      'file that does not tell its type',
      { type: 'file', data: 'AQID' },
      { type: 'file', url: 'data:application/octet-stream;base64,AQID', mediaType: 'application/octet-stream' },
    ],
    [
      'file of version 1 by a data URL',
      { type: 'file', url: pdf },
      { type: 'file', url: pdf, mediaType: 'application/pdf' },
    ],
  ])('may be an %s', (_, block, part) => {
    expect(partsOf(block)).toEqual([part]);
  });

  it.each([
    [{ type: 'text' }],
    [{ type: 'text', text: 7 }],
    [{ type: 'image', source_type: 'id', id: 'file-1' }],
    [{ type: 'image', fileId: 'file-1' }],
    [{ type: 'image', source: { type: 'file', file_id: 'file-1' } }],
    [{ type: 'image', data: '' }],
    [{ type: 'image', data: {} }],
    [{ type: 'image', data: ['a'] }],
    [{ type: 'file', file: { file_id: 'file-1' } }],
    [{ type: 'document', document: { format: 'pdf', source: { s3Location: { uri: 's3://a' } } } }],
    [{ type: 'document', source: { type: 'content', content: [] } }],
    [{ type: 'input_audio', input_audio: { data: 'AAAA' } }],
    [{ type: 'hologram' }],
    [{ type: '__proto__' }],
    [null],
    ['text'],
    [7],
  ])('is refused where there is nothing to send: %j', (block) => {
    expect(() => partsOf(block)).toThrow(expect.objectContaining({ code: 'LLM_REQUEST_INVALID' }));
  });

  it('takes a megabyte of bytes', () => {
    const [part] = partsOf({ type: 'file', data: new Uint8Array(1 << 20) }) as [{ url: string }];
    expect(part.url).toHaveLength('data:application/octet-stream;base64,'.length + 1_398_104);
  });
});

describe('content of a tool', () => {
  const contentOf = (...content: unknown[]): unknown =>
    messageFromLangChain(new ToolMessage({ tool_call_id: 'c', content: content as never })).content;

  it('is one string of text, parts with media among it, and JSON of anything else', () => {
    expect(contentOf({ type: 'text', text: 'a' }, { type: 'text', text: 'b' })).toBe('a\nb');
    expect(contentOf({ type: 'text', text: 'a' }, { type: 'image', data: png })).toEqual([
      { type: 'text', text: 'a' },
      { type: 'image', url: `data:image/png;base64,${png}` },
    ]);
    expect(contentOf({ type: 'text', text: 'a' }, { type: 'ship' })).toBe(
      '[{"type":"text","text":"a"},{"type":"ship"}]',
    );
    expect(contentOf({ type: 'text' })).toBe('[{"type":"text"}]');
  });
});

describe('plain content', () => {
  const word = fc.string({ minLength: 1, maxLength: 8 });
  const extra = fc.constantFrom({}, { extra: { anthropic: mark } });
  const address = fc.oneof(fc.webUrl(), fc.base64String({ minLength: 4, maxLength: 12 }));
  const url = (given: string, mediaType: string): string =>
    /^https?:/.test(given) ? given : `data:${mediaType};base64,${given}`;
  const part = fc.oneof(
    fc.tuple(word, extra).map(([text, own]): ContentPart => ({ type: 'text', text, ...own })),
    fc
      .tuple(address, extra)
      .map(([given, own]): ContentPart => ({ type: 'image', url: url(given, 'image/png'), ...own })),
    fc
      .tuple(address, fc.constantFrom('application/pdf', 'audio/wav', 'video/mp4', 'text/csv'), word, extra)
      .map(([given, mediaType, name, own]): ContentPart => ({
        type: 'file',
        url: url(given, mediaType),
        mediaType,
        name,
        ...own,
      })),
  );

  it('goes to a model of LangChain and comes back the same', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('anthropic', 'any'),
        (content, reader) => {
          const { content: blocks } = messageToLangChain({ role: 'user', content }, reader);
          expect(messageFromLangChain(new HumanMessage({ content: blocks })).content).toEqual(content);
        },
      ),
    );
  });

  it('keeps the marks of instructions, and is one string without', () => {
    const marked = [
      { type: 'text', text: 'a', extra: { anthropic: mark } },
      { type: 'text', text: 'b' },
    ] as const;
    const { content } = messageToLangChain({ role: 'system', content: marked });
    expect(content).toEqual([
      { type: 'text', text: 'a', ...mark },
      { type: 'text', text: 'b' },
    ]);
    expect(messageFromLangChain(new SystemMessage({ content })).content).toEqual(marked);
    const bare = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ] as const;
    expect(messageToLangChain({ role: 'system', content: bare }).content).toBe('a\nb');
  });

  it('names a file that has content and no name, since one class takes no other', () => {
    const named = (mediaType: string): unknown =>
      messageToLangChain({ role: 'user', content: [{ type: 'file', url: `data:${mediaType};base64,AQID`, mediaType }] })
        .content;
    expect(named('application/pdf')).toMatchObject([{ metadata: { filename: 'file.pdf' }, data: 'AQID' }]);
    expect(named('application/vnd.ms-excel')).toMatchObject([{ metadata: { filename: 'file.bin' } }]);
  });
});
