/** What the graphs within a run that replays go on from. */
import type { BaseCheckpointSaver, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import type { RunnableConfig } from '@langchain/core/runnables';

/** The first time a graph runs, it goes on from where it stood before the replayed checkpoint; later from where it stands. */
export class ReplayState {
  readonly #checkpointId: string;
  readonly #visited = new Set<string>();

  constructor(checkpointId: string) {
    this.#checkpointId = checkpointId;
  }

  async checkpoint(
    namespace: string,
    saver: BaseCheckpointSaver,
    config: RunnableConfig,
  ): Promise<CheckpointTuple | undefined> {
    const colon = namespace.lastIndexOf(':');
    const graph = colon < 0 ? namespace : namespace.slice(0, colon);
    if (this.#visited.has(graph)) return saver.getTuple(config);
    this.#visited.add(graph);
    const before = { configurable: { checkpoint_id: this.#checkpointId } };
    for await (const saved of saver.list(config, { before, limit: 1 })) return saved;
    return undefined;
  }
}
