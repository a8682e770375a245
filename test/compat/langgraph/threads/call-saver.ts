/** A saver that keeps one account of all calls, and finds out whether anything handed over is changed later. */
import {
  MemorySaver,
  type Checkpoint,
  type CheckpointListOptions,
  type CheckpointMetadata,
  type CheckpointTuple,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint';
import type { RunnableConfig } from '@langchain/core/runnables';
import { describeValue, type Description } from '../differential/describe-value.ts';
import type { Tape } from '../differential/tape.ts';

type Place = Record<string, unknown>;
type Call = Readonly<Record<string, Description>> & {
  readonly call: string;
  readonly at: { readonly checkpoint_ns?: string } & Readonly<Record<string, Description>>;
};

export class CallSaver extends MemorySaver {
  /** In the order in which they were made. */
  readonly calls: Call[] = [];
  readonly #handed: { readonly then: string; readonly value: unknown }[] = [];

  /** Notes the calls so far and forgets them. */
  noteOn(t: Tape, name: string): void {
    // The order of tasks that end at the same time is not the library's to say.
    for (const [index, value] of inOrder(this.calls.splice(0)).entries())
      t.observations.push({ name: `${name} #${index}`, value });
    t.record(
      `${name}: changed later`,
      this.#handed.filter(({ then, value }) => JSON.stringify(describeValue(value)) !== then).length,
    );
  }

  #hand(call: string, at: RunnableConfig, ...values: unknown[]): void {
    const described = describeValue(values);
    this.calls.push({ call, at: describeValue(placeOf(at)) as Call['at'], values: described });
    this.#handed.push({ then: JSON.stringify(described), value: values });
  }

  override getTuple(config: RunnableConfig): Promise<CheckpointTuple | undefined> {
    this.calls.push({ call: 'getTuple', at: describeValue(placeOf(config)) as Call['at'] });
    return super.getTuple(config);
  }

  override list(config: RunnableConfig, options?: CheckpointListOptions): AsyncGenerator<CheckpointTuple> {
    this.calls.push({
      call: 'list',
      at: describeValue(placeOf(config)) as Call['at'],
      options: describeValue(options),
    });
    return super.list(config, options);
  }

  override put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    // The base class takes one argument less than savers are given.
    ...versions: unknown[]
  ): Promise<RunnableConfig> {
    const { __pregel_tasks: tasks, ...held } = checkpoint.channel_values;
    const told = Array.isArray(tasks) && tasks.length === 0 ? { ...checkpoint, channel_values: held } : checkpoint;
    this.#hand('put', config, told, metadata, versions);
    return super.put(config, checkpoint, metadata);
  }

  override putWrites(config: RunnableConfig, writes: PendingWrite[], taskId: string): Promise<void> {
    this.#hand('putWrites', config, writes, taskId);
    return super.putWrites(config, writes, taskId);
  }
}

/** Graph by graph, and among writes that follow each other by what is written. */
function inOrder(calls: readonly Call[]): Description[] {
  const byGraph = Map.groupBy(calls, ({ at }) => withoutIds(at?.checkpoint_ns ?? ''));
  return [...byGraph.keys()].toSorted().flatMap((graph) => sortWrites(byGraph.get(graph) ?? []));
}

function sortWrites(calls: readonly Call[]): Call[] {
  const sorted: Call[] = [];
  let writes: Call[] = [];
  const close = (): void => void sorted.push(...writes.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)));
  for (const call of calls) {
    if (call.call === 'putWrites') writes.push(call);
    else {
      close();
      writes = [];
      sorted.push(call);
    }
  }
  close();
  return sorted;
}

const withoutIds = (text: string): string => text.replace(/[0-9a-f-]{32,36}/g, '');
const keyOf = (call: Call): string => withoutIds(JSON.stringify(call));

/** What of a config tells a saver where to look or to store. */
function placeOf({ configurable = {} }: RunnableConfig): Place {
  const { thread_id, checkpoint_ns, checkpoint_id } = configurable as Place;
  return { thread_id, checkpoint_ns, checkpoint_id };
}

/** Numbers versions as a database does that sorts them as text. */
export class TextVersionSaver extends CallSaver {
  override getNextVersion(current: number | undefined): number {
    const number = current === undefined ? 0 : Number.parseInt(String(current), 10);
    return `${String(number + 1).padStart(8, '0')}.5` as unknown as number;
  }
}
