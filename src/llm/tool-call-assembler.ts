/** Tool calls that arrive in pieces, as the OpenAI wire and everything modelled on it sends them. */
import type { AnswerAssembler } from './answer-assembler.ts';

/** One piece of a tool call; which fields are there differs from server to server. */
export interface ToolCallFragment {
  /** Which call the piece belongs to. Some servers leave it out, some send the same number for every call. */
  readonly index?: number | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly args?: string | undefined;
}

interface PendingCall {
  readonly index: number | undefined;
  id: string | undefined;
  /** Set once the name is known, which is when the call begins. */
  block: number | undefined;
  /** Argument text that came before the name. */
  early: string;
}

/**
 * Decides which call a piece belongs to and passes it on to the answer.
 *
 * A call begins when its name is known; without an id it gets a generated one.
 * A call whose name never comes is dropped: it causes no event and is not in the message, since nobody could run it.
 */
export class ToolCallAssembler {
  readonly #answer: AnswerAssembler;
  readonly #calls: PendingCall[] = [];

  constructor(answer: AnswerAssembler) {
    this.#answer = answer;
  }

  /**
   * Takes the next piece of a call; the events it causes are the answer's.
   *
   * @param fragment any of its fields may be left out; blank ones count as left out
   * @throws TypeError for an id, a name or arguments that are no strings
   */
  add(fragment: ToolCallFragment): void {
    const call = this.#callOf(fragment);
    const args = fragment.args ?? '';
    if (call.block !== undefined) {
      this.#answer.toolArguments(call.block, args);
      return;
    }
    call.id ??= fragment.id || undefined;
    call.early += args;
    if (fragment.name) call.block = this.#answer.appendToolCall(call.id, fragment.name, call.early);
  }

  #callOf(fragment: ToolCallFragment): PendingCall {
    const found = this.#find(fragment);
    if (found !== undefined) return found;
    const call: PendingCall = { index: fragment.index, id: fragment.id || undefined, block: undefined, early: '' };
    this.#calls.push(call);
    return call;
  }

  /** The call a piece continues; `undefined` if it begins one: some servers number every call alike, or none at all. */
  #find({ index, id, name }: ToolCallFragment): PendingCall | undefined {
    if (index === undefined && id) return this.#calls.find((call) => call.id === id);
    const call = index === undefined ? this.#calls.at(-1) : this.#calls.findLast((known) => known.index === index);
    if (call?.block === undefined || !name) return call;
    const begins = index === undefined || (Boolean(id) && id !== call.id);
    return begins ? undefined : call;
  }
}
