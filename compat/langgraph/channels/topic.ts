import { EmptyChannelError } from '../errors/channel-errors.ts';
import { BaseChannel } from './base-channel.ts';

/** What a `unique` topic stores: `[seen, values]`. */
type UniqueTopicCheckpoint<Value> = [Value[], Value[]];

/** Gathers values; each write is one, or an array of them. Empty while there are none. */
export class Topic<Value> extends BaseChannel<Value[], Value | Value[], Value[] | UniqueTopicCheckpoint<Value>> {
  lc_graph_name = 'Topic';

  unique = false;

  accumulate = false;

  /** Of a `unique` topic: every value there ever was. */
  seen: Set<Value> = new Set();

  values: Value[] = [];

  /**
   * @param fields `unique`: drop what was written before, compared as `Set` does;
   *   `accumulate`: keep what earlier super-steps wrote
   */
  constructor(fields?: { unique?: boolean; accumulate?: boolean }) {
    super();
    this.unique = fields?.unique ?? false;
    this.accumulate = fields?.accumulate ?? false;
  }

  fromCheckpoint(checkpoint?: Value[] | UniqueTopicCheckpoint<Value>): this {
    const { unique, accumulate } = this;
    const restored = new Topic<Value>({ unique, accumulate });
    if (checkpoint === undefined) return restored as this;
    const { values, seen } = readTopic(checkpoint, unique);
    restored.values = values;
    restored.seen = new Set(seen);
    return restored as this;
  }

  update(values: (Value | Value[])[]): boolean {
    const cleared = !this.accumulate && this.values.length > 0;
    if (!this.accumulate) this.values = [];
    const written = (values as Value[]).flat() as Value[];
    const fresh = this.unique ? addUnseen(this.seen, written) : written;
    for (const value of fresh) this.values.push(value);
    return cleared || fresh.length > 0;
  }

  get(): Value[] {
    if (this.values.length === 0) throw new EmptyChannelError();
    return this.values;
  }

  /** A list of the values; what a `unique` topic has seen outlives them, so it stores that too. */
  checkpoint(): Value[] | UniqueTopicCheckpoint<Value> {
    return this.unique ? [[...this.seen], [...this.values]] : [...this.values];
  }

  override isAvailable(): boolean {
    return this.values.length !== 0;
  }
}

/** Copies of what is stored, in either form: topics used to store the pair even where they are not `unique`. */
export function readTopic<Value>(
  stored: Value[] | UniqueTopicCheckpoint<Value>,
  unique: boolean,
): { values: Value[]; seen: Value[] } {
  if (Array.isArray(stored) && stored.length === 2 && Array.isArray(stored[0]) && Array.isArray(stored[1]))
    return { values: [...stored[1]], seen: stored[0] };
  const values = [...(stored as Value[])];
  return { values, seen: unique ? values : [] };
}

/** Adds to `seen` what was written. @returns what is new among it */
export function addUnseen<Value>(seen: Set<Value>, written: readonly Value[]): Value[] {
  return written.filter((value) => {
    const before = seen.size;
    return seen.add(value).size > before;
  });
}
