/** The port's request → the body of a Responses request. */
import type { ResponseCreateParamsStreaming, ResponseTextConfig, Tool } from 'openai/resources/responses/responses';
import { kinds, readOption } from '../client-options.ts';
import type { LLMRequest, OutputFormat, ToolChoice } from '../llm-client.ts';
import { fitsStrict } from '../strict-schema.ts';
import { inputItems } from './input-items.ts';

/** What every request of a client has in common. */
export type ResponsesParameters = Omit<ResponseCreateParamsStreaming, 'input' | 'tools'>;

/** Parameters of the wire that are passed on under the host's names. */
const PASSED = [
  ['max_output_tokens', kinds.number, 'maxTokens', 'maxOutputTokens'],
  ['temperature', kinds.number, 'temperature'],
  ['top_p', kinds.number, 'topP'],
  ['top_logprobs', kinds.number, 'topLogprobs'],
  ['user', kinds.text, 'user'],
  ['service_tier', kinds.text, 'service_tier', 'serviceTier'],
  ['prompt_cache_key', kinds.text, 'promptCacheKey'],
  ['parallel_tool_calls', kinds.flag, 'parallelToolCalls'],
  ['truncation', kinds.text, 'truncation'],
  ['metadata', kinds.object, 'metadata'],
] as const;

const REASONING_MODEL = /^(o\d|gpt-5(?!.*chat)|codex|computer-use)/;

/**
 * Maps the host's options to parameters of the wire, once per client; those left `undefined` are not sent.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` naming an option of the wrong kind
 */
export function responsesParameters(options: object, model: string): ResponsesParameters {
  const store =
    readOption(options, kinds.flag, 'zdrEnabled') === true ? false : readOption(options, kinds.flag, 'store');
  const parameters: Record<string, unknown> = {
    model,
    stream: true,
    store,
    reasoning: reasoningOf(options),
    text: verbosityOf(options),
    include: includeOf(options, model, store),
  };
  for (const [name, kind, ...keys] of PASSED) parameters[name] = readOption<unknown>(options, kind, ...keys);
  return Object.assign(parameters, readOption(options, kinds.object, 'modelKwargs')) as unknown as ResponsesParameters;
}

function reasoningOf(options: object): object | undefined {
  const given = readOption(options, kinds.object, 'reasoning');
  const effort = readOption(options, kinds.text, 'reasoningEffort', 'reasoning_effort');
  const summary = readOption(options, kinds.text, 'reasoningSummary');
  const reasoning = { ...(effort !== undefined && { effort }), ...(summary !== undefined && { summary }), ...given };
  return Object.keys(reasoning).length === 0 ? undefined : reasoning;
}

function verbosityOf(options: object): ResponseTextConfig | undefined {
  const verbosity = readOption(options, kinds.text, 'verbosity');
  return verbosity === undefined ? undefined : { verbosity: verbosity as 'low' };
}

/** Reasoning that the server does not keep must come along, or the next call would do without it. */
function includeOf(options: object, model: string, store: boolean | undefined): unknown {
  const wanted = readOption(options, kinds.texts, 'include');
  const include = wanted === undefined ? [] : [wanted].flat();
  if (store === false && REASONING_MODEL.test(model) && !include.includes('reasoning.encrypted_content')) {
    include.push('reasoning.encrypted_content');
  }
  return include.length === 0 ? undefined : include;
}

/**
 * The body of one streamed request. The whole conversation goes with each: the server's memory of it is not relied upon.
 *
 * @throws LLMError `LLM_REQUEST_INVALID` for content this wire cannot carry
 */
export function responsesBody(parameters: ResponsesParameters, request: LLMRequest): ResponseCreateParamsStreaming {
  const own = (request.tools ?? []).map(({ name, description, parameters: schema }): Tool => {
    return { type: 'function', name, description, parameters: { ...schema }, strict: false };
  });
  const tools = [...own, ...((request.providerTools ?? []) as unknown as Tool[])];
  return {
    ...parameters,
    input: inputItems(request.messages, { isStored: parameters.store !== false }),
    ...(tools.length > 0 && { tools, ...choiceOf(request.toolChoice) }),
    ...outputOf(request.output, parameters),
  };
}

function choiceOf(choice: ToolChoice | undefined): Pick<ResponseCreateParamsStreaming, 'tool_choice'> {
  if (choice === undefined) return {};
  return { tool_choice: typeof choice === 'object' ? { type: 'function', name: choice.name } : choice };
}

function outputOf(
  output: OutputFormat | undefined,
  { text }: ResponsesParameters,
): Pick<ResponseCreateParamsStreaming, 'text'> {
  if (output === undefined) return {};
  const { name, description, schema, strict = fitsStrict(schema) } = output;
  const format = { type: 'json_schema', name, schema: { ...schema }, strict } as const;
  return { text: { ...text, format: { ...format, ...(description !== undefined && { description }) } } };
}
