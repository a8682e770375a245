/** An agent as hosts describe it. */
import type { DescribedTool, GivenModel, ToolInvocationConfig } from '../langchain/index.ts';

/** A tool that runs in this process: a LangChain tool, or an object like the ones `defineTool` makes. */
export interface AgentTool extends DescribedTool {
  /**
   * Runs one call.
   *
   * @param call   `{ id, name, args, type: 'tool_call' }`
   * @param config the run's `configurable` and `metadata`, and a `signal` that is aborted with the run
   * @returns text, content blocks, any JSON value, or a LangChain `ToolMessage`
   */
  // LangChain's tools declare a narrower input than they take, so the parameter is compared bivariantly
  invoke(call: never, config?: ToolInvocationConfig): unknown;
  /** What `handleToolStart` is told of the tool; LangChain's tools have it. */
  toJSON?(): unknown;
}

/** A tool that the host runs when it gets `on_tool_execute`. */
export interface ToolSchema {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Kept from the model until it is discovered. */
  readonly defer_loading?: boolean;
  /** Who may call it; absent means the model. */
  readonly allowed_callers?: readonly string[];
}

/** Options of the model's client under the host's names; unknown ones are ignored. */
export type ClientOptions = Readonly<Record<string, unknown>>;

/** What all forms of an agent share. */
export interface AgentFields {
  /** Stable part of the system prompt. */
  readonly instructions?: string | undefined;
  /** Changing part of the system prompt, put after the stable one. */
  readonly additional_instructions?: string | undefined;
  /** Tools run in this process. */
  readonly tools?: readonly AgentTool[] | undefined;
  /** Tools run in this process even where the host runs all others. */
  readonly graphTools?: readonly AgentTool[] | undefined;
  /** Tools run by the host. A non-empty list turns `on_tool_execute` on. */
  readonly toolDefinitions?: readonly ToolSchema[] | undefined;
  /** Display name. */
  readonly name?: string | undefined;
  /** Key of `additional_kwargs` that holds reasoning. Default `reasoning_content`. */
  readonly reasoningKey?: 'reasoning_content' | 'reasoning' | undefined;
  /** Ends the run after the first batch of tools, without another model call. */
  readonly toolEnd?: boolean | undefined;
  /** A ready-made client, or a chat model of LangChain, used instead of one made from provider and options. */
  readonly client?: GivenModel | undefined;
}

/** One agent. */
export interface AgentInputs extends AgentFields {
  readonly agentId: string;
  readonly provider: string;
  readonly clientOptions?: ClientOptions | undefined;
}
