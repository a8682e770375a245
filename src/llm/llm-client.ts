/** The port behind which every model provider stands. */
import type { Message } from '../base/index.ts';
import type { LLMEvent } from './llm-event.ts';

/** A tool as the model is told of it. */
export interface ToolDefinition {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments; an object schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Whether the model may, must or must not call a tool, or which one it has to call. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** The shape an answer must have: the model writes one JSON document of it. */
export interface OutputFormat {
  /** Letters, digits, `_` and `-`. */
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON Schema; an object schema. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Have the provider enforce the schema where it can. Default `true`. */
  readonly strict?: boolean | undefined;
}

/** One model call. */
export interface LLMRequest {
  /** The conversation, oldest first; never empty. */
  readonly messages: readonly Message[];
  readonly tools?: readonly ToolDefinition[];
  /** Tools that the provider runs itself, in its own words, e.g. `{ type: 'web_search' }`; sent as they are. */
  readonly providerTools?: readonly Readonly<Record<string, unknown>>[];
  /** Only together with tools. Default: the model decides. */
  readonly toolChoice?: ToolChoice | undefined;
  /** Structured output by the provider's own mechanism; the text of the answer is the document. */
  readonly output?: OutputFormat | undefined;
  /** Aborting it closes the connection at once and ends the events with an `AbortError`. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A model of one provider, ready to be called any number of times, also concurrently.
 *
 * @example
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 *   if (event.type === 'error') throw event.error;
 * }
 */
export interface LLMClientAdapter {
  /** Provider literal of the host, e.g. `openAI`, `anthropic`. */
  readonly provider: string;
  /** Model name as configured. */
  readonly model: string;
  /**
   * Calls the model once.
   *
   * Failures of request, network or model are events: the last one is exactly one `done` or `error`, and iterating never rejects.
   * Misuse (no messages, a tool without a name) throws synchronously. Leaving the iteration early closes the connection.
   */
  stream(request: LLMRequest): AsyncIterable<LLMEvent>;
}
