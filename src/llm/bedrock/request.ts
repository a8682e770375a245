/** The port's request → input of `ConverseStreamCommand`. */
import type {
  ConverseStreamCommandInput,
  GuardrailStreamConfiguration,
  Message as Turn,
  PerformanceConfiguration,
  ServiceTier,
  Tool,
  ToolChoice as WireToolChoice,
} from '@aws-sdk/client-bedrock-runtime';
import { asList, kinds, type OptionKind, readOption } from '../client-options.ts';
import type { LLMRequest, OutputFormat, ToolChoice } from '../llm-client.ts';
import { systemOf, turnsOf } from './messages.ts';

/** What every request of a client has in common. */
export type BedrockParameters = Omit<ConverseStreamCommandInput, 'messages' | 'system' | 'toolConfig'>;

const guardrail: OptionKind<GuardrailStreamConfiguration> = kinds.object;
const performance: OptionKind<PerformanceConfiguration> = kinds.object;
const tier: OptionKind<ServiceTier> = {
  name: 'an object with a type',
  is: (value): value is ServiceTier => kinds.object.is(value) && typeof value['type'] === 'string',
};
const texts: OptionKind<Record<string, string>> = {
  name: 'an object of strings',
  is: (value): value is Record<string, string> =>
    kinds.object.is(value) && Object.values(value).every((one) => typeof one === 'string'),
};

/**
 * Maps the host's options to parameters, once per client; those left `undefined` are not sent.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` naming an option of the wrong kind
 */
export function bedrockParameters(options: object, model: string): BedrockParameters {
  const inference = {
    maxTokens: readOption(options, kinds.number, 'maxTokens'),
    temperature: readOption(options, kinds.number, 'temperature'),
    topP: readOption(options, kinds.number, 'topP'),
    stopSequences: asList(readOption(options, kinds.texts, 'stopSequences', 'stop')),
  };
  const isSet = Object.values(inference).some((value) => value !== undefined);
  return {
    modelId: readOption(options, kinds.text, 'applicationInferenceProfile') ?? model,
    inferenceConfig: isSet ? inference : undefined,
    additionalModelRequestFields: readOption(options, kinds.object, 'additionalModelRequestFields') as never,
    guardrailConfig: readOption(options, guardrail, 'guardrailConfig'),
    performanceConfig: readOption(options, performance, 'performanceConfig'),
    serviceTier: readOption(options, tier, 'serviceTier'),
    requestMetadata: readOption(options, texts, 'requestMetadata'),
  };
}

/**
 * The input of one call.
 *
 * @throws LLMError `LLM_REQUEST_INVALID` for an image or a file this wire cannot carry
 */
export function bedrockBody(
  parameters: BedrockParameters,
  request: LLMRequest,
  marksCache = false,
): ConverseStreamCommandInput {
  const system = systemOf(request.messages);
  const messages = turnsOf(request.messages);
  const tools = toolsOf(request, messages);
  const body: ConverseStreamCommandInput = {
    ...parameters,
    messages: marksCache ? withCachePoint(messages) : messages,
    ...(system.length > 0 && { system: marksCache ? [...system, POINT] : system }),
    ...(tools.length > 0 && {
      toolConfig: { tools: marksCache ? [...tools, POINT] : tools, ...choiceOf(request.toolChoice) },
    }),
    ...outputOf(request.output),
  };
  return body;
}

const POINT = { cachePoint: { type: 'default' as const } };

/** Behind the last turn of the user; the next call finds what was cached up to there. */
function withCachePoint(messages: readonly Turn[]): Turn[] {
  const last = messages.findLastIndex(({ role }) => role === 'user');
  return messages.map((turn, place) =>
    place === last ? { ...turn, content: [...(turn.content ?? []), POINT] } : turn,
  );
}

function toolsOf({ tools = [], providerTools = [], toolChoice }: LLMRequest, messages: readonly Turn[]): Tool[] {
  // There is no word for "no tool"; but a conversation with calls in it is refused without tools.
  if (toolChoice === 'none' && !messages.some(hasToolBlocks)) return [];
  const own = tools.map(({ name, description, parameters }): Tool => {
    return { toolSpec: { name, description, inputSchema: { json: { ...parameters } as never } } };
  });
  return [...own, ...(providerTools as unknown as Tool[])];
}

function hasToolBlocks({ content }: Turn): boolean {
  return content?.some((block) => block.toolUse !== undefined || block.toolResult !== undefined) ?? false;
}

function choiceOf(choice: ToolChoice | undefined): { toolChoice?: WireToolChoice } {
  if (choice === undefined || choice === 'none') return {};
  if (typeof choice === 'object') return { toolChoice: { tool: { name: choice.name } } };
  return { toolChoice: choice === 'required' ? { any: {} } : { auto: {} } };
}

function outputOf(output: OutputFormat | undefined): Pick<ConverseStreamCommandInput, 'outputConfig'> {
  if (output === undefined) return {};
  const { name, description, schema } = output;
  const jsonSchema = { name, schema: JSON.stringify(schema), ...(description !== undefined && { description }) };
  return { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } } } };
}
