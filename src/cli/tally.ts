/** What a turn cost, counted from its events. */
import { GraphEvents } from '../runtime/index.ts';
import { read } from './event-data.ts';

export interface Tally {
  /** Tokens as the provider reported them, all model calls together. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Super-steps: a model call or a batch of tools each. */
  readonly steps: number;
}

export const EMPTY_TALLY: Tally = { inputTokens: 0, outputTokens: 0, steps: 0 };

/** The event to {@link count}. */
export const COUNTED_EVENT = GraphEvents.CHAT_MODEL_END;

function numberAt(value: unknown, ...path: string[]): number {
  const found = read(value, ...path);
  return typeof found === 'number' ? found : 0;
}

/** The tally after one more model call. */
export function count(tally: Tally, data: unknown, metadata: unknown): Tally {
  return {
    inputTokens: tally.inputTokens + numberAt(data, 'output', 'usage_metadata', 'input_tokens'),
    outputTokens: tally.outputTokens + numberAt(data, 'output', 'usage_metadata', 'output_tokens'),
    steps: Math.max(tally.steps, numberAt(metadata, 'langgraph_step')),
  };
}
