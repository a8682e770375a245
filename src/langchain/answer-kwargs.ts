/** What LangChain's classes keep beside the content of an answer, in `additional_kwargs` → parts of the port, and back. Pure. */
import type { AssistantPart, Extra, ReasoningPart, ToolCallPart } from '../base/index.ts';
import { type Block, isRecord, record, without } from './user-blocks.ts';

/** Where LangChain's class for Gemini keeps the signatures of calls, by their ids. */
const GEMINI_SIGNATURES = '__gemini_function_call_thought_signatures__';

/** Where its other classes for Gemini keep signatures: one for each part of the answer, empty for a part without. */
const SIGNATURES = 'signatures';

/** Where its class for OpenAI keeps what the Responses API calls its calls, by their ids. */
const OPENAI_CALLS = '__openai_function_call_ids__';

/** Reasoning of the Responses API; what of it stands in the content as well is the same. */
export function itemBeside({ reasoning }: Block): ReasoningPart | undefined {
  return isRecord(reasoning) && typeof reasoning['id'] === 'string' ? reasoningItem(reasoning) : undefined;
}

/**
 * Any other reasoning beside the content.
 *
 * @param isWritten whether the content has reasoning of its own
 */
export function reasoningBeside(kwargs: Block, isWritten: boolean): AssistantPart[] {
  const details = detailsOf(kwargs);
  const text = [kwargs['reasoning_content'], kwargs['reasoning']].find(isText);
  if (text !== undefined && !isWritten) return [{ type: 'reasoning', text, ...(details && { extra: details }) }];
  return details === undefined ? [] : [{ type: 'provider', wire: CHAT, block: details[CHAT] }];
}

/** The wire that has OpenRouter's `reasoning_details`. */
const CHAT = 'openai-chat';

function detailsOf({ reasoning_details }: Block): { readonly [CHAT]: Block } | undefined {
  return Array.isArray(reasoning_details) && reasoning_details.length > 0
    ? { [CHAT]: { reasoning_details } }
    : undefined;
}

/** An item of the Responses API, as `additional_kwargs.reasoning` or `response_metadata.output` has it. */
export function reasoningItem({ id, summary, encrypted_content }: Block): ReasoningPart {
  // A streamed one has its fragments numbered.
  const parts = (Array.isArray(summary) ? summary : []).filter(isRecord).map((part) => without(part, 'index'));
  const text = parts.map((part) => (typeof part['text'] === 'string' ? part['text'] : '')).join('\n\n');
  const item = { id, summary: parts, ...(typeof encrypted_content === 'string' && { encrypted_content }) };
  return { type: 'reasoning', text, extra: { openai: item } };
}

/** What tools did that OpenAI runs itself. */
export function outputsBeside({ tool_outputs }: Block): AssistantPart[] {
  const outputs = Array.isArray(tool_outputs) ? tool_outputs.filter(isRecord) : [];
  return outputs.map((block) =>
    block['type'] === 'reasoning' ? reasoningItem(block) : { type: 'provider', wire: 'openai', block },
  );
}

/** What only the provider understands of a call. */
export function callExtra(
  kwargs: Block,
  id: string,
  place: { readonly call: number; readonly of: number },
): Extra | undefined {
  const list = kwargs[SIGNATURES];
  const thoughtSignature =
    entryOf(kwargs[GEMINI_SIGNATURES], id) ?? (Array.isArray(list) ? list.at(place.call - place.of) : undefined);
  const item = entryOf(kwargs[OPENAI_CALLS], id);
  const extra = {
    ...(isText(thoughtSignature) && { google: { thoughtSignature } }),
    ...(isText(item) && { openai: { id: item } }),
  };
  return Object.keys(extra).length === 0 ? undefined : extra;
}

/** The signature of a text that is the whole content. */
export function textExtra(kwargs: Block): Extra | undefined {
  const list = kwargs[SIGNATURES];
  const thoughtSignature: unknown = Array.isArray(list) ? list[0] : undefined;
  return isText(thoughtSignature) ? { google: { thoughtSignature } } : undefined;
}

function entryOf(entries: unknown, id: string): unknown {
  return isRecord(entries) && Object.hasOwn(entries, id) ? entries[id] : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * The way back.
 *
 * @param asString whether the content is one string, which has no place for a signature
 */
export function kwargsBeside(content: readonly AssistantPart[], asString: boolean): Record<string, unknown> {
  const calls = content.filter((part) => part.type === 'tool-call');
  const own = content.filter((part) => part.type === 'provider');
  const outputs: Block[] = own.filter(({ wire }) => wire === 'openai').map(({ block }) => block);
  const reasoning = content.filter((part) => part.type === 'reasoning');
  const [first, ...rest] = reasoning.map(({ extra }) => extra?.['openai']).filter(isRecord);
  // There is room for one.
  outputs.push(...rest.map((item) => ({ type: 'reasoning', ...item })));
  const details = [
    ...own.filter(({ wire }) => wire === CHAT).map(({ block }) => block),
    ...reasoning.map(({ extra }) => record(extra?.[CHAT])),
  ];
  return {
    ...(first && { reasoning: { type: 'reasoning', ...first } }),
    ...details.reduce((sum, entry) => ({ ...sum, ...entry }), {}),
    ...(outputs.length > 0 && { tool_outputs: outputs }),
    ...byCall(GEMINI_SIGNATURES, calls, (extra) => record(extra['google'])['thoughtSignature']),
    ...byCall(OPENAI_CALLS, calls, (extra) => record(extra['openai'])['id']),
    ...(asString && textSignature(content, calls.length)),
  };
}

function byCall(
  key: string,
  calls: readonly ToolCallPart[],
  entryIn: (extra: Extra) => unknown,
): Record<string, unknown> {
  const entries = calls
    .map(({ id, extra = {} }) => [id, entryIn(extra)] as const)
    .filter(([, entry]) => entry !== undefined);
  return entries.length === 0 ? {} : { [key]: Object.fromEntries(entries) };
}

function textSignature(content: readonly AssistantPart[], calls: number): Record<string, unknown> {
  const signed = content.findLast((part) => part.type === 'text' && part.extra?.['google'] !== undefined);
  if (signed?.type !== 'text') return {};
  const { thoughtSignature } = record(signed.extra?.['google']);
  return { [SIGNATURES]: [thoughtSignature, ...Array.from({ length: calls }, () => '')] };
}
