/** OpenRouter's `reasoning_details`: what proves the reasoning to the provider behind the gateway, to be sent back as it came. */
import type { AnswerAssembler } from '../answer-assembler.ts';
import { WIRE } from './messages.ts';

/** Fields whose fragments are put together; of all others the last value counts. */
const GROWING: ReadonlySet<string> = new Set(['text', 'summary', 'data']);

/** Puts the fragments of one answer together. */
export class ReasoningDetails {
  readonly #details: Map<string, unknown>[] = [];

  /** @throws TypeError for what is no list of objects */
  add(fragments: unknown): void {
    if (!Array.isArray(fragments)) throw new TypeError('"reasoning_details" must be a list');
    for (const fragment of fragments) this.#addOne(fragment);
  }

  /** Leaves them with the reasoning they belong to, or as a block of its own where none of it could be read. */
  attachTo(answer: AnswerAssembler): void {
    if (this.#details.length === 0) return;
    const reasoning_details = this.#details.map((detail) => Object.fromEntries(detail));
    const block = answer.lastOf('reasoning');
    if (block === undefined) answer.appendProvider(WIRE, { reasoning_details });
    else answer.annotate(block, WIRE, { reasoning_details });
  }

  #addOne(fragment: unknown): void {
    if (typeof fragment !== 'object' || fragment === null) throw new TypeError('a reasoning detail must be an object');
    const fields = Object.entries(fragment).filter(([, value]) => value !== undefined && value !== null);
    const given = new Map<string, unknown>(fields);
    const last = this.#details.at(-1);
    const goesOn =
      last !== undefined && last.get('type') === given.get('type') && last.get('index') === given.get('index');
    if (!goesOn) {
      this.#details.push(given);
      return;
    }
    for (const [name, value] of given) {
      const before = last.get(name);
      const grows = GROWING.has(name) && typeof before === 'string' && typeof value === 'string';
      last.set(name, grows ? before + value : value);
    }
  }
}
