/** Plays a scenario on any implementation of `Run` and records what its host would see. */
import { channelOf, normalise, snapshot } from './golden-recording.ts';
import { serve } from './golden-server.ts';
import type { AnswerCall, ModelCall, Subject, SubjectRun, ToolFunction } from './golden-subject.ts';
import type {
  ErrorSpec,
  RecordedEvent,
  Recording,
  Scenario,
  ScenarioInput,
  ScriptChunk,
  ToolHandlerSpec,
  ToolSpec,
} from './golden-scenario.ts';

const hostEvents = [
  'on_run_step',
  'on_run_step_delta',
  'on_run_step_completed',
  'on_run_step_closed',
  'on_message_delta',
  'on_reasoning_delta',
  'on_tool_execute',
  'on_chat_model_start',
  'on_chat_model_end',
  'on_tool_start',
  'on_tool_end',
];

/** The config the host passes to `processStream`. */
const hostStreamConfig = {
  runName: 'AgentRun',
  configurable: {
    thread_id: 'conversation_1',
    checkpoint_ns: '',
    last_agent_index: 0,
    last_agent_id: 'agent_a',
    user_id: 'user_1',
    hide_sequential_outputs: false,
    requestBody: { messageId: 'message_2', conversationId: 'conversation_1', parentMessageId: 'message_1' },
    user: { id: 'user_1' },
  },
  streamMode: 'values',
  version: 'v2',
};

interface BatchRequest {
  readonly toolCalls: readonly { readonly id: string; readonly name: string }[];
  resolve(results: unknown[]): void;
  reject(error: unknown): void;
  onResult?(result: unknown): void;
}

/** What one `processStream` call leaves behind while it runs. */
class Notes {
  readonly events: RecordedEvent[] = [];
  readonly modelCalls: { messages: unknown; tools?: unknown }[] = [];
  readonly toolCalls: unknown[] = [];
  readonly callbacks: unknown[] = [];
}

class Player {
  readonly #scenario: Scenario;
  readonly #subject: Subject;
  readonly #controller = new AbortController();
  /** Whose error object it is, so that a rejection can be traced to its origin. */
  readonly #origins = new Map<unknown, string>();
  readonly #handled = new Map<string, number>();
  #answers = 0;
  #notes = new Notes();
  #aggregator: ReturnType<NonNullable<Subject['aggregator']>> | undefined;

  constructor(scenario: Scenario, subject: Subject) {
    this.#scenario = scenario;
    this.#subject = subject;
  }

  async play(): Promise<Recording[]> {
    const { config, inputs, wire } = this.#scenario;
    const server = wire === undefined ? undefined : await serve(wire);
    const answer: AnswerCall = (call) => this.#answer(call);
    const restore = server?.close ?? this.#subject.install(config.provider, answer);
    try {
      const run = await this.#subject.create(this.#runConfig(server?.origin));
      if (config.abortedBefore === true) this.#controller.abort();
      const recordings: Recording[] = [];
      for (const input of inputs) {
        recordings.push(
          normalise({ ...(await this.#process(run, input)), ...(server && { requests: server.requests }) }),
        );
      }
      return recordings;
    } finally {
      await restore();
    }
  }

  #runConfig(server = ''): Record<string, unknown> {
    const { config, tools } = this.#scenario;
    const clientOptions = JSON.parse(JSON.stringify(config.clientOptions).replaceAll('<server>', server));
    const instances = tools?.map((spec) => this.#tool(spec)) ?? [];
    const graphConfig =
      config.form === 'legacy'
        ? { llmConfig: { provider: config.provider, ...clientOptions }, tools: instances, ...config.agent }
        : { edges: [], agents: [this.#agent(clientOptions, instances)] };
    return {
      runId: 'run_1',
      graphConfig: { type: 'standard', signal: this.#controller.signal, ...graphConfig },
      customHandlers: config.handlers === 'none' ? undefined : this.#handlers(),
      returnContent: true,
      ...config.run,
    };
  }

  #agent(clientOptions: object, instances: unknown[]): object {
    const { provider, agent } = this.#scenario.config;
    const place = agent?.toolDefinitions === undefined ? 'tools' : 'graphTools';
    return {
      agentId: 'agent_a',
      provider,
      clientOptions: { provider, ...clientOptions },
      [place]: instances,
      ...agent,
    };
  }

  async *#answer({ messages, tools, signal }: ModelCall): AsyncGenerator<ScriptChunk> {
    this.#notes.modelCalls.push({
      messages: snapshot(messages),
      ...(tools !== undefined && { tools: snapshot(tools) }),
    });
    const answer = this.#scenario.script[this.#answers++];
    if (answer === undefined) throw new Error(`The script has no answer for model call ${this.#answers}.`);
    for (const item of answer) {
      if ('throw' in item) throw this.#raise('model', item.throw);
      if ('abort' in item) {
        this.#controller.abort();
        await new Promise(setImmediate);
        signal?.throwIfAborted();
      } else yield item;
    }
  }

  #raise(origin: string, { message, ...properties }: ErrorSpec): Error {
    const error = Object.assign(new Error(message), properties);
    this.#origins.set(error, origin);
    return error;
  }

  #handlers(): object {
    const handle = this.#handle.bind(this);
    const names = [...hostEvents, ...(this.#scenario.config.alsoHandle ?? [])];
    return Object.fromEntries(names.map((name) => [name, { handle }]));
  }

  async #handle(event: string, data: unknown, metadata?: Record<string, unknown>, graph?: unknown): Promise<void> {
    if (typeof graph !== 'object' || graph === null) throw new Error(`The handler of ${event} was given no graph.`);
    const channel = channelOf(event);
    const nth = (this.#handled.get(event) ?? 0) + 1;
    this.#handled.set(event, nth);
    this.#notes.events.push({ channel, event, data: this.#copy(data), metadata: metadata && this.#brief(metadata) });
    if (channel === 'A') this.#aggregator?.aggregateContent({ event, data });
    const fault = this.#scenario.config.handlerThrows;
    if (fault?.event === event && fault.nth === nth) throw this.#raise('handler', fault.error);
    if (event === 'on_tool_execute') await this.#execute(data as BatchRequest);
  }

  /** Batch requests and metadata are long; only scenarios about them keep them whole. */
  #copy(data: unknown): unknown {
    if (this.#scenario.config.full === true) return snapshot(data);
    if (typeof data !== 'object' || data === null || !('toolCalls' in data)) return snapshot(data);
    const { toolCalls, userId, agentId } = data as Record<string, unknown>;
    return snapshot({ toolCalls, userId, agentId });
  }

  #brief(metadata: Record<string, unknown>): Record<string, unknown> {
    const { langgraph_node, langgraph_step } = metadata;
    const kept = this.#scenario.config.full === true ? metadata : { langgraph_node, langgraph_step };
    return snapshot(kept) as Record<string, unknown>;
  }

  async #execute(request: BatchRequest): Promise<void> {
    const spec: ToolHandlerSpec = this.#scenario.toolHandler ?? {};
    if (spec.reject !== undefined) return request.reject(this.#raise('toolHandler', spec.reject));
    if (spec.abort === true) this.#controller.abort();
    const results = new Map<string, object>();
    for (const { id, name } of request.toolCalls) {
      const given = { toolCallId: id, status: 'success', content: `result of ${name}`, ...spec.results?.[name] };
      if (spec.omit?.includes(id) !== true) results.set(id, given);
    }
    for (const id of spec.early ?? []) {
      request.onResult?.(results.get(id));
      await new Promise(setImmediate);
    }
    request.resolve([...results.values()]);
  }

  #tool(spec: ToolSpec): unknown {
    const call: ToolFunction = async (args, config) => {
      const whole = this.#scenario.config.full === true;
      this.#notes.toolCalls.push({ name: spec.name, args: snapshot(args), ...(whole && { config: snapshot(config) }) });
      if (spec.throws !== undefined) throw this.#raise('tool', spec.throws);
      if (spec.abort === true) {
        this.#controller.abort();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return spec.artifact === undefined ? spec.returns : [spec.returns, spec.artifact];
    };
    return this.#subject.tool(call, spec);
  }

  #callbacks(): object {
    const isMetadata = (arg: unknown): arg is Record<string, unknown> =>
      typeof arg === 'object' && arg !== null && 'langgraph_node' in arg;
    const listen =
      (name: string) =>
      (graph: unknown, ...args: unknown[]) => {
        const kept = args.map((arg) => (isMetadata(arg) ? this.#brief(arg) : snapshot(arg)));
        this.#notes.callbacks.push({ name, graph: typeof graph, args: kept });
      };
    const names = ['handleToolStart', 'handleToolEnd', 'handleToolError'];
    return Object.fromEntries(names.map((name) => [name, listen(name)]));
  }

  #rejection(error: unknown): Record<string, unknown> {
    if (!(error instanceof Error)) return { thrown: error };
    const { name, message, code, status, lc_error_code } = error as Error & Record<string, unknown>;
    const from = this.#origins.get(error);
    return { class: error.constructor.name, name, message, code, status, lc_error_code, from };
  }

  async #process(run: SubjectRun, input: ScenarioInput): Promise<Recording> {
    const { config, tools } = this.#scenario;
    const notes = (this.#notes = new Notes());
    this.#aggregator = config.handlers === 'none' ? undefined : this.#subject.aggregator?.();
    const messages = input.messages.map((like) => this.#subject.message(like));
    const stream = { ...hostStreamConfig, signal: this.#controller.signal, ...config.stream };
    const options = { keepContent: input.keepContent, callbacks: config.callbacks && this.#callbacks() };
    let returned: unknown;
    let rejection: Record<string, unknown> | undefined;
    try {
      returned = await run.processStream({ messages }, stream, options);
    } catch (error) {
      rejection = this.#rejection(error);
    }
    return {
      events: [...notes.events],
      modelCalls: [...notes.modelCalls],
      ...(tools && { toolCalls: [...notes.toolCalls] }),
      ...(config.callbacks && { callbacks: [...notes.callbacks] }),
      returned: snapshot(returned),
      ...(rejection && { rejection }),
      runMessages: snapshot(run.getRunMessages()),
      contentPartsAfter: snapshot(run.Graph?.getContentParts()),
      ...(this.#aggregator && { aggregated: snapshot(this.#aggregator.contentParts) }),
    };
  }
}

/** One recording per input of the scenario. */
export const play = (scenario: Scenario, subject: Subject): Promise<Recording[]> =>
  new Player(scenario, subject).play();
