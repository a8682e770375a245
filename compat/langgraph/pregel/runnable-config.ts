/** What nodes and callers know of a run: the config in its LangGraph form. */
import type { RunnableConfig } from '@langchain/core/runnables';
import type { BaseStore } from '@langchain/langgraph-checkpoint';
import type { RunControl } from './run-control.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- callers' own context types have to fit in, as upstream's do */

type IsEqual<T, U> = [T] extends [U] ? ([U] extends [T] ? true : false) : false;

/** Which execution of which task this is. */
export interface ExecutionInfo {
  readonly checkpointId: string;
  readonly checkpointNs: string;
  readonly taskId: string;
  readonly threadId?: string;
  readonly runId?: string;
  /** 1 for the first. */
  readonly nodeAttempt: number;
  /** Milliseconds since 1970. */
  readonly nodeFirstAttemptTime?: number;
}

/** Where the run is served from, on a server that says so. */
export interface ServerInfo {
  readonly assistantId: string;
  readonly graphId: string;
  readonly user?: Record<string, any>;
}

/** What a node gets besides its input. */
export interface Runtime<ContextType = Record<string, unknown>, InterruptType = unknown, WriterType = unknown> {
  configurable?: ContextType;
  context?: ContextType;
  store?: BaseStore;
  writer: IsEqual<WriterType, unknown> extends true ? (chunk: unknown) => void : WriterType;
  interrupt: IsEqual<InterruptType, unknown> extends true ? (value: unknown) => unknown : InterruptType;
  signal: AbortSignal;
  /** A sign of life, for a node with an idle timeout. */
  heartbeat?: () => void;
  executionInfo?: ExecutionInfo;
  serverInfo?: ServerInfo;
  control?: RunControl;
}

export interface LangGraphRunnableConfig<ContextType extends Record<string, any> = Record<string, any>>
  extends RunnableConfig<ContextType>, Partial<Runtime<ContextType, unknown, unknown>> {}
