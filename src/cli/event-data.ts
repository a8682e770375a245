/** Reading event data, which handlers get as `unknown`. */
import { GraphEvents } from '../runtime/index.ts';

/** Follows property names into a value; `undefined` where the way ends. */
export function read(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (typeof current === 'object' && current !== null ? Reflect.get(current, key) : undefined),
    value,
  );
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A tool call as it is shown. */
export interface ShownCall {
  readonly id: string;
  readonly name: string;
  /** JSON text of the arguments, or what the model wrote instead. */
  readonly args: string;
}

/** Joins the `key` texts of the content parts of a delta. */
function deltaText(data: unknown, key: 'text' | 'think'): string {
  return list(read(data, 'delta', 'content'))
    .map((part) => text(read(part, key)))
    .join('');
}

/** The text of `on_message_delta`. */
export function messageText(data: unknown): string {
  return deltaText(data, 'text');
}

/** The text of `on_reasoning_delta`. */
export function reasoningText(data: unknown): string {
  return deltaText(data, 'think');
}

function shownCall(call: unknown): ShownCall {
  const args = read(call, 'args');
  return {
    id: text(read(call, 'id')),
    name: text(read(call, 'name')),
    args: typeof args === 'string' ? args : (JSON.stringify(args) ?? ''),
  };
}

/** The tool calls in the answer of `on_chat_model_end`, well formed or not. */
export function requestedCalls(data: unknown): readonly ShownCall[] {
  const output = read(data, 'output');
  return [...list(read(output, 'tool_calls')), ...list(read(output, 'invalid_tool_calls'))].map(shownCall);
}

/** The call and the result of `on_run_step_completed`; nothing if it tells of something else. */
export function completedCall(data: unknown): { readonly call: ShownCall; readonly output: string } | undefined {
  const call = read(data, 'result', 'tool_call');
  return call === undefined ? undefined : { call: shownCall(call), output: text(read(call, 'output')) };
}

export const EVERY_EVENT: readonly string[] = Object.values(GraphEvents);
