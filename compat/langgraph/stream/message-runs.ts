/** What the handlers of mode `messages` remember: the runs they follow, and the messages that were seen. */
import { type BaseMessage, isBaseMessage, isToolMessage } from '@langchain/core/messages';
import { TAG_HIDDEN, TAG_NOSTREAM } from '../reserved-names.ts';

export type Metadata = Record<string, unknown>;

/** A run of a node, or of a model within it. */
export interface MessageRun {
  readonly namespace: string[];
  /** Handed out with every message of the run, always the same object. */
  readonly metadata: Metadata;
  /** The id of the run's messages that have none of their own. */
  stableId: string | undefined;
  /** Whether tokens came. */
  hasStreamed: boolean;
}

/** A run to follow, if its metadata say which graph it belongs to. */
export function messageRun(
  metadata: Metadata,
  tags: string[] | undefined,
  name: string | undefined,
): MessageRun | undefined {
  const namespace = metadata['langgraph_checkpoint_ns'] ?? metadata['checkpoint_ns'];
  if (typeof namespace !== 'string' || namespace === '') return undefined;
  return {
    namespace: namespace.split('|'),
    metadata: { tags, name, ...metadata },
    stableId: undefined,
    hasStreamed: false,
  };
}

/** Whether a model's run is kept out of mode `messages` by its tags. */
export function isUnstreamed(tags: string[] | undefined): boolean {
  return tags !== undefined && (tags.includes(TAG_NOSTREAM) || tags.includes('nostream'));
}

/** Whether a run is a node's own, and not of something within it or of the machinery around it. */
export function isNodeRun(metadata: Metadata, tags: string[] | undefined, name: string | undefined): boolean {
  return name === metadata['langgraph_node'] && (tags === undefined || !tags.includes(TAG_HIDDEN));
}

/** Gives a message the id of its run where it has none, so that all chunks of a message have the same. */
export function settleId(message: BaseMessage, run: MessageRun, runId: string): void {
  const { id } = message;
  if (isToolMessage(message)) {
    if (id === undefined || id === null) setId(message, `run-${runId}-tool-${message.tool_call_id}`);
    return;
  }
  if (id === undefined || id === null || id === `run-${runId}`) {
    run.stableId ??= `run-${runId}`;
    if (run.stableId !== id) setId(message, run.stableId);
    return;
  }
  run.stableId ??= id;
}

function setId(message: BaseMessage, id: string): void {
  message.id = id;
  // What a message is serialised from.
  if (typeof message.lc_kwargs === 'object' && message.lc_kwargs !== null) message.lc_kwargs['id'] = id;
}

/** The messages a node was given or that were streamed: such are not told again when a node returns them. */
export class SeenMessages {
  readonly #ids = new Set<string>();
  /** Lists of the last states by their key: a list that has only grown is not read again. */
  readonly #lists = new Map<string, readonly unknown[]>();

  has(id: string | undefined): boolean {
    return id !== undefined && id !== null && this.#ids.has(id);
  }

  add(id: string | undefined): void {
    if (id !== undefined && id !== null) this.#ids.add(id);
  }

  /** Adds the messages of a node's input. */
  addInput(input: unknown): void {
    if (typeof input !== 'object' || input === null) return;
    for (const [key, value] of Object.entries(input)) {
      if (Array.isArray(value)) this.#addList(key, value);
      else if (isBaseMessage(value)) this.add(value.id);
    }
  }

  #addList(key: string, list: readonly unknown[]): void {
    const known = this.#lists.get(key);
    for (let at = 0; at < list.length; at += 1) {
      const item = list[at];
      if (known?.[at] !== item && isBaseMessage(item)) this.add(item.id);
    }
    this.#lists.set(key, list.slice());
  }
}

/** Calls a function with each message that a node has returned: alone, in a list, or in keys of a state. */
export function eachMessage(output: unknown, take: (message: BaseMessage) => void): void {
  if (typeof output !== 'object' || output === null) return;
  if (isBaseMessage(output)) {
    take(output);
    return;
  }
  const isList = Array.isArray(output);
  for (const value of Object.values(output) as unknown[]) {
    if (isBaseMessage(value)) take(value);
    else if (!isList && Array.isArray(value)) {
      for (const item of value as unknown[]) if (isBaseMessage(item)) take(item);
    }
  }
}
