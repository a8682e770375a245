/** Wire differences among servers that speak Chat Completions, as data. */
import { Providers } from '../providers.ts';

export interface OpenAIDialect {
  /** Literal of the provider. */
  readonly provider: string;
  /** Fields of a delta that carry reasoning; of several the first that has text counts. */
  readonly reasoningFields: readonly ('reasoning_content' | 'reasoning')[];
  /** Models whose token limit is called `max_completion_tokens`; for all others it is `max_tokens`. */
  readonly limitsCompletionTokens: RegExp;
}

/** OpenAI itself, and servers compatible with it. */
export const openAIDialect: OpenAIDialect = {
  provider: Providers.OPENAI,
  reasoningFields: ['reasoning_content', 'reasoning'],
  limitsCompletionTokens: /^(o\d|gpt-5)/,
};
