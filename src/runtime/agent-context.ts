/** One agent of a run: what its model is told, which tools it has, and the client that reaches the model. */
import { type BaseMessage, clientOf, type GivenModel, systemMessage, toolDefinitionOf } from '../langchain/index.ts';
import { createLLMClient, type LLMClientAdapter, type ToolDefinition } from '../llm/index.ts';
import type { AgentInputs, AgentTool, ClientOptions, ToolSchema } from './agent-inputs.ts';

/** Callers a tool is open to when it names none. */
const DEFAULT_CALLERS: readonly string[] = ['direct'];

/** An agent as the nodes of the graph see it. Hosts read `provider` and `clientOptions` to price a model call. */
export class AgentContext {
  readonly agentId: string;
  readonly name: string | undefined;
  readonly provider: string;
  readonly clientOptions: ClientOptions;
  readonly reasoningKey: string;
  /** Whether the run ends after the first batch of tools. */
  readonly toolEnd: boolean;
  /** In-process tools by name. */
  readonly tools: ReadonlyMap<string, AgentTool>;
  /** Tools that the host runs. */
  readonly toolDefinitions: readonly ToolSchema[];
  /** The system prompt, if the agent has one. */
  readonly system: BaseMessage | undefined;
  readonly #givenClient: GivenModel | undefined;
  #client: Promise<LLMClientAdapter> | undefined;
  #definitions: Promise<readonly ToolDefinition[]> | undefined;

  constructor(inputs: AgentInputs) {
    this.agentId = inputs.agentId;
    this.name = inputs.name;
    this.provider = inputs.provider;
    this.clientOptions = inputs.clientOptions ?? {};
    this.reasoningKey = inputs.reasoningKey ?? 'reasoning_content';
    this.toolEnd = inputs.toolEnd ?? false;
    this.tools = new Map([...(inputs.tools ?? []), ...(inputs.graphTools ?? [])].map((tool) => [tool.name, tool]));
    this.toolDefinitions = inputs.toolDefinitions ?? [];
    this.system = systemPrompt(inputs);
    this.#givenClient = inputs.client;
  }

  /** Whether tools without an instance go to the host. */
  get hasHostTools(): boolean {
    return this.toolDefinitions.length > 0;
  }

  /**
   * The client of the agent's model, made at the first call.
   *
   * @throws InvalidConfigError if provider and options do not make one (rejects)
   */
  client(): Promise<LLMClientAdapter> {
    // both are made once and kept even if they fail: the same configuration would fail again
    this.#client ??= this.#givenClient
      ? Promise.resolve(clientOf(this.#givenClient))
      : createLLMClient({ ...this.clientOptions, provider: this.provider });
    return this.#client;
  }

  /** The tools as the model is told of them: those of the host that it may call, then the in-process ones. */
  definitions(): Promise<readonly ToolDefinition[]> {
    this.#definitions ??= Promise.all([
      ...this.toolDefinitions.filter(isActive).map((tool) => toolDefinitionOf({ ...tool, schema: tool.parameters })),
      ...Array.from(this.tools.values(), toolDefinitionOf),
    ]);
    return this.#definitions;
  }
}

function isActive({ defer_loading, allowed_callers = DEFAULT_CALLERS }: ToolSchema): boolean {
  return defer_loading !== true && allowed_callers.includes('direct');
}

function systemPrompt({ instructions, additional_instructions }: AgentInputs): BaseMessage | undefined {
  const content = [instructions, additional_instructions]
    .filter((text) => text !== undefined && text !== '')
    .join('\n\n');
  return content === '' ? undefined : systemMessage(content);
}
