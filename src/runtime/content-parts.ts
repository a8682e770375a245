/** A turn's messages → the content parts that hosts store: text, thoughts, tool calls with their outputs. */
import type { BaseMessage } from '../langchain/index.ts';
import type { ContentPart } from './run-step.ts';

interface Call {
  readonly id?: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Parts that repeat what stands in `tool_calls`. */
const TOOL_BLOCKS: ReadonlySet<string> = new Set(['tool_use', 'input_json_delta']);

/**
 * Content of the messages of a run, in their order.
 *
 * A tool call becomes a part when its answer comes, so a call nobody answered has none. The text before it names its calls
 * in `tool_call_ids`; an empty text part is made where the model wrote nothing.
 */
export function contentPartsOf(messages: readonly BaseMessage[]): ContentPart[] {
  const parts: ContentPart[] = [];
  const calls = new Map<string, Call>();
  /** Place of the text part that the next calls belong to. */
  let anchor: number | undefined;
  for (const message of messages) {
    const type = message.getType();
    if (type === 'ai') {
      for (const call of callsOf(message)) calls.set(call.id ?? '', call);
      const written = answerParts(message);
      const last = callsOf(message).length === 0 ? -1 : written.findLastIndex((part) => part.type === 'text');
      anchor = last < 0 ? undefined : parts.length + last;
      parts.push(...written);
    } else if (type === 'tool') {
      const { tool_call_id: id, content } = message as BaseMessage & { tool_call_id: string };
      anchor ??= parts.push({ type: 'text', text: '' }) - 1;
      const text = parts[anchor] as TextAnchor;
      parts[anchor] = { ...text, tool_call_ids: [...(text.tool_call_ids ?? []), id] };
      parts.push({ type: 'tool_call', tool_call: { ...calledAs(calls.get(id)), output: content } });
    }
  }
  return parts;
}

type TextAnchor = ContentPart & { readonly tool_call_ids?: readonly string[] };

function callsOf(message: BaseMessage): readonly Call[] {
  return (message as BaseMessage & { tool_calls?: readonly Call[] }).tool_calls ?? [];
}

function calledAs(call: Call | undefined): object {
  return call === undefined ? {} : { name: call.name, args: call.args, id: call.id, type: 'tool_call' };
}

function answerParts(message: BaseMessage): ContentPart[] {
  return [...thoughts(message), ...written(message)];
}

function thoughts({ additional_kwargs }: BaseMessage): ContentPart[] {
  const think = additional_kwargs['reasoning_content'] ?? additional_kwargs['reasoning'];
  return typeof think === 'string' && think !== '' ? [{ type: 'think', think }] : [];
}

function written({ content }: BaseMessage): ContentPart[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return content.filter((block) => !TOOL_BLOCKS.has(block.type)).map((block) => ({ ...block }));
}
