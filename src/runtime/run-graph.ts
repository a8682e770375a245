/** What handlers and callbacks are given of the graph that runs. */
import type { ClientOptions } from './agent-inputs.ts';
import type { EventMetadata } from './event-handler-registry.ts';
import type { ContentPart, RunStep } from './run-step.ts';

/** `run.Graph` as its readers see it. */
export interface RunGraph {
  runId: string;
  /** Which step announced a tool call. */
  toolCallStepIds: Map<string, string> | null;
  /** The steps announced in the running turn; empty before and after it. */
  getRunSteps(): RunStep[];
  /** Content of the turn's messages: empty while it runs and after it was cleared, `undefined` once disposed of. */
  getContentParts(): ContentPart[] | undefined;
  /**
   * The agent that a node of the graph belongs to; hosts price model calls by it.
   *
   * @param metadata the metadata of an event
   * @throws InvalidConfigError if the node belongs to no agent
   */
  getAgentContext(metadata: EventMetadata): {
    readonly agentId: string;
    readonly provider: string;
    readonly clientOptions: ClientOptions;
  };
}

/** Told of in-process tools, each with the graph and LangChain's own callback arguments. */
export interface ToolCallbacks {
  handleToolStart?(graph: RunGraph, ...args: unknown[]): unknown;
  handleToolEnd?(graph: RunGraph, ...args: unknown[]): unknown;
  /** `(graph, error, toolRunId)` of a tool that threw. */
  handleToolError?(graph: RunGraph, ...args: unknown[]): unknown;
}
