/**
 * Messages as plain data: what the model port speaks, whatever the provider and whatever the host's message classes.
 */

/**
 * Things only one wire understands (a signature of Gemini, a cache mark of Anthropic), keyed by the wire's name.
 * Carried along; a wire reads its own entry alone.
 */
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

/** Anything else by URL (`https:` or `data:`): a document, audio, a video. Its type tells which wires can carry it. */
export interface FilePart {
  readonly type: 'file';
  readonly url: string;
  /** e.g. `application/pdf`, `audio/wav`. */
  readonly mediaType: string;
  /** Name of the file, for wires that show it to the model. */
  readonly name?: string;
  readonly extra?: Extra;
}

/** What a user may send, and a tool may answer. */
export type ContentPart = TextPart | ImagePart | FilePart;

/** A block that one wire alone has a word for (a server tool's call, its result): sent back to that wire as it came. */
export interface ProviderPart {
  readonly type: 'provider';
  /** Name of the wire: `anthropic`, `openai`, `google`, `bedrock`. */
  readonly wire: string;
  readonly block: Readonly<Record<string, unknown>>;
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
  readonly extra?: Extra;
}

export interface SystemMessage {
  readonly role: 'system';
  readonly content: string | readonly TextPart[];
}

export interface UserMessage {
  readonly role: 'user';
  readonly content: readonly ContentPart[];
}

export type AssistantPart = TextPart | ReasoningPart | ToolCallPart | ProviderPart;

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: readonly AssistantPart[];
}

/** The answer to one tool call. */
export interface ToolMessage {
  readonly role: 'tool';
  readonly toolCallId: string;
  readonly name?: string | undefined;
  readonly content: string | readonly ContentPart[];
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

/**
 * The text of a message's content, parts of other kinds left out.
 *
 * @param separator stands between two parts
 */
export function textOfContent(content: string | readonly { readonly type: string }[], separator = ''): string {
  if (typeof content === 'string') return content;
  return content
    .filter((part): part is TextPart => part.type === 'text')
    .map((part) => part.text)
    .join(separator);
}
