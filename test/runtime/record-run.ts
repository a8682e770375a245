/** Runs an agent and keeps what its handlers were told. */
import type { LLMClientAdapter } from '../../src/llm/index.ts';
import {
  type AgentInputs,
  AgentRuntime,
  type EventHandler,
  type RunGraph,
  type ExecutionNodes,
  GraphEvents,
  type RunConfig,
} from '../../src/runtime/index.ts';

export interface HeardEvent {
  readonly event: string;
  readonly data: unknown;
  readonly metadata: Record<string, unknown> | undefined;
}

export interface RecordedRun {
  readonly run: AgentRuntime;
  readonly heard: HeardEvent[];
  /** Names of the events heard so far, in order. */
  names(): string[];
}

type Handlers = NonNullable<RunConfig['customHandlers']>;

export interface RecordOptions extends Partial<AgentInputs> {
  readonly client?: LLMClientAdapter;
  readonly signal?: AbortSignal;
  readonly nodes?: ExecutionNodes;
  readonly toolConcurrency?: number;
  readonly handlers?: Handlers;
}

export const hello = { messages: [{ role: 'user', content: 'Hello' }] };

/** A run of one agent with a handler for every event that has none of its own. */
export async function recordRun(options: RecordOptions): Promise<RecordedRun> {
  const { signal, nodes, toolConcurrency, handlers = {}, ...agent } = options;
  const heard: HeardEvent[] = [];
  const listen = (event: string): EventHandler<RunGraph> => ({
    async handle(name, data, metadata, graph) {
      heard.push({ event: name, data: structuredCloneable(data), metadata });
      await handlers[event]?.handle(name, data, metadata, graph);
    },
  });
  const heardEvents = Object.values(GraphEvents).filter(
    (event) => event in handlers || (event !== GraphEvents.ON_TOOL_EXECUTE && event !== GraphEvents.ON_AGENT_LOG),
  );
  const run = await AgentRuntime.create({
    runId: 'run_1',
    graphConfig: { signal, nodes, toolConcurrency, agents: [{ agentId: 'agent_a', provider: 'openAI', ...agent }] },
    customHandlers: Object.fromEntries(heardEvents.map((event) => [event, listen(event)])),
    returnContent: true,
  });
  return { run, heard, names: () => heard.map(({ event }) => event) };
}

/** Steps are live objects: what is kept is how they were when the event came. */
function structuredCloneable(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data));
}
