/** Bedrock's wire as tests speak it: frames of an AWS event stream. */
import { crc32 } from 'node:zlib';
import { bedrockClient } from '../../../src/llm/bedrock/index.ts';
import type { Script } from '../../conformance/llm-client.ts';
import type { AnyWire } from '../wire.ts';

/** One frame: lengths, headers, payload, each under a checksum. The format is that of the AWS event stream encoding. */
function frame(headers: Readonly<Record<string, string>>, payload: string): Uint8Array {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(Buffer.byteLength(value));
      return Buffer.concat([
        Buffer.from([name.length]),
        Buffer.from(name),
        Buffer.from([7]),
        length,
        Buffer.from(value),
      ]);
    }),
  );
  const body = Buffer.from(payload);
  const message = Buffer.alloc(12 + head.length + body.length + 4);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, 12);
  body.copy(message, 12 + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message;
}

const event = (type: string, payload: string): Uint8Array =>
  frame({ ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' }, payload);

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'test-secret' };

export const bedrockWire: AnyWire = {
  provider: 'bedrock',
  client: ({ baseURL, serviceTier: _tier, ...options }) =>
    bedrockClient({
      model: 'anthropic.claude-haiku-4-5',
      region: 'eu-central-1',
      credentials,
      maxRetries: 0,
      ...(baseURL !== undefined && { endpointHost: baseURL }),
      ...options,
    }),
  contentType: 'application/vnd.amazon.eventstream',
  encode: (chunk) => {
    const [[type, value]] = Object.entries(chunk) as [[string, unknown]];
    if (!type.endsWith('Exception')) return event(type, JSON.stringify(value));
    return frame(
      { ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' },
      JSON.stringify(value),
    );
  },
  frame: (text) => event('contentBlockDelta', text),
  tail: new Uint8Array(),
  folder: 'bedrock',
  transcripts: ['text', 'reasoning-and-tools', 'guardrail'],
  makesWhole: (chunk) => 'messageStop' in chunk,
  overloaded: { throttlingException: { message: 'Too many requests' } },
  errorBody: (message) => ({ message }),
};

/** The events of a scripted answer. */
export function bedrockChunks({ reasoning, text = [], calls = [], then }: Script): object[] {
  const delta = (contentBlockIndex: number, delta_: object): object => ({
    contentBlockDelta: { contentBlockIndex, delta: delta_ },
  });
  const chunks: object[] = [{ messageStart: { role: 'assistant' } }];
  if (reasoning !== undefined)
    chunks.push(delta(0, { reasoningContent: { text: reasoning } }), { contentBlockStop: { contentBlockIndex: 0 } });
  chunks.push(...text.map((piece) => delta(1, { text: piece })));
  for (const [index, { id, name, args }] of calls.entries()) {
    const contentBlockIndex = 2 + index;
    const written = JSON.stringify(args);
    chunks.push({ contentBlockStart: { contentBlockIndex, start: { toolUse: { toolUseId: id, name } } } });
    chunks.push(
      ...[written.slice(0, 3), written.slice(3)]
        .filter(Boolean)
        .map((input) => delta(contentBlockIndex, { toolUse: { input } })),
    );
    chunks.push({ contentBlockStop: { contentBlockIndex } });
  }
  if (then !== 'finish') return chunks;
  const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };
  return [
    ...chunks,
    { messageStop: { stopReason: calls.length > 0 ? 'tool_use' : 'end_turn' } },
    { metadata: { usage, metrics: { latencyMs: 1 } } },
  ];
}
