/** `Run` of `@librechat/agents`, its real provider classes answering from a script instead of the wire. */
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, coerceMessageLikeToMessage } from '@langchain/core/messages';
import type { BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';
import { tool } from '@langchain/core/tools';
import { Run, createContentAggregator, getChatModelClass } from '@librechat/agents';
import type { AnswerCall, Subject } from '../../../test/runtime/golden-subject.ts';
import type { ScriptChunk } from '../../../test/runtime/golden-scenario.ts';

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly tools?: unknown;
}

/** Tools are bound either into the call options or into the options the model carries. */
interface BoundModel {
  readonly defaultOptions?: CallOptions;
}

interface TokenListener {
  handleLLMNewToken(token: string, ...rest: unknown[]): Promise<void>;
}

function toGeneration(chunk: ScriptChunk): ChatGenerationChunk {
  const message = new AIMessageChunk({ content: '', ...structuredClone(chunk) } as never);
  return new ChatGenerationChunk({ text: typeof chunk.content === 'string' ? chunk.content : '', message });
}

function toMessage(chunk: AIMessageChunk): AIMessage {
  const { content, id, tool_calls, additional_kwargs, response_metadata, usage_metadata } = chunk;
  return new AIMessage({ content, id, tool_calls, additional_kwargs, response_metadata, usage_metadata } as never);
}

/** The two methods of a chat model that reach for the wire. */
function wireOf(answer: AnswerCall): Record<string, (...args: never[]) => unknown> {
  async function* stream(model: BoundModel, messages: BaseMessage[], options: CallOptions) {
    for await (const chunk of answer({ messages, ...model.defaultOptions, ...options })) yield toGeneration(chunk);
  }
  return {
    async *_streamResponseChunks(
      this: BoundModel,
      messages: BaseMessage[],
      options: CallOptions,
      listener?: TokenListener,
    ) {
      for await (const chunk of stream(this, messages, options)) {
        yield chunk;
        await listener?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
      }
    },
    async _generate(this: BoundModel, messages: BaseMessage[], options: CallOptions) {
      let whole: ChatGenerationChunk | undefined;
      for await (const chunk of stream(this, messages, options)) whole = whole?.concat(chunk) ?? chunk;
      if (whole === undefined) throw new Error('A model that does not stream needs an answer with a chunk.');
      return { generations: [{ text: whole.text, message: toMessage(whole.message as AIMessageChunk) }] };
    },
  };
}

/** The whole chain of classes is covered, because binding tools makes an object of a base class. */
function install(provider: string, answer: AnswerCall): () => Promise<void> {
  const undo: (() => void)[] = [];
  let prototype: object = getChatModelClass(provider as never).prototype;
  for (; prototype !== BaseChatModel.prototype; prototype = Object.getPrototypeOf(prototype)) {
    for (const [name, method] of Object.entries(wireOf(answer))) {
      const original = Object.getOwnPropertyDescriptor(prototype, name);
      if (original === undefined) continue;
      const place = prototype;
      Object.defineProperty(place, name, { configurable: true, value: method });
      undo.push(() => Object.defineProperty(place, name, original));
    }
  }
  return async () => {
    // A run whose handler threw goes on in the background; its model calls must not reach the next scenario's script.
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const restore of undo) restore();
  };
}

export const librechatSubject: Subject = {
  install,
  create: (config) => Run.create(config as never) as never,
  message: (like) => coerceMessageLikeToMessage(like as never),
  tool: (call, { name, description, schema, artifact }) =>
    tool(
      call as never,
      {
        name,
        description,
        schema: schema as never,
        ...(artifact !== undefined && { responseFormat: 'content_and_artifact' }),
      } as never,
    ),
  aggregator: () => createContentAggregator() as never,
};
