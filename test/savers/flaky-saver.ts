/** LangChain's memory saver behind a bad line: every call fails a number of times, before it is done or after. */
import { MemorySaver } from '@langchain/langgraph-checkpoint';

export interface Line {
  /** How often each call fails before it succeeds. */
  readonly failures: number;
  /** Whether the store has done what it was asked for by the time that its answer is lost; asked at each failure. */
  isAnswerLost(this: void): boolean;
}

export class FlakySaver extends MemorySaver {
  readonly #line: Line;
  readonly #failed = new Map<string, number>();
  /** How often each method was called. */
  readonly calls: Record<string, number> = {};

  constructor(line: Line) {
    super();
    this.#line = line;
  }

  override getTuple(...call: Parameters<MemorySaver['getTuple']>) {
    return this.#over('getTuple', [call[0].configurable], () => super.getTuple(...call));
  }

  override async *list(...call: Parameters<MemorySaver['list']>) {
    await this.#over('list', call, () => Promise.resolve());
    yield* super.list(...call);
  }

  override put(...call: Parameters<MemorySaver['put']>) {
    return this.#over('put', [call[0].configurable, call[1].id], () => super.put(...call));
  }

  override putWrites(...call: Parameters<MemorySaver['putWrites']>) {
    return this.#over('putWrites', [call[0].configurable, ...call.slice(1)], () => super.putWrites(...call));
  }

  override deleteThread(...call: Parameters<MemorySaver['deleteThread']>) {
    return this.#over('deleteThread', call, () => super.deleteThread(...call));
  }

  /** Once it has succeeded, the same call fails anew. */
  async #over<Value>(method: string, call: unknown, run: () => Promise<Value>): Promise<Value> {
    this.calls[method] = (this.calls[method] ?? 0) + 1;
    const key = JSON.stringify([method, call]);
    const failed = this.#failed.get(key) ?? 0;
    if (failed < this.#line.failures) {
      this.#failed.set(key, failed + 1);
      if (this.#line.isAnswerLost()) await run();
      throw new Error(`connection reset, ${failed + 1}`);
    }
    this.#failed.delete(key);
    return run();
  }
}
