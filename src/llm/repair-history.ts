/** A conversation as no provider refuses it: every tool call has one id and one answer, behind it. Pure. */
import type {
  AssistantMessage,
  AssistantPart,
  ContentPart,
  Message,
  ToolCallPart,
  ToolMessage,
} from '../base/index.ts';

/** What a model is told of a call that nobody answered. */
const NO_RESULT = 'No result: the tool was not run to its end.';

/**
 * Repairs what hosts, pruning and other providers leave behind:
 *
 * - a tool call without an id, or with that of an earlier call, gets one of its own, and its result with it;
 * - a result moves behind the message whose call it answers; of several the last counts; one that answers no call is left out;
 * - a call without a result gets an error for one;
 * - empty text, and messages with nothing in them, are left out.
 *
 * Linear in the messages. What needs no repair stays the same object, so that it is converted once; where nothing does, the list
 * itself is returned. What is repaired is the same object each time.
 *
 * @param messages a conversation, oldest first
 */
export function repairHistory(messages: readonly Message[]): readonly Message[] {
  const repaired = new Repair().run(messages.map(withoutEmptyParts));
  // With nothing in it at all, it is for the provider to say so.
  return repaired.length === 0 || isSame(repaired, messages) ? messages : repaired;
}

/** A call that waits for its answer. */
interface OpenCall {
  readonly of: AssistantMessage;
  /** The id it has now. */
  readonly id: string;
  result: ToolMessage | undefined;
}

class Repair {
  readonly #out: Message[] = [];
  readonly #ids = new Set<string>();
  /** Calls of the last assistant message that has some, by the id that their results carry; one id may stand for several. */
  #open = new Map<string, OpenCall[]>();
  #calls: OpenCall[] = [];
  /** Messages that came before the results were complete. */
  #held: Message[] = [];

  run(messages: readonly (Message | undefined)[]): Message[] {
    for (const message of messages) {
      if (message === undefined) continue;
      if (message.role === 'tool') this.#answer(message);
      else if (message.role === 'assistant') this.#say(message);
      else if (this.#calls.length > 0) this.#held.push(message);
      else this.#out.push(message);
    }
    this.#settle();
    return this.#out;
  }

  #say(message: AssistantMessage): void {
    this.#settle();
    this.#out.push(this.#withIds(message));
  }

  #answer(message: ToolMessage): void {
    const open = this.#open.get(message.toolCallId);
    const call = open?.find(({ result }) => result === undefined) ?? open?.at(-1);
    if (call !== undefined) call.result = message.toolCallId === call.id ? message : answerWithId(message, call.id);
  }

  /** The results, then what was said meanwhile. */
  #settle(): void {
    for (const { of, id, result } of this.#calls) this.#out.push(result ?? missingResult(of, id));
    this.#out.push(...this.#held);
    this.#open = new Map();
    this.#calls = [];
    this.#held = [];
  }

  #withIds(message: AssistantMessage): AssistantMessage {
    const ids: string[] = [];
    for (const part of message.content) {
      if (part.type !== 'tool-call') continue;
      const id = this.#freshId(part.id);
      const call = { of: message, id, result: undefined };
      const waiting = this.#open.get(part.id);
      if (waiting === undefined) this.#open.set(part.id, [call]);
      else waiting.push(call);
      this.#calls.push(call);
      ids.push(id);
    }
    return withCallIds(message, ids);
  }

  #freshId(id: string): string {
    const base = id === '' ? 'call' : id;
    let fresh = base;
    for (let next = 2; fresh === '' || fresh === 'call' || this.#ids.has(fresh); next++) fresh = `${base}_${next}`;
    this.#ids.add(fresh);
    return fresh;
  }
}

/** Repaired messages, by the one they were made of and what was changed: converted once, like all others. */
const repaired = new WeakMap<Message, Map<string, Message>>();

function repairedOnce<Made extends Message>(of: Message, key: string, make: () => Made): Made {
  let versions = repaired.get(of);
  if (versions === undefined) repaired.set(of, (versions = new Map()));
  let found = versions.get(key) as Made | undefined;
  if (found === undefined) versions.set(key, (found = make()));
  return found;
}

function withCallIds(message: AssistantMessage, ids: readonly string[]): AssistantMessage {
  const calls = message.content.filter((part): part is ToolCallPart => part.type === 'tool-call');
  if (calls.every(({ id }, place) => id === ids[place])) return message;
  return repairedOnce(message, `ids ${JSON.stringify(ids)}`, () => {
    let place = 0;
    const withId = (part: AssistantPart): AssistantPart =>
      part.type === 'tool-call' ? { ...part, id: ids[place++] ?? part.id } : part;
    return { ...message, content: message.content.map(withId) };
  });
}

function answerWithId(message: ToolMessage, id: string): ToolMessage {
  return repairedOnce(message, `id ${id}`, () => ({ ...message, toolCallId: id }));
}

function missingResult(of: AssistantMessage, id: string): ToolMessage {
  return repairedOnce(of, `no result ${id}`, () => ({
    role: 'tool',
    toolCallId: id,
    content: NO_RESULT,
    isError: true,
  }));
}

/** @returns `undefined` for a message with nothing in it; a tool's result may be empty */
function withoutEmptyParts(message: Message): Message | undefined {
  if (message.role === 'tool') return message;
  if (typeof message.content === 'string') return message.content === '' ? undefined : message;
  const parts: readonly (AssistantPart | ContentPart)[] = message.content;
  if (parts.every(isEmpty)) return undefined;
  if (!parts.some(isEmpty)) return message;
  return repairedOnce(
    message,
    'empty parts',
    () => ({ ...message, content: parts.filter((part) => !isEmpty(part)) }) as Message,
  );
}

function isEmpty(part: AssistantPart | ContentPart): boolean {
  return part.type === 'text' && part.text === '' && part.extra === undefined;
}

function isSame(list: readonly Message[], other: readonly Message[]): boolean {
  return list.length === other.length && list.every((message, place) => message === other[place]);
}
