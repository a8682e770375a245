/** Stores the values of channels: small ones within their checkpoint, and of lists what is new. */
import type { ValueRef } from './checkpoint-body.ts';
import type { CheckpointTables } from './checkpoint-tables.ts';
import type { ListMemory } from './list-memory.ts';
import { LONG_LIST, appendedItems, appendedText, innerText, seeList, type SeenList } from './tail-of-list.ts';
import type { TypedData, ValueForms } from './typed-data.ts';
import type { Stored } from '../../../engine/index.ts';

/** Up to this many characters a value stands in each checkpoint that has it. */
const INLINE = 64;

/** A value on its way to the store. */
export interface WrittenValue {
  readonly channel: string;
  readonly value: unknown;
  /** Of `tail` if there is one, else of the whole. */
  readonly dumped: TypedData;
  /** The list that `dumped` follows. */
  readonly tail: SeenList | undefined;
}

/** A value that has its place; `list` is to be remembered. */
export interface PlacedValue {
  readonly ref: ValueRef;
  readonly list: SeenList | undefined;
}

export class ChannelWriter {
  readonly #tables: CheckpointTables;
  readonly #forms: ValueForms;
  readonly #memory: ListMemory;

  constructor(tables: CheckpointTables, forms: ValueForms, memory: ListMemory) {
    this.#tables = tables;
    this.#forms = forms;
    this.#memory = memory;
  }

  /** Outside a transaction. @throws UnstorableValueError */
  write(graph: number | undefined, channel: string, value: unknown): Stored<WrittenValue> {
    const { codec, isCodec } = this.#forms;
    const seen = graph === undefined || !isLong(value) || !isCodec ? undefined : this.#memory.get(graph, channel);
    const added = seen && isLong(value) ? appendedItems(seen, value, codec) : undefined;
    if (added !== undefined) {
      return { channel, value, dumped: { type: null, data: codec.encode(added, channel) }, tail: seen };
    }
    const dumped = this.#forms.dump(value, channel);
    const written = (data: TypedData): WrittenValue => ({ channel, value, dumped: data, tail: undefined });
    return 'then' in dumped ? dumped.then(written) : written(dumped);
  }

  /** Within a transaction. @param before where the checkpoint before has the value of the channel */
  place(graph: number, written: WrittenValue, before: ValueRef | undefined): PlacedValue {
    const { channel, value, dumped, tail } = written;
    const { codec, isCodec } = this.#forms;
    // Another process may have deleted the thread since.
    if (tail !== undefined && this.#tables.hasValue(graph, tail.value)) {
      const ref = this.#add(graph, channel, tail.value, String(dumped.data));
      return { ref, list: seeList(ref, value as unknown[], undefined, codec) };
    }
    if (tail !== undefined || (isCodec && isLong(value))) {
      const text = tail === undefined ? String(dumped.data) : codec.encode(value, channel);
      const ref = this.#placeList(graph, channel, text, before);
      return { ref, list: seeList(ref, value as unknown[], text, codec) };
    }
    const { data, type } = dumped;
    if (type === null && data.length <= INLINE) return { ref: String(data), list: undefined };
    return { ref: this.#tables.addValue(graph, channel, null, dumped), list: undefined };
  }

  #placeList(graph: number, channel: string, text: string, before: ValueRef | undefined): number {
    const seen = this.#memory.get(graph, channel);
    if (typeof before === 'number' && before !== seen?.value) {
      const more = this.#appendedTo(graph, channel, before, text);
      if (more !== undefined) return this.#add(graph, channel, before, more);
    }
    if (seen?.print !== undefined && this.#tables.hasValue(graph, seen.value)) {
      const more = appendedText(seen.print, text);
      if (more !== undefined) return this.#add(graph, channel, seen.value, more);
    }
    return this.#tables.addValue(graph, channel, null, { type: null, data: text });
  }

  /** What follows a list that this process has not seen. */
  #appendedTo(graph: number, channel: string, value: number, text: string): string | undefined {
    const parts = this.#tables.valueRows(graph, channel, value);
    const isList = parts.every((part) => part.isWhole && part.type === null && String(part.data).startsWith('['));
    return isList ? appendedText(innerText(parts.map(({ data }) => String(data))), text) : undefined;
  }

  #add(graph: number, channel: string, base: number, text: string): number {
    return text === '[]' ? base : this.#tables.addValue(graph, channel, base, { type: null, data: text });
  }
}

function isLong(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length >= LONG_LIST;
}
