/** The Responses API as tests speak it. */
import { openAIResponsesClient } from '../../../src/llm/openai-responses/index.ts';
import type { Script } from '../../conformance/llm-client.ts';
import { openAIWire, type Wire } from '../wire.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const responsesWire: Wire = {
  ...openAIWire,
  client: (options) => openAIResponsesClient({ model: 'gpt-5', apiKey: 'test-key', maxRetries: 0, ...options }),
  encode: (chunk) => bytes(`event: ${'type' in chunk ? String(chunk.type) : ''}\ndata: ${JSON.stringify(chunk)}\n\n`),
  tail: bytes(''),
  folder: 'openai-responses',
  transcripts: ['text', 'reasoning-and-tools', 'web-search', 'refusal', 'incomplete'],
  makesWhole: (chunk) => 'type' in chunk && ['response.completed', 'response.incomplete'].includes(String(chunk.type)),
  overloaded: { type: 'error', code: 'server_error', message: 'Overloaded', param: null, sequence_number: 0 },
};

const response = (fields: object = {}): object => ({
  id: 'resp_1',
  model: 'gpt-5',
  status: 'in_progress',
  output: [],
  ...fields,
});

/** The events of a scripted answer. */
export function responsesChunks({ reasoning, text = [], calls = [], then }: Script): object[] {
  const events: object[] = [{ type: 'response.created', response: response() }];
  let place = 0;
  if (reasoning !== undefined) {
    const at = { output_index: place++, item_id: 'rs_1' };
    const item = { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: reasoning }] };
    events.push({ type: 'response.reasoning_summary_text.delta', summary_index: 0, delta: reasoning, ...at });
    events.push({ type: 'response.output_item.done', item, ...at });
  }
  const at = { output_index: place++, item_id: 'msg_1', content_index: 0 };
  events.push(...text.map((delta) => ({ type: 'response.output_text.delta', delta, ...at })));
  for (const [index, { id, name, args }] of calls.entries()) {
    const where = { output_index: place++, item_id: `fc_${index}` };
    const item = { type: 'function_call', id: `fc_${index}`, call_id: id, name, arguments: '' };
    const written = JSON.stringify(args);
    events.push({ type: 'response.output_item.added', item, ...where });
    for (const delta of [written.slice(0, 3), written.slice(3)].filter((piece) => piece !== '')) {
      events.push({ type: 'response.function_call_arguments.delta', delta, ...where });
    }
    events.push({ type: 'response.output_item.done', item: { ...item, arguments: written }, ...where });
  }
  if (then !== 'finish') return events;
  const usage = { input_tokens: 10, output_tokens: 5, total_tokens: 15 };
  return [...events, { type: 'response.completed', response: response({ status: 'completed', usage }) }];
}
