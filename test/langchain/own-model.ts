/** A chat model of a user's own: streams the chunks it is given, and remembers what it was asked. */
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type AIMessage, AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { expect } from 'vitest';
import { chatModelClient } from '../../src/langchain/index.ts';
import type { LLMEvent } from '../../src/llm/index.ts';
import type { Script } from '../conformance/llm-client.ts';
import { grammarProblems } from '../conformance/llm-event-grammar.ts';
import { collect, hello } from '../llm/wire.ts';

export class OwnModel extends BaseChatModel {
  calls = 0;
  asked: BaseMessage[] = [];
  options: Record<string, unknown> = {};
  readonly hungUp = Promise.withResolvers<void>();
  readonly #answers: (readonly AIMessageChunk[])[];
  readonly #then: Script['then'];

  /** @param answers one for each call; the last one is given again */
  constructor(answers: readonly (readonly AIMessageChunk[])[], then: Script['then'] = 'finish') {
    super({});
    this.#answers = [...answers];
    this.#then = then;
  }

  override _llmType(): string {
    return 'own';
  }

  override bindTools(tools: unknown[], options: object = {}): never {
    return this.withConfig({ tools, ...options } as object) as never;
  }

  override async _generate(): Promise<ChatResult> {
    throw new Error('it streams');
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatGenerationChunk> {
    this.calls++;
    this.asked = messages;
    this.options = { ...options };
    const chunks = (this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0]) ?? [];
    for (const message of chunks) yield new ChatGenerationChunk({ text: '', message });
    if (this.#then === 'fail') throw new Error('broken');
    if (this.#then === 'finish') return;
    await new Promise<void>((resolve) => options.signal?.addEventListener('abort', () => resolve(), { once: true }));
    this.hungUp.resolve();
    options.signal?.throwIfAborted();
  }
}

/** A chunk of any content. */
export function chunk(fields: Record<string, unknown>): AIMessageChunk {
  return new AIMessageChunk({ content: '', ...fields } as never);
}

/** The events of a model that writes the chunks, and the last of them. */
export async function play(
  chunks: readonly (AIMessageChunk | AIMessage)[],
): Promise<{ events: LLMEvent[]; done: Extract<LLMEvent, { type: 'done' }> }> {
  const events = await collect(chatModelClient(new OwnModel([chunks as AIMessageChunk[]])).stream(hello));
  expect(grammarProblems(events)).toEqual([]);
  const done = events.at(-1);
  if (done?.type !== 'done') throw new Error(`no answer, but ${JSON.stringify(done)}`);
  return { events, done };
}

/** Content blocks, each as a chunk of its own. */
export function blockChunks(blocks: readonly object[]): AIMessageChunk[] {
  return blocks.map((block) => new AIMessageChunk({ content: [block] as never }));
}
