/** LangChain's saver contract on an object that is more than that. */
import type { CheckpointStore } from './checkpoint-store.ts';

type Store = CheckpointStore;

/**
 * What `BaseCheckpointSaver` of `@langchain/langgraph-checkpoint` asks for, so that LangGraph takes the object for one. All of it is
 * {@link CheckpointStore}'s.
 */
export abstract class CheckpointFace {
  protected abstract get checkpoints(): CheckpointStore;

  get serde(): Store['serde'] {
    return this.checkpoints.serde;
  }

  get(...args: Parameters<Store['get']>): ReturnType<Store['get']> {
    return this.checkpoints.get(...args);
  }

  getTuple(...args: Parameters<Store['getTuple']>): ReturnType<Store['getTuple']> {
    return this.checkpoints.getTuple(...args);
  }

  list(...args: Parameters<Store['list']>): ReturnType<Store['list']> {
    return this.checkpoints.list(...args);
  }

  put(...args: Parameters<Store['put']>): ReturnType<Store['put']> {
    return this.checkpoints.put(...args);
  }

  putWrites(...args: Parameters<Store['putWrites']>): ReturnType<Store['putWrites']> {
    return this.checkpoints.putWrites(...args);
  }

  getDeltaChannelHistory(
    ...args: Parameters<Store['getDeltaChannelHistory']>
  ): ReturnType<Store['getDeltaChannelHistory']> {
    return this.checkpoints.getDeltaChannelHistory(...args);
  }

  getNextVersion(...args: Parameters<Store['getNextVersion']>): ReturnType<Store['getNextVersion']> {
    return this.checkpoints.getNextVersion(...args);
  }

  /** Keeps databases out of what is logged. */
  toJSON(): string {
    return `[${this.constructor.name}]`;
  }
}
