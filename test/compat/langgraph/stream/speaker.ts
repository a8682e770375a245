/** A chat model for tests. */
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';

interface ModelOptions {
  chunks?: (AIMessageChunk | string)[];
  fails?: boolean;
  streams?: boolean;
}

/** Streams what it is given; where it cannot stream, it answers with all of it. */
export class Speaker extends BaseChatModel {
  readonly options: ModelOptions;

  constructor(options: ModelOptions = {}) {
    super({});
    this.options = options;
    if (options.streams === false) this._streamResponseChunks = BaseChatModel.prototype._streamResponseChunks;
  }

  override _llmType(): string {
    return 'speaker';
  }

  #chunks(): AIMessageChunk[] {
    return (this.options.chunks ?? ['Hel', 'lo']).map((chunk) =>
      typeof chunk === 'string' ? new AIMessageChunk(chunk) : new AIMessageChunk(chunk.lc_kwargs),
    );
  }

  override async _generate(): Promise<ChatResult> {
    const message = new AIMessage({
      content: 'whole',
      response_metadata: { model: 'speaker' },
      usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
    });
    if (this.options.fails) throw new Error('no answer');
    return { generations: [{ text: 'whole', message }] };
  }

  override async *_streamResponseChunks(
    _messages: BaseMessage[],
    _options: unknown,
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for (const message of this.#chunks()) {
      const chunk = new ChatGenerationChunk({ message, text: message.text });
      yield chunk;
      await manager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
      if (this.options.fails) throw new Error('cut off');
    }
  }
}
