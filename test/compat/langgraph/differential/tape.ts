import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describeValue, type Description } from './describe-value.ts';
import { RecordingSaver } from './recording-saver.ts';

export interface Observation {
  readonly name: string;
  readonly value: Description;
}

/** What a program records of what it does; two libraries behave alike if their tapes read the same. */
export class Tape {
  readonly observations: Observation[] = [];

  /** Notes a value as it is now. */
  record(name: string, value: unknown): void {
    this.observations.push({ name, value: describeValue(value) });
  }

  /** Notes what an action comes to, or the error it throws, and gives the former. */
  async attempt<T>(name: string, action: () => T): Promise<Awaited<T> | undefined> {
    try {
      const value = await action();
      this.record(name, value);
      return value;
    } catch (error) {
      this.record(`${name}: throws`, error);
      return undefined;
    }
  }

  /** Notes whether an action is refused, where the words are the language's own and not the library's. */
  async refusal(name: string, action: () => unknown): Promise<void> {
    try {
      await action();
      this.record(name, 'accepted');
    } catch {
      this.record(name, 'refused');
    }
  }

  /** Notes every chunk of a stream in its order, then the error that ended it, if any. */
  async chunks<T>(name: string, open: () => AsyncIterable<T> | Promise<AsyncIterable<T>>): Promise<T[]> {
    const chunks: T[] = [];
    try {
      for await (const chunk of await open()) {
        this.record(`${name} #${chunks.length}`, chunk);
        chunks.push(chunk);
      }
      this.record(`${name}: ends`, chunks.length);
    } catch (error) {
      this.record(`${name}: throws`, error);
    }
    return chunks;
  }

  /** All items of an async iterable; notes nothing. */
  async collect<T>(items: AsyncIterable<T>): Promise<T[]> {
    const list: T[] = [];
    for await (const item of items) list.push(item);
    return list;
  }

  /** A saver in memory that keeps an account of what is stored; `savedBy` notes it. */
  saver(): RecordingSaver {
    return new RecordingSaver();
  }

  /** Notes what a saver was given: checkpoints in their order, and writes in theirs. */
  savedBy(saver: RecordingSaver): void {
    for (const [index, put] of saver.storedCheckpoints.entries())
      this.observations.push({ name: `put #${index}`, value: put });
    for (const [index, put] of saver.storedWrites.entries())
      this.observations.push({ name: `writes #${index}`, value: put });
  }

  /** A plain saver in memory, where what is stored does not matter. */
  memory(): MemorySaver {
    return new MemorySaver();
  }
}
