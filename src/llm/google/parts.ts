/** Parts of an answer → blocks. A run of text or of thoughts is one block, which a signature closes: it is that of what came before. */
import type { FunctionCall, Part } from '@google/genai';
import type { AnswerAssembler } from '../answer-assembler.ts';
import { wireText } from '../wire-text.ts';
import { WIRE } from './contents.ts';

type Prose = 'text' | 'reasoning';

/** Reads the parts of one answer, in order. What is no part is a `TypeError`. */
export class PartReader {
  readonly #answer: AnswerAssembler;
  #blocks = 0;
  #open: { readonly kind: Prose; readonly block: number } | undefined;

  constructor(answer: AnswerAssembler) {
    this.#answer = answer;
  }

  read(part: Part): void {
    const { functionCall, text, thought, thoughtSignature } = part;
    if (functionCall) this.#call(functionCall, thoughtSignature);
    else if (text !== undefined && text !== null) this.#prose(part, thought === true ? 'reasoning' : 'text');
    else if (Object.values(part).some((value) => value !== undefined && value !== null)) this.#own(part);
  }

  /** A call comes whole. */
  #call({ id, name, args }: FunctionCall, thoughtSignature: string | undefined): void {
    this.#close();
    const answer = this.#answer;
    const block = this.#blocks++;
    answer.toolCall(block, id ?? undefined, wireText(name, 'name'));
    answer.toolArguments(block, args === undefined || args === null ? '' : JSON.stringify(args));
    if (thoughtSignature) answer.annotate(block, WIRE, { thoughtSignature: wireText(thoughtSignature, SIGNATURE) });
    answer.end(block);
  }

  #prose(part: Part, kind: Prose): void {
    const text = wireText(part.text, 'text');
    if (text !== '') this.#append(kind, text);
    if (!part.thoughtSignature) return;
    const thoughtSignature = wireText(part.thoughtSignature, SIGNATURE);
    if (this.#open?.kind !== kind) {
      // With nothing before it that it could be of, it keeps its place.
      this.#own(part);
      return;
    }
    this.#answer.annotate(this.#open.block, WIRE, { thoughtSignature });
    this.#close();
  }

  #append(kind: Prose, text: string): void {
    if (this.#open?.kind !== kind) {
      this.#close();
      this.#open = { kind, block: this.#blocks++ };
    }
    if (kind === 'text') this.#answer.text(this.#open.block, text);
    else this.#answer.reasoning(this.#open.block, { text });
  }

  /** What only this wire has a word for: code that Google ran, a picture. */
  #own(part: Part): void {
    this.#close();
    this.#answer.provider(this.#blocks++, WIRE, { ...part });
  }

  #close(): void {
    if (this.#open !== undefined) this.#answer.end(this.#open.block);
    this.#open = undefined;
  }
}

const SIGNATURE = 'thoughtSignature';
