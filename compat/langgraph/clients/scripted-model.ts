import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager';
import { BaseChatModel, type BindToolsInput } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import { ChatGenerationChunk, type ChatResult } from '@langchain/core/outputs';

/** What a model says: words, calls of tools, both, a message as it is, or an error that it throws. */
export type Answer =
  | string
  | Error
  | AIMessage
  | { readonly say?: string; readonly call: readonly Call[] }
  | ((messages: readonly BaseMessage[]) => Answer);

export type Call = readonly [name: string, args: Record<string, unknown>];

/** What a model was asked, in short. */
export interface Question {
  readonly model: string;
  readonly messages: readonly string[];
  readonly tools: readonly string[];
  readonly options?: unknown;
}

/** The script, shared by a model and by what `bindTools` makes of it. */
interface Script {
  readonly answers: readonly Answer[];
  readonly questions: Question[];
  readonly name: string;
}

/** Gives its answers one after the other, word by word where it is streamed, and keeps an account of what it was asked. */
export class ScriptedModel extends BaseChatModel {
  readonly script: Script;
  readonly #tools: readonly BindToolsInput[];
  readonly #bound: unknown;

  constructor(script: Script, tools: readonly BindToolsInput[] = [], bound?: unknown) {
    super({});
    this.script = script;
    this.#tools = tools;
    this.#bound = bound;
  }

  /** What it was asked so far. */
  get questions(): readonly Question[] {
    return this.script.questions;
  }

  override _llmType(): string {
    return 'scripted';
  }

  override bindTools(tools: BindToolsInput[], options?: unknown): ScriptedModel {
    return new ScriptedModel(this.script, tools, options);
  }

  /** What it says is JSON then. */
  override withStructuredOutput(): never {
    return this.pipe((message: BaseMessage) => JSON.parse(message.text) as unknown) as never;
  }

  override async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const message = this.#answer(messages);
    return { generations: [{ text: message.text, message }] };
  }

  override async *_streamResponseChunks(
    messages: BaseMessage[],
    _options: unknown,
    manager?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    for (const message of chunksOf(this.#answer(messages))) {
      const chunk = new ChatGenerationChunk({ text: message.text, message });
      yield chunk;
      await manager?.handleLLMNewToken(chunk.text, undefined, undefined, undefined, undefined, { chunk });
    }
  }

  #answer(messages: readonly BaseMessage[]): AIMessage {
    const { answers, questions, name } = this.script;
    const number = questions.length;
    questions.push({
      model: name,
      messages: messages.map((message) => `${message.type}: ${briefly(message)}`),
      tools: this.#tools.map(nameOf),
      options: this.#bound,
    });
    let answer = answers[number] ?? new Error(`${name} has nothing more to say.`);
    while (typeof answer === 'function') answer = answer(messages);
    if (answer instanceof Error) throw answer;
    if (AIMessage.isInstance(answer)) return answer;
    const { say = '', call = [] } = typeof answer === 'string' ? { say: answer } : answer;
    const calls = call.map(([tool, args], place) => ({
      name: tool,
      args,
      id: `call-${name}-${number}-${place}`,
      type: 'tool_call' as const,
    }));
    return new AIMessage({ id: `${name}-${number}`, content: say, tool_calls: calls });
  }
}

/** A model of that name with those answers. */
export const scripted = (name: string, ...answers: Answer[]): ScriptedModel =>
  new ScriptedModel({ name, answers, questions: [] });

/** An answer that calls tools. */
export const calls = (...call: Call[]): Answer => ({ call });

/** The input of an agent that is told these words. */
export const asking = (content: string): { messages: { role: string; content: string }[] } => ({
  messages: [{ role: 'user', content }],
});

function briefly({ content, ...message }: BaseMessage): string {
  const words = typeof content === 'string' ? content : JSON.stringify(content);
  const asked = (message as { tool_calls?: readonly { readonly name: string }[] }).tool_calls ?? [];
  return [words, ...asked.map(({ name }) => `→ ${name}`)].join(' ');
}

function nameOf(tool: BindToolsInput): string {
  const { name, function: wrapped } = tool as { name?: string; function?: { name: string } };
  return name ?? wrapped?.name ?? JSON.stringify(tool);
}

function* chunksOf({ id, content, tool_calls: asked = [] }: AIMessage): Generator<AIMessageChunk> {
  const words = typeof content === 'string' ? (content.match(/\S+\s*/g) ?? []) : [];
  for (const word of words) yield new AIMessageChunk({ id, content: word });
  for (const [index, call] of asked.entries()) {
    const { name, id: callId } = call;
    const pieces = [{ name, id: callId, args: '' }, { args: JSON.stringify(call.args) }];
    for (const piece of pieces) {
      yield new AIMessageChunk({ id, content: '', tool_call_chunks: [{ ...piece, index, type: 'tool_call_chunk' }] });
    }
  }
  if (words.length + asked.length === 0) yield new AIMessageChunk({ id, content });
}
