/** What a server that speaks Chat Completions does differently, as data. The servers themselves are in `dialects.ts`. */
import type { IdRule } from '../fitting-id.ts';
import type { FinishReason } from '../llm-event.ts';

/** Kinds of content a user's message may hold beside text. */
export type MediaKind = 'image' | 'audio' | 'file';

export interface OpenAIDialect {
  /** Literal of the provider. */
  readonly provider: string;

  // Where it lives, and with what right.
  /** Left out where the SDK knows it. */
  readonly baseURL?: string;
  readonly baseURLVariable: string;
  readonly apiKeyVariable: string;
  /** Sent where no key is given, for servers that want none. */
  readonly keyless?: string;

  // Requests.
  /** Name of the token limit; by model where it depends on it. */
  readonly tokenLimit: (model: string) => 'max_tokens' | 'max_completion_tokens';
  /** Whether token counts have to be asked for with `stream_options`. */
  readonly asksForUsage: boolean;
  /** Parameters that a model refuses, so they are not sent. */
  readonly refused: readonly { readonly models: RegExp; readonly parameters: readonly string[] }[];
  /** The wire's word for "must call a tool". */
  readonly requiredTool: 'required' | 'any' | undefined;
  /** How an answer is held to a schema: by the server, or only to being JSON. */
  readonly structuredOutput: 'json_schema' | 'json_object';
  readonly toolCallIds: IdRule;
  /** What may stand in a user's message. */
  readonly media: ReadonlySet<MediaKind>;
  /** The field in which a model wants its own reasoning back, beside its tool calls. */
  readonly reasoningBack: 'reasoning_content' | 'reasoning_details' | undefined;
  /** Whether parts may carry `cache_control`, for models of Anthropic behind this server. */
  readonly cacheMarks: boolean;
  /** The parameter that takes the effort of reasoning: a word, or an object with it. */
  readonly effort: 'reasoning_effort' | 'reasoning';

  // Answers.
  /** Fields of a delta that carry reasoning; of several the first that has text counts. */
  readonly reasoningFields: readonly ('reasoning_content' | 'reasoning')[];
  /** Where token counts stand in a chunk. */
  readonly usageIn: 'chunk' | 'choice' | 'x_groq';
  /** Whether `completion_tokens` leaves reasoning out. */
  readonly reasoningBesideOutput: boolean;
  /** Finish reasons of its own. */
  readonly finishReasons: ReadonlyMap<string, FinishReason>;
  /** Finish reasons that say that the answer is not whole. */
  readonly failures: ReadonlySet<string>;
}
