/** The door for API servers: one run of an agent, streamed to handlers. */
import { abortError, GraphRecursionError, InvalidConfigError, linkSignals } from '../base/index.ts';
import { StateGraphEngine } from '../engine/index.ts';
import { type BaseMessage, messagesFrom } from '../langchain/index.ts';
import { EventHandlerRegistry } from './event-handler-registry.ts';
import { ExecutionGraph } from './execution-graph.ts';
import { mergeMessages } from './execution-plan.ts';
import type { ExecutionState, ExecutionUpdate } from './execution-node.ts';
import { agentOf, checkSignal } from './agent-of.ts';
import type { RunConfig, RunInputs, RunStreamConfig, RunStreamOptions } from './run-config.ts';
import type { RunGraph } from './run-graph.ts';
import type { RunScope } from './run-scope.ts';
import type { ContentPart } from './run-step.ts';

/** Node executions of a run whose caller sets no limit. */
const DEFAULT_RECURSION_LIMIT = 50;

/**
 * A run of one agent.
 *
 * @example
 * const run = await AgentRuntime.create({
 *   runId: 'run-1',
 *   graphConfig: { llmConfig: { provider: 'openAI', model: 'gpt-4o-mini' }, instructions: 'Answer briefly.' },
 *   customHandlers: { [GraphEvents.ON_MESSAGE_DELTA]: { handle: (event, data) => console.log(data) } },
 * });
 * await run.processStream({ messages: [{ role: 'user', content: 'Why do ships float?' }] });
 */
export class AgentRuntime {
  id: string;
  /** Hosts set these to `null` when they dispose of a run. */
  Graph: ExecutionGraph | null;
  graphRunnable: StateGraphEngine<ExecutionState, ExecutionUpdate, RunScope> | null;
  handlerRegistry: EventHandlerRegistry<RunGraph> | null;
  returnContent: boolean;
  #messages: BaseMessage[] | undefined;
  #running = false;

  private constructor(config: RunConfig) {
    const agent = agentOf(config);
    const registry = new EventHandlerRegistry<RunGraph>();
    for (const [event, handler] of Object.entries(config.customHandlers ?? {})) {
      if (handler !== undefined) registry.register(event, handler);
    }
    this.id = config.runId;
    this.handlerRegistry = registry;
    this.Graph = new ExecutionGraph(config, agent, registry);
    this.graphRunnable = new StateGraphEngine(this.Graph.plan);
    this.returnContent = config.returnContent ?? false;
  }

  /**
   * Prepares a run. The model's client is made at its first call.
   *
   * @param config the run's id, its agent, the handlers of its events
   * @throws InvalidConfigError naming what is missing or wrong in `config` (rejects)
   */
  static async create(config: RunConfig): Promise<AgentRuntime> {
    return new AgentRuntime(config);
  }

  /**
   * Runs the agent on a conversation until it stops calling tools. May be called again once it has settled.
   *
   * Handlers get the events of {@link GraphEvents}; each is awaited before the run goes on.
   *
   * @param inputs  the conversation; not changed
   * @param config  `configurable.thread_id`, `recursionLimit` (default 50), `signal`; not changed
   * @param options callbacks of in-process tools
   * @returns the content of the turn if the run was created with `returnContent`
   * @throws InvalidConfigError for messages that are none, a run that was disposed of, or one that is running (rejects)
   * @throws DOMException `AbortError` when a signal is aborted; the provider's connection closes at once (rejects)
   * @throws GraphRecursionError when `recursionLimit` node executions were not enough (rejects)
   * @throws LLMError when the model call fails, and whatever a handler throws, unwrapped (rejects)
   */
  async processStream(
    inputs: RunInputs,
    config?: RunStreamConfig | null,
    options?: RunStreamOptions | null,
  ): Promise<ContentPart[] | undefined> {
    const { Graph: graph, graphRunnable: engine } = this;
    if (engine === null) throw disposed('Run');
    if (graph === null) throw disposed('Graph');
    if (this.#running) throw busy(this.id);
    const messages = mergeMessages([], messagesFrom(inputs?.messages));
    const stepLimit = recursionLimitOf(config);
    checkSignal(config?.signal, 'config.signal');
    const { signal, unlink } = linkSignals(graph.signal, config?.signal);
    this.#running = true;
    try {
      const context = graph.startTurn(config ?? {}, options ?? {}, signal);
      const state = await engine.invoke({ messages }, { signal, context, stepLimit });
      this.#messages = graph.messages = state.messages.slice(messages.length);
      const content = this.returnContent ? graph.getContentParts() : undefined;
      await graph.endTurn('completed', signal);
      return content;
    } catch (error) {
      const aborted = signal?.aborted === true;
      this.#messages = [];
      await graph.endTurn(aborted ? 'cancelled' : 'failed', signal);
      if (aborted) throw abortError(signal.reason);
      throw isOwnLimit(error, stepLimit) ? new GraphRecursionError(stepLimit) : error;
    } finally {
      this.#running = false;
      unlink();
    }
  }

  /** The messages the last turn added to the conversation; empty if it failed, `undefined` before the first. */
  getRunMessages(): BaseMessage[] | undefined {
    return this.#messages && [...this.#messages];
  }
}

function disposed(what: string): InvalidConfigError {
  return new InvalidConfigError('RUN_DISPOSED', `${what} not initialized: the run was disposed of, create a new one`);
}

function busy(runId: string): InvalidConfigError {
  return new InvalidConfigError('RUN_BUSY', `run "${runId}" is running: wait for processStream, or create another run`);
}

function recursionLimitOf(config: RunStreamConfig | null | undefined): number {
  const limit = config?.recursionLimit ?? DEFAULT_RECURSION_LIMIT;
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    `recursionLimit is ${String(limit)}: give a whole number of at least 1`,
  );
}

/** The engine names its own option in the error; hosts know the limit as `recursionLimit`. A graph within a node keeps its error. */
function isOwnLimit(error: unknown, stepLimit: number): boolean {
  return error instanceof GraphRecursionError && error.limit === stepLimit;
}
