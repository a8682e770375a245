/** A model client that answers with the chunks of a golden scenario. */
import { randomUuid } from '../../src/base/index.ts';
import {
  AnswerAssembler,
  type AnswerReader,
  type FinishReason,
  type LLMClientAdapter,
  streamCall,
} from '../../src/llm/index.ts';
import type { AnswerCall } from './golden-subject.ts';
import type { ScriptChunk } from './golden-scenario.ts';

interface CallChunk {
  readonly index: number;
  readonly id?: string;
  readonly name?: string;
  readonly args?: string;
}

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = { tool_calls: 'tool-calls', length: 'length' };

export function chunkClient(provider: string, model: string, answer: AnswerCall): LLMClientAdapter {
  return {
    provider,
    model,
    stream: (request) =>
      streamCall(
        {
          provider,
          open: async (signal) => answer({ messages: request.messages, tools: request.tools, signal }),
          reader: () => new ChunkReader(),
          toError: (error) => error,
        },
        request.signal,
      ),
  };
}

class ChunkReader implements AnswerReader<ScriptChunk> {
  readonly #answer = new AnswerAssembler();
  readonly events = this.#answer.events;
  readonly complete = false;
  readonly #metadata: Record<string, unknown> = {};
  readonly #blocks = new Map<number, number>();
  #started = false;
  #usage: Record<string, number> | undefined;
  #cached: { cache_read?: number; cache_creation?: number } = {};

  read(chunk: ScriptChunk): void {
    const { content = '', id = `run-${randomUuid()}` } = chunk;
    const isString = typeof content === 'string';
    if (!this.#started) this.events.push({ type: 'start', id, shape: isString ? 'string' : 'blocks' });
    this.#started = true;
    this.#readMetadata(chunk);
    if (isString) this.#readString(content, chunk.additional_kwargs ?? {});
    else for (const block of content) this.#readBlock(block);
    for (const call of chunk.tool_call_chunks ?? []) this.#readCall(call as unknown as CallChunk, !isString);
  }

  /** Anthropic's class puts the stop reason into `additional_kwargs`, and counts tokens in parts. */
  #readMetadata({ response_metadata, additional_kwargs, usage_metadata = {} }: ScriptChunk): void {
    Object.assign(this.#metadata, response_metadata);
    if (additional_kwargs?.['stop_reason'] !== undefined) Object.assign(this.#metadata, additional_kwargs);
    for (const [key, value] of Object.entries(usage_metadata)) {
      if (typeof value === 'number') (this.#usage ??= {})[key] = (this.#usage?.[key] ?? 0) + value;
    }
    Object.assign(this.#cached, usage_metadata['input_token_details']);
  }

  #readString(content: string, kwargs: Record<string, unknown>): void {
    const reasoning = kwargs['reasoning_content'] ?? kwargs['reasoning'];
    if (content !== '') this.#answer.appendText(content);
    else if (typeof reasoning === 'string') this.#answer.appendReasoning(reasoning);
  }

  #readBlock(block: Record<string, unknown>): void {
    const index = Number(block['index']);
    if (block['type'] === 'text') this.#answer.text(index, String(block['text']));
    if (block['type'] !== 'thinking' && block['type'] !== 'redacted_thinking') return;
    const { thinking, signature, data } = block;
    this.#answer.reasoning(index, {
      ...(typeof thinking === 'string' && { text: thinking }),
      ...(typeof signature === 'string' && { signature }),
      ...(typeof data === 'string' && { redacted: data }),
    });
  }

  #readCall({ index, id, name, args = '' }: CallChunk, numbered: boolean): void {
    if (id === undefined || name === undefined) {
      this.#answer.toolArguments(this.#blocks.get(index) ?? index, args);
    } else if (numbered) {
      this.#answer.toolCall(index, id, name, args);
    } else {
      this.#blocks.set(index, this.#answer.appendToolCall(id, name, args));
    }
  }

  finish(): boolean {
    const message = this.#answer.finish();
    const { input_tokens: input = 0, output_tokens: output = 0, total_tokens: total = 0 } = this.#usage ?? {};
    const { cache_read: cacheRead, cache_creation: cacheWrite } = this.#cached;
    const usage = this.#usage && { input, output, total, cacheRead, cacheWrite };
    if (usage !== undefined) this.events.push({ type: 'usage', usage });
    const finishReason = FINISH_REASONS[String(this.#metadata['finish_reason'])] ?? 'stop';
    this.events.push({ type: 'done', finishReason, message, usage, metadata: this.#metadata });
    return true;
  }
}
