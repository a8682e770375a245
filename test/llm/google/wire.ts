/** The Gemini API, and Vertex AI, as tests speak them. */
import { googleClient, vertexClient } from '../../../src/llm/google/index.ts';
import type { Script } from '../../conformance/llm-client.ts';
import type { AnyWire } from '../wire.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const googleWire: AnyWire = {
  provider: 'google',
  client: (options) => googleClient({ model: 'gemini-2.5-flash', apiKey: 'test-key', maxRetries: 0, ...options }),
  encode: (chunk) => bytes(`data: ${JSON.stringify(chunk)}\r\n\r\n`),
  frame: (text) => bytes(`data: ${text}\r\n\r\n`),
  tail: bytes(''),
  folder: 'google',
  transcripts: ['text', 'thinking-and-tools', 'signed-turn', 'search', 'image', 'filtered'],
  makesWhole: (chunk) => JSON.stringify(chunk).includes('"finishReason"'),
  overloaded: { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } },
  errorBody: (message) => ({ error: { code: 0, message, status: 'SOME_ERROR' } }),
};

/** The same answers, which the SDK reads in another way. */
export const vertexWire: AnyWire = {
  ...googleWire,
  provider: 'vertexai',
  client: (options) => vertexClient({ model: 'gemini-2.5-flash', apiKey: 'test-key', maxRetries: 0, ...options }),
  transcripts: ['thinking-and-tools', 'image'],
};

/** The chunks of a scripted answer. */
export function googleChunks({ reasoning, text = [], calls = [], then }: Script): object[] {
  const chunk = (parts: object[], rest: object = {}): object => ({
    candidates: [{ content: { role: 'model', parts }, index: 0, ...rest }],
    responseId: 'r-1',
    modelVersion: 'gemini-2.5-flash',
    usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
  });
  const chunks = [
    chunk([{ text: '' }]),
    ...(reasoning === undefined ? [] : [chunk([{ text: reasoning, thought: true }])]),
    ...text.map((piece) => chunk([{ text: piece }])),
    ...calls.map(({ id, name, args }) => chunk([{ functionCall: { id, name, args } }])),
  ];
  return then === 'finish' ? [...chunks, chunk([], { finishReason: 'STOP' })] : chunks;
}
