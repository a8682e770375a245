/** The error classes of models, tools and scripts; apart, because graphs need none of them. */
import { MossError, named, type ErrorCode, type MossErrorOptions } from './errors.ts';

/** What an {@link LLMError} knows besides its message. */
export interface LLMErrorOptions extends MossErrorOptions {
  /** Provider literal, e.g. `openAI`. */
  readonly provider: string;
  /** HTTP status, if the server answered with one. */
  readonly status?: number | undefined;
  /** Whether the same request may succeed later. */
  readonly retryable?: boolean;
  /** Milliseconds the server asked to wait before the next request. */
  readonly retryAfter?: number | undefined;
}

/** A model call that failed: no answer, a refusal by status, or an answer that broke off. */
export class LLMError extends MossError {
  static {
    named(this, 'LLMError');
  }
  readonly provider: string;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, options: LLMErrorOptions) {
    super(code, message, options);
    this.provider = options.provider;
    this.status = options.status;
    this.retryable = options.retryable ?? false;
    this.retryAfter = options.retryAfter;
  }
}

/** The model ran out of output tokens in the middle of a tool call's arguments. */
export class OutputTruncationError extends LLMError {
  static {
    named(this, 'OutputTruncationError');
  }
  /**
   * @param toolName the tool whose call was cut
   * @param provider provider literal, e.g. `openAI`
   */
  constructor(toolName: string, provider: string) {
    super(
      'LLM_OUTPUT_TRUNCATED',
      `the model ran out of output tokens within the arguments of a call of the tool "${toolName}": raise maxTokens, or have the model write less at once`,
      { provider },
    );
  }
}

/** Tools that cannot be run at all; a tool that merely fails gives the model an error message instead. */
export class ToolExecutionError extends MossError {
  static {
    named(this, 'ToolExecutionError');
  }
}

/** A test's script and the calls made of it disagree. */
export class ScriptedClientError extends MossError {
  static {
    named(this, 'ScriptedClientError');
  }
}
