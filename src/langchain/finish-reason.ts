/** Why a LangChain chat model stopped, in the port's words. Pure. */
import type { FinishReason } from '../llm/index.ts';
import { type Block, record } from './user-blocks.ts';

/** What providers call it, in lower case. */
const REASONS: ReadonlyMap<string, FinishReason> = new Map([
  ...reasons('stop', [
    'stop',
    'end_turn',
    'stop_sequence',
    'complete',
    'completed',
    'eos',
    'eos_token',
    'end',
    'finish',
  ]),
  ...reasons('tool-calls', ['tool_calls', 'tool_call', 'tool_use', 'function_call']),
  ...reasons('length', ['length', 'max_tokens', 'max_output_tokens', 'model_length', 'model_context_window_exceeded']),
  ...reasons('content-filter', [
    'content_filter',
    'content_filtered',
    'guardrail_intervened',
    'safety',
    'recitation',
    'blocklist',
    'prohibited_content',
    'spii',
    'image_safety',
    'error_toxic',
  ]),
  ...reasons('refusal', ['refusal']),
  ...reasons('pause', ['pause_turn']),
]);

function reasons(reason: FinishReason, names: readonly string[]): (readonly [string, FinishReason])[] {
  return names.map((name) => [name, reason]);
}

/**
 * Without a word on it the end is an end: that the stream ended is all that a chat model says.
 *
 * @param metadata   `response_metadata` of the answer
 * @param callsTools whether the answer has tool calls: then it stopped for them, whatever word the provider has for that
 */
export function finishReasonOf(metadata: Block, callsTools: boolean): FinishReason {
  const reason = REASONS.get(wordOf(metadata)?.toLowerCase() ?? 'stop') ?? 'other';
  if (reason === 'stop' || reason === 'tool-calls') return callsTools ? 'tool-calls' : 'stop';
  return reason;
}

/** Under the names that LangChain's classes give it. */
function wordOf(metadata: Block): string | undefined {
  const names = ['finish_reason', 'stop_reason', 'finishReason', 'stopReason', 'done_reason'];
  const places = [metadata, record(metadata['messageStop'])];
  const words = places.flatMap((place) => names.map((name) => place[name]));
  const reason = record(metadata['incomplete_details'])['reason'];
  return [reason, ...words].find((word): word is string => typeof word === 'string' && word !== '');
}
