/**
 * What the examples take from the program around them: the only names they may use without importing or declaring them.
 * A new name is worth a line here only where declaring it would hide what the example shows.
 */
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { BaseMessage } from '@langchain/core/messages';
import type { StructuredToolInterface } from '@langchain/core/tools';
import type { expect as vitestExpect } from 'vitest';
import type { AnyPregel } from '../../compat/langgraph/pregel/pregel.ts';
import type { GraphBuilder, NodeRuntime, Plan, StateGraphEngine } from '../../src/engine/index.ts';
import type {
  AgentRuntime,
  AgentTool,
  EventHandler,
  ExecutionState,
  RunInputs,
  RunStreamConfig,
  RunStreamOptions,
} from '../../src/index.ts';
import type { LLMClientAdapter } from '../../src/llm/index.ts';

interface Question {
  question: string;
}

interface Topics {
  topics: string[];
}

declare global {
  // a host that runs agents
  const abortController: AbortController;
  const agent: { readonly instructions: string };
  const agentTools: AgentTool[];
  const handler: EventHandler;
  const run: AgentRuntime;
  const inputs: RunInputs;
  const messages: RunInputs['messages'];
  const config: RunStreamConfig;
  const options: RunStreamOptions;
  const retryLater: () => void;
  const sendToClient: (event: string, data: unknown) => Promise<void>;
  const count: (event: string) => void;

  // a model, a graph and what runs in it
  const client: LLMClientAdapter;
  const graph: GraphBuilder<Topics, Partial<Topics>, undefined, 'split' | 'search'>;
  const plan: Plan<Question, Partial<Question>>;
  const engine: StateGraphEngine<Question, Partial<Question>>;
  const question: string;
  const runtime: NodeRuntime;
  const ambient: AsyncLocalStorage<unknown>;
  const slowTool: (args: unknown) => Promise<string>;
  const args: Readonly<Record<string, unknown>>;
  const signal: AbortSignal;
  const isShort: (state: ExecutionState) => boolean;
  const askForMore: BaseMessage;

  // a compiled graph of the LangGraph door
  const app: AnyPregel;
  // and what its agents are made of
  const model: BaseChatModel;
  const search: StructuredToolInterface;

  // a source of text, and a test
  const socket: {
    close(): void;
    onMessage(listener: (text: string) => Promise<void>): void;
    onClose(listener: (code: number) => void): void;
  };
  const expect: typeof vitestExpect;
}
