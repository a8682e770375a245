/** The port's request → the body of a Messages request. */
import type {
  MessageCreateParamsStreaming,
  OutputConfig,
  ThinkingConfigParam,
  Tool,
  ToolChoice as WireToolChoice,
  ToolUnion,
} from '@anthropic-ai/sdk/resources/messages';
import { asList, kinds, type OptionKind, readOption } from '../client-options.ts';
import type { LLMRequest, OutputFormat, ToolChoice, ToolDefinition } from '../llm-client.ts';
import { withCacheMarks } from './cache-marks.ts';
import { systemOf, turnsOf } from './messages.ts';

/** What every request of a client has in common. */
export interface AnthropicParameters extends Omit<MessageCreateParamsStreaming, 'messages' | 'tools' | 'system'> {
  // Sampling parameters are gone from the newest version of the API, and so from the SDK's types.
  readonly temperature: number | undefined;
  readonly top_p: number | undefined;
  readonly top_k: number | undefined;
}

/** This wire requires a limit; every model of the last years can write as much. */
const DEFAULT_MAX_TOKENS = 8192;

const thinkingKind: OptionKind<ThinkingConfigParam> = {
  name: 'an object with a type, such as "enabled" or "adaptive"',
  is: (value): value is ThinkingConfigParam => kinds.object.is(value) && typeof value['type'] === 'string',
};

const outputConfig: OptionKind<OutputConfig> = kinds.object;

/**
 * Maps the host's options to parameters of the wire, once per client; those left `undefined` are not sent.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` naming an option of the wrong kind
 */
export function anthropicParameters(options: object, model: string): AnthropicParameters {
  const thinking = readOption(options, thinkingKind, 'thinking');
  return {
    model,
    stream: true,
    max_tokens: readOption(options, kinds.number, 'maxTokens') ?? DEFAULT_MAX_TOKENS + thinkingBudget(thinking),
    thinking,
    temperature: readOption(options, kinds.number, 'temperature'),
    top_p: readOption(options, kinds.number, 'topP'),
    top_k: readOption(options, kinds.number, 'topK'),
    stop_sequences: asList(readOption(options, kinds.texts, 'stopSequences', 'stop')),
    output_config: readOption(options, outputConfig, 'outputConfig'),
    ...readOption(options, kinds.object, 'invocationKwargs'),
  };
}

/**
 * Headers that the parameters ask for: sampling parameters need the last API version that has them, or the request is
 * refused. Without them the version stays the SDK's.
 */
export function anthropicHeaders({ temperature, top_p, top_k }: AnthropicParameters): Record<string, string> {
  const samples = [temperature, top_p, top_k].some((value) => value !== undefined);
  return samples ? { 'anthropic-version': '2023-06-01' } : {};
}

/** A thinking budget counts towards the limit, so the default leaves room for the answer beside it. */
function thinkingBudget(thinking: ThinkingConfigParam | undefined): number {
  return thinking?.type === 'enabled' ? thinking.budget_tokens : 0;
}

/**
 * The body of one streamed request.
 *
 * @throws LLMError `LLM_REQUEST_INVALID` for an image or a file this wire cannot carry
 */
export function anthropicBody(
  parameters: AnthropicParameters,
  request: LLMRequest,
  marksCache = false,
): MessageCreateParamsStreaming {
  const system = systemOf(request.messages);
  const tools = [...(request.tools ?? []).map(wireTool), ...((request.providerTools ?? []) as unknown as ToolUnion[])];
  const body: MessageCreateParamsStreaming = {
    ...parameters,
    ...(system.length > 0 && { system }),
    messages: turnsOf(request.messages),
    ...(tools.length > 0 && { tools, ...choiceOf(request.toolChoice) }),
    ...outputOf(request.output, parameters),
  };
  return marksCache ? withCacheMarks(body) : body;
}

function wireTool({ name, description, parameters }: ToolDefinition): Tool {
  return { name, description, input_schema: { ...parameters, type: 'object' } };
}

function choiceOf(choice: ToolChoice | undefined): { tool_choice?: WireToolChoice } {
  if (choice === undefined) return {};
  if (typeof choice === 'object') return { tool_choice: { type: 'tool', name: choice.name } };
  return { tool_choice: { type: choice === 'required' ? 'any' : choice } };
}

function outputOf(
  output: OutputFormat | undefined,
  { output_config }: AnthropicParameters,
): Pick<MessageCreateParamsStreaming, 'output_config'> {
  if (output === undefined) return {};
  return { output_config: { ...output_config, format: { type: 'json_schema', schema: { ...output.schema } } } };
}
