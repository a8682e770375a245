/** The graph of a run as hosts see it: its agent, its steps, its content. */
import PQueue from 'p-queue';
import { abortable, abortError, InvalidConfigError, randomUuid } from '../base/index.ts';
import { type BaseMessage, clientOf, type GivenModel } from '../langchain/index.ts';
import { AgentContext } from './agent-context.ts';
import { contentPartsOf } from './content-parts.ts';
import type { EventHandlerRegistry, EventMetadata } from './event-handler-registry.ts';
import { type ExecutionPlan, executionPlan } from './execution-plan.ts';
import type { AgentInputs } from './agent-inputs.ts';
import type { RunConfig, RunStreamConfig, RunStreamOptions } from './run-config.ts';
import type { RunGraph } from './run-graph.ts';
import type { RunScope, ToolQueue } from './run-scope.ts';
import type { ContentPart, RunStep } from './run-step.ts';
import { type Emit, RunSteps, type Tell } from './run-steps.ts';

/** Node names carry the id of their agent after one of these. */
const NODE_PREFIX = /^(?:agent|tools)=/;
const DEFAULT_TOOL_CONCURRENCY = 8;

/**
 * What `run.Graph` is. Hosts keep it in a WeakRef, read steps and content while the run goes on, and set its data
 * properties to `null` when they dispose of it; so those are plain and writable, and nothing here breaks without them.
 */
export class ExecutionGraph implements RunGraph {
  runId: string;
  handlerRegistry: EventHandlerRegistry<RunGraph> | null;
  /** Aborting it aborts the run. */
  signal: AbortSignal | undefined | null;
  agentContexts: Map<string, AgentContext> | null;
  defaultAgentId: string;
  /** The messages the turn produced, set when it came to its natural end. */
  messages: BaseMessage[] | null = [];
  /** The steps announced so far, live objects. */
  contentData: RunStep[] | null = [];
  toolCallStepIds: Map<string, string> | null = new Map();
  /** A model to use instead of the configured one, for tests. */
  overrideModel: GivenModel | null | undefined;
  readonly #plan: ExecutionPlan;
  readonly #toolQueue: ToolQueue;
  #steps: RunSteps | undefined;

  constructor({ runId, graphConfig }: RunConfig, agent: AgentInputs, registry: EventHandlerRegistry<RunGraph>) {
    const context = new AgentContext(agent);
    this.runId = runId;
    this.handlerRegistry = registry;
    this.signal = graphConfig.signal;
    this.agentContexts = new Map([[context.agentId, context]]);
    this.defaultAgentId = context.agentId;
    this.#plan = executionPlan(context, graphConfig.nodes);
    this.#toolQueue = toolQueue(graphConfig.toolConcurrency);
  }

  /** The compiled graph. */
  get plan(): ExecutionPlan {
    return this.#plan;
  }

  getRunSteps(): RunStep[] {
    return [...(this.contentData ?? [])];
  }

  getContentParts(): ContentPart[] | undefined {
    return this.messages === null ? undefined : contentPartsOf(this.messages);
  }

  getAgentContext(metadata: EventMetadata): AgentContext {
    const node = String(metadata['langgraph_node']);
    const context = this.agentContexts?.get(node.replace(NODE_PREFIX, ''));
    if (context !== undefined) return context;
    throw new InvalidConfigError('CONFIG_INVALID', `no agent of the run belongs to the node "${node}"`);
  }

  /** Forgets the turn. */
  resetValues(): void {
    this.#steps = undefined;
    this.messages = [];
    this.contentData = [];
    this.toolCallStepIds = new Map();
  }

  /**
   * Begins a turn: fresh steps, and the surroundings its nodes get.
   *
   * @param config  the caller's stream configuration
   * @param options the caller's callbacks
   * @param signal  once it is aborted, nodes that go on can no longer be heard
   */
  startTurn(config: RunStreamConfig, { callbacks = {} }: RunStreamOptions, signal: AbortSignal | undefined): RunScope {
    this.resetValues();
    const { runId, handlerRegistry: registry } = this;
    const agent = this.agentContexts?.get(this.defaultAgentId);
    if (registry === null || agent === undefined) {
      throw new InvalidConfigError('RUN_DISPOSED', 'Graph not initialized: the run was disposed of, create a new one');
    }
    const emit: Emit = (event, data, metadata) => {
      if (signal?.aborted) throw abortError(signal.reason);
      return registry.dispatch(event, data, metadata, this);
    };
    const tell: Tell = (event, data, metadata) => registry.tell(event, data, metadata, this);
    const steps = new RunSteps(runId, emit, tell);
    this.#steps = steps;
    this.contentData = steps.list;
    this.toolCallStepIds = steps.toolCallStepIds;
    const { thread_id, ...configurable } = config.configurable ?? {};
    const ids = { ...(thread_id !== undefined && { thread_id }), run_id: runId };
    return {
      runId,
      agent,
      graph: this,
      steps,
      model: async () => (this.overrideModel ? clientOf(this.overrideModel) : agent.client()),
      emit,
      tell,
      isWatched: (event) => registry.isWatched(event),
      hasHandler: (event) => registry.getHandler(event) !== undefined,
      configurable: { ...configurable, ...ids },
      namespace: `${agent.agentId}:${randomUuid()}`,
      metadata: { ...config.metadata, ...ids },
      callbacks,
      toolQueue: this.#toolQueue,
      toolTurns: new Map(),
    };
  }

  /**
   * Ends a turn: closes what is still open and lets go of what it held. Never rejects.
   *
   * @param signal nobody waits for handlers of the closings once it is aborted
   */
  async endTurn(status: 'completed' | 'cancelled' | 'failed', signal: AbortSignal | undefined): Promise<void> {
    const closed = this.#steps?.closeAll(status) ?? Promise.resolve();
    await abortable(closed, signal).catch(() => {});
    if (this.messages !== null) this.messages = [];
    if (this.contentData !== null) this.contentData = [];
  }
}

function toolQueue(concurrency = DEFAULT_TOOL_CONCURRENCY): ToolQueue {
  if (Number.isInteger(concurrency) && concurrency >= 1) return new PQueue({ concurrency });
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    `graphConfig.toolConcurrency is ${String(concurrency)}: give a whole number of at least 1`,
  );
}
