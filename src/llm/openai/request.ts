/** The port's request → the body of a Chat Completions request. */
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionTool,
  ChatCompletionToolChoiceOption,
} from 'openai/resources/chat/completions';
import { asList, kinds, readOption } from '../client-options.ts';
import type { LLMRequest, OutputFormat, ToolChoice, ToolDefinition } from '../llm-client.ts';
import { fitsStrict } from '../strict-schema.ts';
import type { OpenAIDialect } from './dialect.ts';
import { type WireMessage, wireMessages } from './messages.ts';

/** What every request of a client has in common. */
export type OpenAIParameters = Omit<ChatCompletionCreateParamsStreaming, 'messages' | 'tools'>;

/** Parameters of the wire that are passed on under the host's names. */
const PASSED = [
  ['temperature', kinds.number, 'temperature'],
  ['top_p', kinds.number, 'topP'],
  ['frequency_penalty', kinds.number, 'frequencyPenalty'],
  ['presence_penalty', kinds.number, 'presencePenalty'],
  ['seed', kinds.number, 'seed'],
  ['user', kinds.text, 'user'],
  ['logprobs', kinds.flag, 'logprobs'],
  ['top_logprobs', kinds.number, 'topLogprobs'],
  ['logit_bias', kinds.object, 'logitBias'],
  ['service_tier', kinds.text, 'service_tier', 'serviceTier'],
  ['prompt_cache_key', kinds.text, 'promptCacheKey'],
  ['parallel_tool_calls', kinds.flag, 'parallelToolCalls'],
] as const;

/**
 * Maps the host's options to parameters of the wire, once per client; those left `undefined` are not sent.
 *
 * @throws InvalidConfigError `CONFIG_INVALID` naming an option of the wrong kind
 */
export function openAIParameters(options: object, model: string, dialect: OpenAIDialect): OpenAIParameters {
  const wanted = dialect.asksForUsage && readOption(options, kinds.flag, 'streamUsage') !== false;
  const parameters: Record<string, unknown> = {
    model,
    stream: true,
    stream_options: wanted ? { include_usage: true } : undefined,
    [dialect.tokenLimit(model)]: readOption(options, kinds.number, 'maxTokens'),
    stop: asList(readOption(options, kinds.texts, 'stop', 'stopSequences')),
    ...effortOf(options, dialect),
  };
  for (const [name, kind, ...keys] of PASSED) parameters[name] = readOption<unknown>(options, kind, ...keys);
  for (const { models, parameters: refused } of dialect.refused) {
    if (models.test(model)) for (const name of refused) delete parameters[name];
  }
  return Object.assign(parameters, readOption(options, kinds.object, 'modelKwargs')) as unknown as OpenAIParameters;
}

/** A word, or the object that LangChain's options have. */
function effortOf(options: object, { effort }: OpenAIDialect): Record<string, unknown> {
  const word = readOption(options, kinds.text, 'reasoningEffort', 'reasoning_effort', 'reasoning.effort');
  if (effort === 'reasoning_effort') return { reasoning_effort: word };
  const given = readOption(options, kinds.object, 'reasoning');
  return { reasoning: given ?? (word === undefined ? undefined : { effort: word }) };
}

/**
 * The body of one streamed request.
 *
 * @throws LLMError `LLM_REQUEST_INVALID` for content this server cannot take
 */
export function openAIBody(
  parameters: OpenAIParameters,
  request: LLMRequest,
  dialect: OpenAIDialect,
  marksCache = false,
): ChatCompletionCreateParamsStreaming {
  const messages = wireMessages(request.messages, dialect);
  const tools = [...(request.tools ?? []).map(wireTool), ...((request.providerTools ?? []) as never[])];
  return {
    ...parameters,
    ...outputOf(request.output, dialect, messages),
    messages: marksCache && dialect.cacheMarks ? withCacheMarks(messages) : messages,
    ...(tools.length > 0 && { tools, ...choiceOf(request.toolChoice, dialect) }),
  };
}

function wireTool({ name, description, parameters }: ToolDefinition): ChatCompletionTool {
  return { type: 'function', function: { name, description, parameters: { ...parameters } } };
}

function choiceOf(
  choice: ToolChoice | undefined,
  { requiredTool }: OpenAIDialect,
): { tool_choice?: ChatCompletionToolChoiceOption } {
  if (choice === undefined) return {};
  if (typeof choice === 'object') return { tool_choice: { type: 'function', function: { name: choice.name } } };
  if (choice !== 'required') return { tool_choice: choice };
  // Where there is no word for it, the model is left its choice: a word of another server would be refused.
  return requiredTool === undefined ? {} : { tool_choice: requiredTool as 'required' };
}

/** A server that only promises JSON is told the schema in words. */
function outputOf(
  output: OutputFormat | undefined,
  dialect: OpenAIDialect,
  messages: WireMessage[],
): { response_format?: ChatCompletionCreateParamsStreaming['response_format'] } {
  if (output === undefined) return {};
  const { name, description, schema, strict = fitsStrict(schema) } = output;
  if (dialect.structuredOutput === 'json_schema') {
    const format = { name, schema: { ...schema }, strict, ...(description !== undefined && { description }) };
    return { response_format: { type: 'json_schema', json_schema: format } };
  }
  const told = `Answer with one JSON document and nothing else. It follows this JSON Schema: ${JSON.stringify(schema)}`;
  messages.unshift({ role: 'system', content: description === undefined ? told : `${description}\n${told}` });
  return { response_format: { type: 'json_object' } };
}

/** How many of the user's last messages are marked: what was cached up to the one before is found by the next call. */
const MARKED_TURNS = 2;

/** Has the instructions and the conversation so far cached, as models of Anthropic do it. */
function withCacheMarks(messages: readonly WireMessage[]): WireMessage[] {
  const marked = [...messages];
  let turns = 0;
  for (let place = messages.length - 1; place >= 0; place--) {
    const message = messages[place];
    if (message?.role === 'user' && turns++ < MARKED_TURNS) marked[place] = withMark(message);
  }
  const instructions = messages.findLastIndex(({ role }) => role === 'system');
  const message = messages[instructions];
  if (message !== undefined) marked[instructions] = withMark(message);
  return marked;
}

function withMark(message: WireMessage): WireMessage {
  const parts: readonly object[] =
    typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : (message.content ?? []);
  const content = parts.map((part, place) =>
    place === parts.length - 1 ? { ...part, cache_control: { type: 'ephemeral' } } : part,
  );
  return { ...message, content: content as ChatCompletionContentPart[] } as WireMessage;
}
