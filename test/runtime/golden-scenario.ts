/**
 * The shape of the files in `golden/`.
 *
 * A file holds one scenario (what the model says, what the host configured, how its tools behave) and, under `recorded`,
 * what `Run` of `@librechat/agents` did with it. The recorder is in `compat/librechat/oracle`.
 */
import { readFileSync, readdirSync } from 'node:fs';

/** One piece of a model's answer, in the terms of LangChain's `AIMessageChunk`. */
export interface ScriptChunk {
  readonly content?: string | readonly Record<string, unknown>[];
  readonly id?: string;
  readonly tool_call_chunks?: readonly Record<string, unknown>[];
  readonly additional_kwargs?: Record<string, unknown>;
  readonly response_metadata?: Record<string, unknown>;
  readonly usage_metadata?: Record<string, unknown>;
}

/** An error to raise: an `Error` with these properties. */
export interface ErrorSpec {
  readonly message: string;
  readonly [property: string]: unknown;
}

/** Besides a chunk, an answer may at any place fail, or abort the run's signal and go on. */
export type ScriptItem = ScriptChunk | { readonly throw: ErrorSpec } | { readonly abort: true };

/** One answer of a model server on loopback. */
export interface WireAnswer {
  readonly status?: number;
  readonly json?: unknown;
  /** The `data` of each server-sent event; for Anthropic its `type` is the event's name as well. */
  readonly sse?: readonly (string | Record<string, unknown>)[];
  /** The connection breaks after the last event. */
  readonly cut?: true;
}

/** A tool that runs in process. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly schema: Record<string, unknown>;
  /** What the tool function returns; with `artifact` the tool answers `[returns, artifact]`. */
  readonly returns?: unknown;
  readonly artifact?: unknown;
  readonly throws?: ErrorSpec;
  /** Aborts the run's signal, then waits until it has taken effect. */
  readonly abort?: true;
}

/** How the host's `on_tool_execute` handler answers a batch. */
export interface ToolHandlerSpec {
  /** By tool name; a name that is not here gets `content: 'result of <name>'`. */
  readonly results?: Record<string, Record<string, unknown>>;
  /** Call ids, in the order in which `onResult` reports them before `resolve`. */
  readonly early?: readonly string[];
  /** Call ids left out of `resolve`. */
  readonly omit?: readonly string[];
  readonly reject?: ErrorSpec;
  /** Aborts the run's signal, then answers all the same. */
  readonly abort?: true;
}

export interface ScenarioConfig {
  /** `agents`: one agent `agent_a` in `graphConfig.agents`; `legacy`: `graphConfig.llmConfig`. */
  readonly form: 'agents' | 'legacy';
  readonly provider: string;
  readonly clientOptions: Record<string, unknown>;
  /** Further `AgentInputs` (or, in the legacy form, keys of `graphConfig`), verbatim. */
  readonly agent?: Record<string, unknown>;
  /** Further keys of `RunConfig`, verbatim. */
  readonly run?: Record<string, unknown>;
  /** Keys laid over the default `processStream` config. */
  readonly stream?: Record<string, unknown>;
  /** `host` (the default): every event the host may register; `none`: no handler at all. */
  readonly handlers?: 'host' | 'none';
  /** Event names handled in addition to those of the host. */
  readonly alsoHandle?: readonly string[];
  /** The handler of `event` throws at its `nth` call, from 1. */
  readonly handlerThrows?: { readonly event: string; readonly nth: number; readonly error: ErrorSpec };
  /** The signal is aborted before the run starts. */
  readonly abortedBefore?: true;
  /** Register `handleToolStart`, `handleToolEnd` and `handleToolError` in `options.callbacks`. */
  readonly callbacks?: true;
  /** Record metadata, tool configs and batch requests whole. */
  readonly full?: true;
}

export interface ScenarioInput {
  /** LangChain message-like objects: `{ type, content, … }`. */
  readonly messages: readonly Record<string, unknown>[];
  readonly keepContent?: boolean;
}

export interface RecordedEvent {
  /**
   * `A`: awaited by the producing node; `B`: delivered by the consumer of the stream. Only the order within a channel is
   * promised, and a message step closed at the end of its model call (its metadata has `ls_model_type`) is closed by the consumer.
   */
  readonly channel: 'A' | 'B';
  readonly event: string;
  readonly data: unknown;
  readonly metadata?: Record<string, unknown> | undefined;
}

/** What one `processStream` call did. */
export interface Recording {
  readonly events: readonly RecordedEvent[];
  /** What each model call received. */
  readonly modelCalls: readonly { readonly messages: unknown; readonly tools?: unknown }[];
  /** What the model server was asked, where the scenario has a `wire`. */
  readonly requests?: readonly unknown[];
  /** What each in-process tool received. */
  readonly toolCalls?: readonly unknown[];
  /** Arguments of `options.callbacks`, in call order. */
  readonly callbacks?: readonly unknown[];
  /** Absent where `processStream` resolved with `undefined`, or rejected. */
  readonly returned?: unknown;
  /** `from` says whose error object it is: `model`, `toolHandler`, `handler`; absent where the runtime made it. */
  readonly rejection?: Record<string, unknown>;
  readonly runMessages: unknown;
  /** `Graph.getContentParts()` after the call. */
  readonly contentPartsAfter: unknown;
  /** What the host's content aggregator makes of the events of channel A. */
  readonly aggregated?: unknown;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly config: ScenarioConfig;
  /** The agent's `tools`, or, beside `toolDefinitions`, its `graphTools`. */
  readonly tools?: readonly ToolSpec[];
  readonly toolHandler?: ToolHandlerSpec;
  /** One answer per model call. */
  readonly script: readonly (readonly ScriptItem[])[];
  /** In the place of `script`: the answers of a server whose address stands for `<server>` in `clientOptions`. */
  readonly wire?: readonly WireAnswer[];
  /** One `processStream` call each, on the same run. */
  readonly inputs: readonly ScenarioInput[];
  readonly recorded?: readonly Recording[];
}

const goldenFolder = new URL('golden/', import.meta.url);

/** The names of all scenarios, sorted. */
export const scenarioNames = (): string[] =>
  readdirSync(goldenFolder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();

export const readScenario = (name: string): Scenario =>
  JSON.parse(readFileSync(new URL(`${name}.json`, goldenFolder), 'utf8'));
