/**
 * The events of one model call → what to do with the run's steps. Pure bookkeeping: nothing here waits, emits or knows ids.
 *
 * A turn writes into lanes: plain text first, `reasoning` while the model thinks, `post-reasoning-<n>` when it returns to text.
 * Every lane has a step key of its own. Rules are those of the host's protocol, observed on `@librechat/agents`.
 */
import type { LLMEvent, ReasoningDeltaEvent, ToolCallDeltaEvent, ToolCallStartEvent } from '../llm/index.ts';
import type { ContentPart, ToolCallChunk } from './run-step.ts';
import type { NewStep } from './run-steps.ts';

/** One thing to do. `key` names the lane. */
export type StepAction =
  | { readonly do: 'propose-message-id'; readonly key: string; readonly id: string }
  | { readonly do: 'open'; readonly key: string; readonly step: NewStep }
  | { readonly do: 'text'; readonly key: string; readonly part: ContentPart }
  | { readonly do: 'reasoning'; readonly key: string; readonly part: ContentPart }
  | { readonly do: 'tool-call'; readonly key: string; readonly chunk: ToolCallChunk };

const NOTHING: readonly StepAction[] = [];
const OPENING = '<think>';
const CLOSING = '</think>';

/** Reads the events of one model call in order. */
export class StepMachine {
  readonly #turnKey: string;
  /** What was opened last under each key. */
  readonly #opened = new Map<string, NewStep['type']>();
  #shape: 'string' | 'blocks' = 'string';
  #reasoning = false;
  /** How often the model returned from reasoning to text. */
  #returns = 0;
  /** Inside `<think>` that was not closed in the same delta. */
  #tagged: 'no' | 'open' | 'closing' = 'no';

  /**
   * @param turnKey names the turn among all turns of the run
   */
  constructor(turnKey: string) {
    this.#turnKey = turnKey;
  }

  read(event: LLMEvent): readonly StepAction[] {
    switch (event.type) {
      case 'start':
        this.#shape = event.shape;
        return event.id === undefined ? NOTHING : [{ do: 'propose-message-id', key: this.#key(), id: event.id }];
      case 'text-delta':
        return this.#shape === 'blocks' ? this.#textBlock(event.text, event.block) : this.#text(event.text);
      case 'reasoning-delta':
        return this.#think(event);
      case 'tool-call-start':
        return this.#toolCall(event);
      case 'tool-call-delta':
        return [this.#toolCallDelta(event)];
      default:
        return NOTHING;
    }
  }

  #key(): string {
    if (this.#reasoning) return `${this.#turnKey}_reasoning`;
    return this.#returns === 0 ? this.#turnKey : `${this.#turnKey}_post-reasoning-${this.#returns}`;
  }

  #enterReasoning(): void {
    this.#reasoning = true;
  }

  #leaveReasoning(): void {
    if (!this.#reasoning) return;
    this.#reasoning = false;
    this.#returns++;
  }

  /** Opens the message step of the current lane, unless something was opened there before. */
  #message(contentType?: 'text' | 'think'): StepAction[] {
    const key = this.#key();
    if (this.#opened.has(key)) return [];
    this.#opened.set(key, 'message_creation');
    return [{ do: 'open', key, step: { type: 'message_creation', ...(contentType && { contentType }) } }];
  }

  /** Text of a model whose content is one string; it may hold the thoughts of the model between `<think>` tags. */
  #text(text: string): readonly StepAction[] {
    if (this.#tagged === 'closing') this.#tagged = 'no';
    const start = this.#tagged === 'open' ? 0 : text.indexOf(OPENING);
    if (start < 0) return this.#plainText(text);
    const end = text.indexOf(CLOSING, start);
    if (this.#tagged === 'no' && end >= 0) {
      return [
        ...this.#plainText(text.slice(0, start)),
        ...this.#thought(text.slice(start + OPENING.length, end)),
        ...this.#plainText(text.slice(end + CLOSING.length)),
      ];
    }
    this.#tagged = end >= 0 ? 'closing' : 'open';
    return this.#thought(text);
  }

  /** After a tool call the protocol has no place for more text of a string answer: it is in the message only. */
  #plainText(text: string): readonly StepAction[] {
    if (text === '') return NOTHING;
    this.#leaveReasoning();
    const key = this.#key();
    if (this.#opened.get(key) === 'tool_calls') return NOTHING;
    return [...this.#message('text'), { do: 'text', key, part: { type: 'text', text } }];
  }

  #textBlock(text: string, block: number): readonly StepAction[] {
    this.#leaveReasoning();
    const key = this.#key();
    if (this.#opened.get(key) === 'tool_calls') this.#opened.delete(key);
    return [...this.#message('text'), { do: 'text', key, part: { index: block, type: 'text', text } }];
  }

  #think({ text, signature, redacted }: ReasoningDeltaEvent): readonly StepAction[] {
    if (text === '' && signature === undefined && redacted === undefined) return NOTHING;
    return this.#thought(text);
  }

  #thought(text: string): readonly StepAction[] {
    this.#enterReasoning();
    return [...this.#message('think'), { do: 'reasoning', key: this.#key(), part: { type: 'think', think: text } }];
  }

  #toolCall(event: ToolCallStartEvent): readonly StepAction[] {
    const { id, name, args } = event;
    this.#leaveReasoning();
    const actions = this.#message();
    const key = this.#key();
    this.#opened.set(key, 'tool_calls');
    const call = { name, args: parsedOrEmpty(args), id, type: 'tool_call' } as const;
    actions.push({ do: 'open', key, step: { type: 'tool_calls', call } });
    actions.push(this.#toolCallDelta(event));
    return actions;
  }

  /**
   * Fragments go to the call announced last, also those of an earlier call: hosts sort them by the chunk's index.
   * Providers with blocks number their calls among all blocks, and do not name the type of a chunk.
   */
  #toolCallDelta(event: ToolCallStartEvent | ToolCallDeltaEvent): StepAction {
    const numbered = this.#shape === 'blocks';
    const chunk: ToolCallChunk = {
      index: numbered ? event.block : event.index,
      ...(event.type === 'tool-call-start' && { id: event.id, name: event.name }),
      args: event.args,
      ...(!numbered && { type: 'tool_call_chunk' }),
    };
    return { do: 'tool-call', key: this.#key(), chunk };
  }
}

/** Arguments that came whole with the name are shown at once. */
function parsedOrEmpty(args: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(args);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
  } catch {
    return {};
  }
}
