import { isDeltaSnapshot, type CheckpointPendingWrite, type DeltaSnapshot } from '@langchain/langgraph-checkpoint';
import { EmptyChannelError, InvalidUpdateError } from '../errors/channel-errors.ts';
import { _getOverwriteValue, type OverwriteValue } from '../overwrite.ts';
import { BaseChannel, isDeltaChannel } from './base-channel.ts';

/**
 * Gives the next value of the one held and all writes of a super-step. It must give the same whether writes come together or in
 * several batches: stored writes are taken in larger ones than they were made in.
 */
export type DeltaReducer<ValueType, UpdateType = unknown> = (state: ValueType, writes: UpdateType[]) => ValueType;

type OverwriteOrValue<ValueType, UpdateType> = OverwriteValue<ValueType> | UpdateType;

/** What {@link foldDelta} needs of a channel. */
export interface DeltaRecipe<ValueType = unknown, UpdateType = unknown> {
  reducer: DeltaReducer<ValueType, UpdateType>;
  initialValueFactory: () => ValueType;
}

/**
 * A reducer channel for values that grow: checkpoints store its writes, and the whole value only now and then. It is made again of
 * the last value that was stored and the writes since. Beta, as it is upstream.
 */
export class DeltaChannel<ValueType = unknown, UpdateType = unknown> extends BaseChannel<
  ValueType,
  OverwriteOrValue<ValueType, UpdateType>,
  undefined
> {
  lc_graph_name = 'DeltaChannel';

  /** `undefined` while the channel is empty. */
  value: ValueType | undefined;

  reducer: DeltaReducer<ValueType, UpdateType>;

  /** After how many super-steps that wrote it the whole value is stored. */
  snapshotFrequency: number;

  initialValueFactory: () => ValueType;

  /** @throws Error for a frequency that is not a whole number above 0 */
  constructor(
    reducer: DeltaReducer<ValueType, UpdateType>,
    options?: { snapshotFrequency?: number; initialValueFactory?: () => ValueType },
  ) {
    super();
    const snapshotFrequency = options?.snapshotFrequency ?? 1000;
    if (!Number.isInteger(snapshotFrequency) || snapshotFrequency <= 0)
      throw new Error(`snapshotFrequency must be a positive integer, got ${snapshotFrequency}`);
    this.reducer = reducer;
    this.snapshotFrequency = snapshotFrequency;
    this.initialValueFactory = options?.initialValueFactory ?? (() => [] as ValueType);
  }

  /** Also takes a whole value that another kind of channel stored. */
  fromCheckpoint(checkpoint?: DeltaSnapshot | ValueType): this {
    const { reducer, snapshotFrequency, initialValueFactory } = this;
    const restored = new DeltaChannel(reducer, { snapshotFrequency, initialValueFactory });
    restored.value = deltaSeed(this, checkpoint);
    return restored as this;
  }

  /** Takes stored writes, oldest first, all at once. */
  replayWrites(writes: CheckpointPendingWrite[]): void {
    this.value = replayDelta(this, this.value, writes);
  }

  update(values: OverwriteOrValue<ValueType, UpdateType>[]): boolean {
    if (values.length === 0) return false;
    this.value = foldDelta(this, this.value, values);
    return true;
  }

  get(): ValueType {
    if (this.value === undefined) throw new EmptyChannelError();
    return this.value;
  }

  /** Nothing: whether the whole value is stored depends on the thread, see `createCheckpoint`. */
  checkpoint(): undefined {
    return undefined;
  }

  override isAvailable(): boolean {
    return this.value !== undefined;
  }

  /** Any delta channel with the same reducer and frequency. */
  override equals(other: BaseChannel): boolean {
    if (this === other) return true;
    if (!isDeltaChannel(other)) return false;
    const { snapshotFrequency, reducer } = other as DeltaChannel<ValueType, UpdateType>;
    return snapshotFrequency === this.snapshotFrequency && reducer === this.reducer;
  }
}

/** The value that a stored one stands for; nothing stored is the value to begin with. */
export function deltaSeed<Value, Update>(
  recipe: DeltaRecipe<Value, Update>,
  stored: undefined | DeltaSnapshot | Value,
): Value {
  if (stored === undefined) return recipe.initialValueFactory();
  return isDeltaSnapshot(stored) ? (stored.value as Value) : stored;
}

/**
 * The value that the writes of one super-step make of `held`. An overwrite drops the others, whatever their order.
 *
 * @throws InvalidUpdateError for two overwrites
 */
export function foldDelta<Value, Update>(
  recipe: DeltaRecipe<Value, Update>,
  held: Value | undefined,
  writes: readonly OverwriteOrValue<Value, Update>[],
): Value {
  let found = false;
  let replacement: Value | null | undefined;
  for (const write of writes) {
    const [isOverwrite, value] = _getOverwriteValue<Value>(write);
    if (!isOverwrite) continue;
    if (found) throw new InvalidUpdateError('Can receive only one Overwrite value per step.');
    found = true;
    replacement = value;
  }
  if (found) return replacement ?? recipe.initialValueFactory();
  // Without an overwrite among them, all writes are updates.
  return recipe.reducer(held === undefined ? recipe.initialValueFactory() : held, writes as Update[]);
}

/** The value that stored writes of several super-steps, oldest first, make of `held`. What was before the last overwrite is gone. */
export function replayDelta<Value, Update>(
  recipe: DeltaRecipe<Value, Update>,
  held: Value | undefined,
  writes: readonly CheckpointPendingWrite[],
): Value | undefined {
  const values = writes.map((write) => write[2]);
  const reset = values.findLastIndex((value) => _getOverwriteValue(value)[0]);
  const since = values.slice(reset + 1) as Update[];
  const base = reset < 0 ? held : (_getOverwriteValue<Value>(values[reset])[1] ?? recipe.initialValueFactory());
  return since.length > 0 ? recipe.reducer(base as Value, since) : base;
}
