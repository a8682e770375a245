/** The port's request → parameters of `generateContentStream`. */
import type {
  FunctionCallingConfigMode,
  GenerateContentConfig,
  GenerateContentParameters,
  SafetySetting,
  ThinkingConfig,
  Tool,
} from '@google/genai';
import { asList, kinds, type OptionKind, readOption } from '../client-options.ts';
import type { LLMRequest, ToolChoice } from '../llm-client.ts';
import { contentsOf, systemInstructionOf } from './contents.ts';
import { dialectOf, type GoogleDialect, type GoogleProvider } from './dialect.ts';

/** What every request of a client has in common. */
export interface GoogleParameters {
  readonly model: string;
  readonly dialect: GoogleDialect;
  readonly config: GenerateContentConfig;
}

const safetySettings: OptionKind<SafetySetting[]> = {
  name: 'a list of { category, threshold }',
  is: (value): value is SafetySetting[] => Array.isArray(value) && value.every(kinds.object.is),
};
const thinkingConfig: OptionKind<ThinkingConfig> = kinds.object;

/**
 * Maps the host's options to parameters, once per client; those left `undefined` are not sent.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` naming an option of the wrong kind
 */
export function googleParameters(options: object, provider: GoogleProvider, model: string): GoogleParameters {
  const config = {
    temperature: readOption(options, kinds.number, 'temperature'),
    maxOutputTokens: readOption(options, kinds.number, 'maxOutputTokens', 'maxTokens'),
    topP: readOption(options, kinds.number, 'topP'),
    topK: readOption(options, kinds.number, 'topK'),
    stopSequences: asList(readOption(options, kinds.texts, 'stopSequences', 'stop')),
    seed: readOption(options, kinds.number, 'seed'),
    presencePenalty: readOption(options, kinds.number, 'presencePenalty'),
    frequencyPenalty: readOption(options, kinds.number, 'frequencyPenalty'),
    safetySettings: readOption(options, safetySettings, 'safetySettings'),
    thinkingConfig: readOption(options, thinkingConfig, 'thinkingConfig'),
    responseMimeType: readOption(options, kinds.flag, 'json') === true ? 'application/json' : undefined,
    // Tools are run by whoever made the request, not by the SDK.
    automaticFunctionCalling: { disable: true },
    // Otherwise the SDK asks again by itself for an answer that broke off, and nobody sees it.
    automaticContinuation: false,
  };
  const set = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  return { model, dialect: dialectOf(provider, model), config: set };
}

/**
 * The parameters of one call.
 *
 * @throws LLMError `LLM_REQUEST_INVALID` for content this wire cannot carry
 */
export function googleBody(
  { model, dialect, config }: GoogleParameters,
  request: LLMRequest,
): GenerateContentParameters {
  const { messages, tools = [], providerTools = [], toolChoice, output } = request;
  const systemInstruction = systemInstructionOf(messages);
  const declared: Tool[] =
    tools.length === 0
      ? []
      : [
          {
            functionDeclarations: tools.map(({ name, description, parameters }) => ({
              name,
              ...(description !== undefined && { description }),
              parametersJsonSchema: parameters,
            })),
          },
        ];
  const all = [...declared, ...(providerTools as unknown as Tool[])];
  return {
    model,
    contents: contentsOf(messages, dialect),
    config: {
      ...config,
      ...(systemInstruction !== undefined && { systemInstruction }),
      ...(all.length > 0 && { tools: all }),
      ...(tools.length > 0 &&
        toolChoice !== undefined && { toolConfig: { functionCallingConfig: choiceOf(toolChoice) } }),
      ...(output && { responseMimeType: 'application/json', responseJsonSchema: output.schema }),
    },
  };
}

const MODES = { auto: 'AUTO', none: 'NONE', required: 'ANY' } as const;

function choiceOf(choice: ToolChoice): { mode: FunctionCallingConfigMode; allowedFunctionNames?: string[] } {
  if (typeof choice === 'object') {
    return { mode: 'ANY' as FunctionCallingConfigMode, allowedFunctionNames: [choice.name] };
  }
  return { mode: MODES[choice] as FunctionCallingConfigMode };
}
