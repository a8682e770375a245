/** `response_metadata.output`, where LangChain's class for OpenAI keeps the items of an answer in their order → parts. Pure. */
import type { AssistantPart, ToolCallPart } from '../base/index.ts';
import { assistantPartOf } from './answer-blocks.ts';
import { reasoningItem } from './answer-kwargs.ts';
import { type Block, isRecord, record } from './user-blocks.ts';

/**
 * @param calls the calls of the message; one that is no item any more was taken back, and one that is no item yet comes last
 * @returns `undefined` where there are no items
 */
export function outputParts(metadata: Block, calls: readonly ToolCallPart[]): AssistantPart[] | undefined {
  const { output } = metadata;
  if (!Array.isArray(output) || output.length === 0) return undefined;
  if (!output.every((item) => isRecord(item) && typeof item['type'] === 'string')) return undefined;
  const left = new Map(calls.map((call) => [call.id, call]));
  const parts = (output as Block[]).flatMap((item) => itemParts(item, left));
  return [...parts, ...left.values()];
}

function itemParts(item: Block, calls: Map<string, ToolCallPart>): AssistantPart[] {
  switch (item['type']) {
    case 'message':
      return messageParts(item);
    case 'reasoning':
      return [reasoningItem(item)];
    case 'function_call': {
      const id = String(item['call_id']);
      const call = calls.get(id);
      calls.delete(id);
      if (call === undefined) return [];
      return typeof item['id'] === 'string'
        ? [{ ...call, extra: { ...call.extra, openai: { id: item['id'] } } }]
        : [call];
    }
    default:
      return [{ type: 'provider', wire: 'openai', block: item }];
  }
}

function messageParts({ id, content }: Block): AssistantPart[] {
  const parts = Array.isArray(content) ? content : [];
  return parts
    .map((part) => {
      const block = record(part);
      return assistantPartOf(block['type'] === 'refusal' ? { type: 'text', text: block['refusal'] } : { ...block, id });
    })
    .filter((part) => part !== undefined);
}
