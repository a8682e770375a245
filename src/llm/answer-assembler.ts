/** Puts one answer together: what a provider sends of each block → the port's events, and the whole message at the end. */
import {
  type AssistantMessage,
  type AssistantPart,
  type Extra,
  type ProviderPart,
  randomId,
  type ToolCallPart,
} from '../base/index.ts';
import type { DoneEvent, LLMEvent } from './llm-event.ts';
import { ArgumentsTooLong, LONGEST_ARGUMENTS, parseToolArguments } from './tool-arguments.ts';
import { wireText } from './wire-text.ts';

interface TextBlock {
  readonly kind: 'text';
  open: boolean;
  text: string;
  extra?: Extra;
}

interface ReasoningBlock {
  readonly kind: 'reasoning';
  open: boolean;
  text: string;
  signature?: string;
  redacted?: string;
  extra?: Extra;
}

interface ToolCallBlock {
  readonly kind: 'tool-call';
  open: boolean;
  readonly index: number;
  readonly id: string;
  readonly name: string;
  args: string;
  call?: ToolCallPart;
  extra?: Extra;
}

interface ProviderBlock {
  readonly kind: 'provider';
  open: false;
  readonly part: ProviderPart;
}

type Block = TextBlock | ReasoningBlock | ToolCallBlock | ProviderBlock;

/** What may arrive of a reasoning block; a redacted one has no text. */
export interface ReasoningFragment {
  readonly text?: string;
  readonly signature?: string;
  readonly redacted?: string;
}

/**
 * Grows with the stream. Each call appends the events it causes to {@link AnswerAssembler.events}.
 * Wires that number their blocks use `text`, `reasoning` and `toolCall`; for all others there is `append…`.
 *
 * A text or reasoning block starts with its first content, so an empty one leaves no trace.
 * Content that is no string, that is for a block of another kind or for one that has ended is a `TypeError`: the wire was
 * not what it should be.
 */
export class AnswerAssembler {
  /** Events in order; whoever delivers them takes them from the front. */
  readonly events: LLMEvent[] = [];
  readonly #blocks = new Map<number, Block>();
  #toolCalls = 0;
  /** The open block of unnumbered text or reasoning. */
  #prose: number | undefined;

  /** Goes on with the open text, or begins a new block of it; an open block of reasoning ends. */
  appendText(text: string): void {
    if (text !== '') this.text(this.#proseBlock('text'), text);
  }

  /** Goes on with the open reasoning, or begins a new block of it; an open block of text ends. */
  appendReasoning(given: string | ReasoningFragment): void {
    const fragment = typeof given === 'string' ? { text: given } : given;
    const isEmpty = !fragment.text && fragment.signature === undefined && fragment.redacted === undefined;
    if (!isEmpty) this.reasoning(this.#proseBlock('reasoning'), fragment);
  }

  /** Begins a tool call in the next block; open text or reasoning ends. Returns the number of the block. */
  appendToolCall(id: string | undefined, name: string, args?: string): number {
    this.#endProse();
    const block = this.#blocks.size;
    this.toolCall(block, id, name, args);
    return block;
  }

  #proseBlock(kind: 'text' | 'reasoning'): number {
    if (this.#prose !== undefined && this.#blocks.get(this.#prose)?.kind === kind) return this.#prose;
    this.#endProse();
    return (this.#prose = this.#blocks.size);
  }

  #endProse(): void {
    if (this.#prose !== undefined) this.end(this.#prose);
    this.#prose = undefined;
  }

  /** Appends text to a block; empty text does nothing. */
  text(block: number, text: string): void {
    if (wireText(text, 'text') === '') return;
    const found = this.#blocks.get(block);
    if (found === undefined) {
      this.#blocks.set(block, { kind: 'text', open: true, text });
      this.events.push({ type: 'text-start', block });
    } else {
      openBlock(found, 'text', block).text += text;
    }
    this.events.push({ type: 'text-delta', block, text });
  }

  /** Appends reasoning, its signature or its ciphertext to a block; an empty fragment does nothing. */
  reasoning(block: number, fragment: ReasoningFragment): void {
    const { text = '', signature, redacted } = fragment;
    for (const [field, value] of Object.entries(fragment)) if (value !== undefined) wireText(value, field);
    if (text === '' && signature === undefined && redacted === undefined) return;
    let found = this.#blocks.get(block);
    if (found === undefined) {
      found = { kind: 'reasoning', open: true, text: '' };
      this.#blocks.set(block, found);
      this.events.push({ type: 'reasoning-start', block });
    }
    const reasoning = openBlock(found, 'reasoning', block);
    reasoning.text += text;
    if (signature !== undefined) reasoning.signature = signature;
    if (redacted !== undefined) reasoning.redacted = redacted;
    this.events.push({
      type: 'reasoning-delta',
      block,
      text,
      ...(signature !== undefined && { signature }),
      ...(redacted !== undefined && { redacted }),
    });
  }

  /** Begins a tool call; one without an id gets a generated one. `args` is what came of the arguments along with the name. */
  toolCall(block: number, givenId: string | undefined, name: string, args = ''): void {
    const id = wireText(givenId || `call_${randomId(24)}`, 'id');
    wireText(name, 'name');
    wireText(args, 'args');
    if (this.#blocks.has(block)) throw new TypeError(`block ${block} began twice`);
    const index = this.#toolCalls++;
    this.#blocks.set(block, { kind: 'tool-call', open: true, index, id, name, args });
    this.events.push({ type: 'tool-call-start', block, index, id, name, args });
  }

  /** Appends argument text to a tool call; empty text does nothing. */
  toolArguments(block: number, args: string): void {
    if (wireText(args, 'args') === '') return;
    const call = openBlock(this.#blocks.get(block), 'tool-call', block);
    call.args += args;
    if (call.args.length > LONGEST_ARGUMENTS) throw new ArgumentsTooLong(`arguments of "${call.name}"`);
    this.events.push({ type: 'tool-call-delta', block, index: call.index, args });
  }

  /** A whole block that only this wire knows. It keeps its place in the message. */
  provider(block: number, wire: string, content: Readonly<Record<string, unknown>>): void {
    if (this.#blocks.has(block)) throw new TypeError(`block ${block} began twice`);
    const part: ProviderPart = { type: 'provider', wire, block: content };
    this.#blocks.set(block, { kind: 'provider', open: false, part });
    this.events.push({ type: 'provider-block', block, part });
  }

  /** The same in the next block; open text or reasoning ends. Returns the number of the block. */
  appendProvider(wire: string, content: Readonly<Record<string, unknown>>): number {
    this.#endProse();
    const block = this.#blocks.size;
    this.provider(block, wire, content);
    return block;
  }

  /**
   * Attaches what only this wire understands to a block, for the whole message; a later entry of the same wire takes an earlier one's
   * place. A tool call must still be open.
   */
  annotate(block: number, wire: string, entry: unknown): void {
    const found = this.#blocks.get(block);
    if (found === undefined || found.kind === 'provider' || (found.kind === 'tool-call' && !found.open)) {
      throw new TypeError(`block ${block} cannot be annotated`);
    }
    found.extra = { ...found.extra, [wire]: entry };
  }

  /** Whether a block has begun. */
  has(block: number): boolean {
    return this.#blocks.has(block);
  }

  /** Number of the last block of a kind; `undefined` where there is none. */
  lastOf(kind: 'text' | 'reasoning' | 'tool-call'): number | undefined {
    let last: number | undefined;
    for (const [number, block] of this.#blocks) if (block.kind === kind) last = number;
    return last;
  }

  /** Ends a block; one that never began or has ended already is left alone. */
  end(block: number): void {
    const found = this.#blocks.get(block);
    if (found === undefined || !found.open) return;
    found.open = false;
    switch (found.kind) {
      case 'text':
        this.events.push({ type: 'text-end', block });
        break;
      case 'reasoning':
        this.events.push({ type: 'reasoning-end', block });
        break;
      case 'tool-call':
        found.call = finishedCall(found);
        this.events.push({ type: 'tool-call-end', block, index: found.index, call: found.call });
    }
  }

  /** Says that the answer is whole: the token counts, if there are any, then `done`. */
  done(end: Omit<DoneEvent, 'type'>): void {
    if (end.usage !== undefined) this.events.push({ type: 'usage', usage: end.usage });
    this.events.push({ type: 'done', ...end });
  }

  /** Ends every open block, in the order they began, and returns the whole message. */
  finish(): AssistantMessage {
    const content: AssistantPart[] = [];
    for (const [number, block] of this.#blocks) {
      this.end(number);
      content.push(partOf(block));
    }
    return { role: 'assistant', content };
  }
}

function openBlock<Kind extends Block['kind']>(
  block: Block | undefined,
  kind: Kind,
  number: number,
): Extract<Block, { kind: Kind }> {
  if (block === undefined) throw new TypeError(`block ${number} has content before its start`);
  if (!isOfKind(block, kind)) throw new TypeError(`block ${number} is ${block.kind}, but got ${kind}`);
  if (!block.open) throw new TypeError(`block ${number} has content after its end`);
  return block;
}

function isOfKind<Kind extends Block['kind']>(block: Block, kind: Kind): block is Extract<Block, { kind: Kind }> {
  return block.kind === kind;
}

function finishedCall({ id, name, args: text, extra }: ToolCallBlock): ToolCallPart {
  const args = parseToolArguments(text);
  const call = { type: 'tool-call', id, name, ...(extra !== undefined && { extra }) } as const;
  return args === undefined ? { ...call, args: {}, invalid: text } : { ...call, args };
}

function partOf(block: Block): AssistantPart {
  switch (block.kind) {
    case 'text':
      return { type: 'text', text: block.text, ...(block.extra !== undefined && { extra: block.extra }) };
    case 'reasoning':
      return {
        type: 'reasoning',
        text: block.text,
        ...(block.signature !== undefined && { signature: block.signature }),
        ...(block.redacted !== undefined && { redacted: block.redacted }),
        ...(block.extra !== undefined && { extra: block.extra }),
      };
    case 'tool-call':
      return block.call ?? finishedCall(block);
    case 'provider':
      return block.part;
  }
}
