/** A chat model of LangChain, a user's own for instance, as a client of the model port. */
import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { BaseMessage } from '@langchain/core/messages';
import { LLMError } from '../base/index.ts';
import { checkRequest, type LLMClientAdapter, type LLMRequest, repairHistory, streamCall } from '../llm/index.ts';
import { type Chunk, chunkReader } from './chunk-reader.ts';
import { messageToLangChain, readerOf } from './request-messages.ts';
import { canStructure, structuredAnswer, withToldSchema } from './structured-answer.ts';

export interface ChatModelClientOptions {
  /** Literal of the provider behind it. Default: what the model calls itself. */
  readonly provider?: string;
}

/**
 * Makes a client of a chat model, of any copy of LangChain. It streams where the model does. Tools go through `bindTools`, the choice
 * among them as its option `tool_choice`. Errors come as the model throws them, and its own retries count.
 *
 * A schema of the answer goes through `withStructuredOutput`, whose answer comes whole. With tools besides, or with a model that has
 * neither that nor `bindTools`, the schema is told in the instructions.
 *
 * Messages that were LangChain's go to it as the same objects, and so do its own answers. A model's end is its own word: LangChain
 * has no sign of a cut answer.
 *
 * @throws LLMError `LLM_REQUEST_INVALID` from `stream` where tools are given and the model has no `bindTools`
 *
 * @example
 * import { FakeListChatModel } from '@langchain/core/utils/testing';
 *
 * const client = chatModelClient(new FakeListChatModel({ responses: ['Hi'] }));
 * for await (const event of client.stream({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] })) {
 *   if (event.type === 'text-delta') process.stdout.write(event.text);
 * }
 */
export function chatModelClient(chatModel: BaseChatModel, options: ChatModelClientOptions = {}): LLMClientAdapter {
  const type = chatModel._llmType();
  const provider = options.provider ?? type;
  const { model: name, modelName } = chatModel as { model?: unknown; modelName?: unknown };
  const model = [name, modelName].find((given): given is string => typeof given === 'string' && given !== '') ?? type;
  const reader = readerOf(type);
  return {
    provider,
    model,
    stream(request) {
      checkRequest(request, provider);
      const ask = asking(chatModel, request, provider);
      const messages = repairHistory(request.messages).map((message) => messageToLangChain(message, reader));
      return streamCall(
        {
          provider,
          open: async (signal) => ask(messages, signal),
          reader: () => chunkReader(model),
          toError: (error) => error,
        },
        request.signal,
      );
    },
  };
}

/** What an author gives for a model: a client of ours, or a chat model of LangChain, of any copy of it. */
export type GivenModel = LLMClientAdapter | BaseChatModel;

const clients = new WeakMap<BaseChatModel, LLMClientAdapter>();

/** The client that a given model is, or gets; the same one each time. */
export function clientOf(given: GivenModel): LLMClientAdapter {
  if (!('_llmType' in given)) return given;
  let client = clients.get(given);
  if (client === undefined) clients.set(given, (client = chatModelClient(given)));
  return client;
}

/** Sends messages to the model. */
type Ask = (messages: BaseMessage[], signal: AbortSignal) => Promise<AsyncIterable<Chunk>>;

function asking(model: BaseChatModel, request: LLMRequest, provider: string): Ask {
  const { output, tools = [], providerTools = [] } = request;
  const hasTools = tools.length + providerTools.length > 0;
  const runnable = hasTools ? withTools(model, request, provider) : (model as Streaming);
  if (output === undefined) return (messages, signal) => runnable.stream(messages, { signal });
  if (!hasTools && canStructure(model)) {
    return (messages, signal) => structuredAnswer(model, output, messages, signal);
  }
  return (messages, signal) => runnable.stream(withToldSchema(messages, output), { signal });
}

/** The part of a model, or of one with tools bound to it, that is used here. */
interface Streaming {
  stream(messages: BaseMessage[], options: { signal: AbortSignal }): Promise<AsyncIterable<Chunk>>;
}

function withTools(
  model: BaseChatModel,
  { tools = [], providerTools = [], toolChoice }: LLMRequest,
  provider: string,
): Streaming {
  if (typeof model.bindTools !== 'function') {
    const message = `the model "${provider}" has no bindTools, so it cannot be told of tools: give it none`;
    throw new LLMError('LLM_REQUEST_INVALID', message, { provider });
  }
  const own = tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, ...(description !== undefined && { description }), parameters: { ...parameters } },
  }));
  const choice = typeof toolChoice === 'object' ? toolChoice.name : toolChoice === 'required' ? 'any' : toolChoice;
  return model.bindTools([...own, ...providerTools], choice === undefined ? {} : { tool_choice: choice });
}
