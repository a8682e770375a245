/** LangChain's memory saver, telling what it is called with. */
import {
  MemorySaver,
  type Checkpoint,
  type CheckpointMetadata,
  type CheckpointTuple,
  type PendingWrite,
} from '@langchain/langgraph-checkpoint';

type Config = Parameters<MemorySaver['getTuple']>[0];

export class RecordingSaver extends MemorySaver {
  readonly calls: unknown[] = [];
  readonly #names = new Map<string, string>();

  override async getTuple(config: Config): Promise<CheckpointTuple | undefined> {
    this.calls.push({ getTuple: this.#namespace(config) });
    return super.getTuple(config);
  }

  override async put(config: Config, checkpoint: Checkpoint, metadata: CheckpointMetadata, versions?: unknown) {
    const { id, ts: _, ...rest } = structuredClone(checkpoint);
    const parent = this.#nameOf(config.configurable?.['checkpoint_id']);
    this.calls.push({
      put: this.#nameOf(id),
      namespace: this.#namespace(config),
      parent,
      ...rest,
      metadata: {
        source: metadata.source,
        step: metadata.step,
        parents: Object.fromEntries(
          Object.entries(metadata.parents).map(([namespace, of]) => [namespace, this.#nameOf(of)]),
        ),
      },
      versions: structuredClone(versions),
    });
    return super.put(config, checkpoint, metadata);
  }

  override async putWrites(config: Config, writes: PendingWrite[], task: string): Promise<void> {
    this.calls.push({
      putWrites: this.#nameOf(config.configurable?.['checkpoint_id']),
      namespace: this.#namespace(config),
      task: this.#nameOf(task),
      writes: writes.map(([channel, value]) => [channel, this.#readable(channel, value)]),
    });
    return super.putWrites(config, writes, task);
  }

  /** What was called since the last time. */
  take(): unknown[] {
    return this.calls.splice(0);
  }

  /** Ids are random: the first one that is seen is `#1`, and so on. */
  #nameOf(id: unknown): string | undefined {
    if (typeof id !== 'string') return undefined;
    if (id.startsWith('00000000')) return id;
    let name = this.#names.get(id);
    if (name === undefined) this.#names.set(id, (name = `#${this.#names.size + 1}`));
    return name;
  }

  #namespace(config: Config): string {
    const namespace = (config.configurable?.['checkpoint_ns'] as string | undefined) ?? '';
    return namespace.replaceAll(/(?<=:)[^|]+/g, (id) => this.#nameOf(id) ?? '');
  }

  #readable(channel: string, value: unknown): unknown {
    if (channel === '__interrupt__') return { ...(value as object), id: 'of the question' };
    return JSON.parse(JSON.stringify(value)) as unknown;
  }
}
