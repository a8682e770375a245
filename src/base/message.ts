/**
 * Messages as plain data: what the model port speaks, whatever the provider and whatever the host's message classes.
 */

/** Things only one side understands (a provider's signature, a block's cache mark). Carried along, never looked into. */
export type Extra = Readonly<Record<string, unknown>>;

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
  readonly extra?: Extra;
}

/** An image by URL (`https:` or `data:`). */
export interface ImagePart {
  readonly type: 'image';
  readonly url: string;
  readonly extra?: Extra;
}

/** What the model thought. `signature` proves it to the provider that wrote it; `redacted` is ciphertext of the provider. */
export interface ReasoningPart {
  readonly type: 'reasoning';
  readonly text: string;
  readonly signature?: string;
  readonly redacted?: string;
  readonly extra?: Extra;
}

/** A request of the model to run a tool. */
export interface ToolCallPart {
  readonly type: 'tool-call';
  readonly id: string;
  readonly name: string;
  /** Parsed arguments; `{}` when `invalid` is set. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The text the model wrote instead of a JSON object. */
  readonly invalid?: string;
}

export interface SystemMessage {
  readonly role: 'system';
  readonly content: string;
}

export interface UserMessage {
  readonly role: 'user';
  readonly content: readonly (TextPart | ImagePart)[];
}

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: readonly (TextPart | ReasoningPart | ToolCallPart)[];
}

/** The answer to one tool call. */
export interface ToolMessage {
  readonly role: 'tool';
  readonly toolCallId: string;
  readonly name?: string | undefined;
  readonly content: string;
  readonly isError?: boolean;
}

export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** Tokens as the provider reported them. `input` and `output` include the parts listed under them. */
export interface Usage {
  readonly input: number;
  readonly output: number;
  readonly total: number;
  /** Part of `input` that came from the provider's cache. */
  readonly cacheRead?: number | undefined;
  /** Part of `input` that was written to the provider's cache. */
  readonly cacheWrite?: number | undefined;
  /** Part of `output` that was reasoning. */
  readonly reasoning?: number | undefined;
}
