import type * as ChatModels from '@langchain/core/language_models/chat_models';
import type * as Messages from '@langchain/core/messages';
import type * as Outputs from '@langchain/core/outputs';
import { expectResult, type Work } from '../../contender.ts';
import type { Library } from '../library.ts';

/** What is used of `@langchain/core`, all of one copy. */
export interface Core {
  readonly models: typeof ChatModels;
  readonly messages: typeof Messages;
  readonly outputs: typeof Outputs;
}

/** A chat model that says so many words as fast as it can. */
export function talkingModel({ models, messages, outputs }: Core, words: number): ChatModels.BaseChatModel {
  return new (class extends models.BaseChatModel {
    override _llmType(): string {
      return 'talking';
    }
    override _generate(): Promise<Outputs.ChatResult> {
      throw new Error('It only streams.');
    }
    override async *_streamResponseChunks(
      ...[, , manager]: Parameters<ChatModels.BaseChatModel['_streamResponseChunks']>
    ): AsyncGenerator<Outputs.ChatGenerationChunk> {
      for (let word = 0; word < words; word++) {
        const message = new messages.AIMessageChunk({ content: 'word ' });
        const chunk = new outputs.ChatGenerationChunk({ text: 'word ', message });
        yield chunk;
        await manager?.handleLLMNewToken('word ', undefined, undefined, undefined, undefined, { chunk });
      }
    }
  })({});
}

/** Streams what the model says within a node. */
export function talk(lib: Library, core: Core, words: number): Work {
  const model = talkingModel(core, words);
  const graph = new lib.StateGraph(lib.MessagesAnnotation)
    .addNode('talk', async (state) => ({ messages: [await model.invoke(state.messages)] }))
    .addEdge(lib.START, 'talk')
    .compile();
  return async () => {
    let chunks = 0;
    for await (const _ of await graph.stream({ messages: 'Talk.' as never }, { streamMode: 'messages' })) chunks++;
    expectResult(chunks, words);
  };
}
