/** The port behind which an implementation of `Run` is played and recorded. */
import type { ScriptChunk, ToolSpec } from './golden-scenario.ts';

/** What a run must have to be recorded. */
export interface SubjectRun {
  processStream(inputs: { messages: unknown[] }, config: object, options: object): Promise<unknown>;
  getRunMessages(): unknown;
  readonly Graph?: { getContentParts(): unknown } | null | undefined;
}

export interface ModelCall {
  readonly messages: unknown;
  readonly tools?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Answers the next model call from the scenario's script. */
export type AnswerCall = (call: ModelCall) => AsyncGenerator<ScriptChunk>;

export type ToolFunction = (args: unknown, config?: unknown) => Promise<unknown>;

/** An implementation of `Run` with what it needs to play. */
export interface Subject {
  create(config: Record<string, unknown>): Promise<SubjectRun>;
  /** Lets every model of the provider answer from the script, until the returned function is called. */
  install(provider: string, answer: AnswerCall): () => void | Promise<void>;
  /** A LangChain message from `{ type, content, … }`. */
  message(like: Record<string, unknown>): unknown;
  /** A LangChain tool. */
  tool(call: ToolFunction, spec: ToolSpec): unknown;
  /** The host's content aggregator, where the subject brings one. */
  aggregator?(): { aggregateContent(event: { event: string; data: unknown }): void; readonly contentParts: unknown };
}
