/** A chat model that says what it is told to, and remembers what it was asked. */
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import type { InvalidToolCall, ToolCall } from '@langchain/core/messages/tool';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';
import { type RunnableBinding, RunnableLambda, type Runnable } from '@langchain/core/runnables';

export interface Answer {
  readonly content?: string;
  readonly calls?: readonly Partial<ToolCall>[];
  readonly invalid?: readonly InvalidToolCall[];
  readonly id?: string;
}

/** One answer of the model, an error that it fails with, or what makes one of the messages. */
export type Line = Answer | string | Error | ((messages: BaseMessage[]) => Answer | string);

export interface ScriptedFields {
  readonly lines: readonly Line[];
  /** What `withStructuredOutput` gives. */
  readonly structured?: unknown;
  /** The form of bound tools. */
  readonly style?: 'openai' | 'anthropic' | 'google' | 'bedrock';
}

export class ScriptedModel extends BaseChatModel {
  /** The messages of each call. */
  readonly asked: BaseMessage[][] = [];
  /** What models were bound to, in turn. */
  readonly bound: unknown[] = [];
  readonly script: ScriptedFields;
  place = 0;

  constructor(script: ScriptedFields) {
    super({});
    this.script = script;
  }

  override _llmType(): string {
    return 'scripted';
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const answer = this.#next(messages);
    const message = new AIMessage(fieldsOf(answer));
    return { generations: [{ text: answer.content ?? '', message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: unknown,
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const { content = '', calls = [] } = this.#next(messages);
    for (const text of content.match(/.{1,4}/g) ?? []) {
      const chunk = new ChatGenerationChunk({ text, message: new AIMessageChunk({ content: text }) });
      yield chunk;
      await manager?.handleLLMNewToken(text, undefined, undefined, undefined, undefined, { chunk });
    }
    if (calls.length === 0) return;
    const chunks = calls.map(({ name, args, id }, index) => ({
      type: 'tool_call_chunk' as const,
      index,
      args: JSON.stringify(args),
      ...(id !== undefined && { id }),
      ...(name !== undefined && { name }),
    }));
    yield new ChatGenerationChunk({ text: '', message: new AIMessageChunk({ content: '', tool_call_chunks: chunks }) });
  }

  override bindTools(tools: unknown[]): Runnable<never, never> {
    this.bound.push(tools.map((tool) => (tool as { name?: string }).name ?? tool));
    return this.withConfig({ tools: toolsIn(this.script.style ?? 'openai', tools) } as never) as never;
  }

  override withStructuredOutput(schema: unknown, options?: unknown): never {
    return RunnableLambda.from((messages: BaseMessage[]) => {
      this.asked.push(messages);
      this.bound.push({ isSchema: schema !== undefined, options });
      return this.script.structured as object;
    }) as never;
  }

  #next(messages: BaseMessage[]): Answer {
    this.asked.push(messages);
    const { lines } = this.script;
    const line = lines[Math.min(this.place++, lines.length - 1)];
    if (line instanceof Error) throw line;
    const answer = typeof line === 'function' ? line(messages) : (line ?? '');
    return typeof answer === 'string' ? { content: answer } : answer;
  }
}

function fieldsOf({ content = '', calls = [], invalid = [], id }: Answer): ConstructorParameters<typeof AIMessage>[0] {
  return {
    content,
    tool_calls: calls.map((call) => ({ type: 'tool_call', ...call }) as ToolCall),
    invalid_tool_calls: [...invalid],
    ...(id !== undefined && { id }),
  };
}

function toolsIn(style: NonNullable<ScriptedFields['style']>, tools: unknown[]): unknown[] {
  const names = tools.map((tool) => ({ name: (tool as { name?: string }).name }));
  if (style === 'google') return [{ functionDeclarations: names }];
  if (style === 'bedrock') return names.map((toolSpec) => ({ toolSpec }));
  return style === 'anthropic' ? names : names.map((fields) => ({ type: 'function', function: fields }));
}

/** A model that says these lines, the last one over and over. */
export const says = (...lines: Line[]): ScriptedModel => new ScriptedModel({ lines });

/** An answer that calls tools: `call('add', { a: 1 }, '1')`. */
export const call = (name: string, args: object, id?: string): Partial<ToolCall> => ({
  name,
  args: args as never,
  ...(id !== undefined && { id }),
});

/** A model that is bound already, to tools of these names. */
export const boundTo = (model: ScriptedModel, ...names: string[]): RunnableBinding<never, never> =>
  model.withConfig({
    tools: toolsIn(
      model.script.style ?? 'openai',
      names.map((name) => ({ name })),
    ),
  } as never) as never;
