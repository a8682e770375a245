import { EmptyChannelError, InvalidUpdateError } from '../errors/channel-errors.ts';
import { BaseChannel } from './base-channel.ts';
import { sameSets } from './named-barrier-value.ts';

/** A write that tells a dynamic barrier what to wait for. */
export interface WaitForNames<Value> {
  __names: Value[];
}

/** Waits until all names were written that a `WaitForNames` told it; until then it takes no notice of any. */
export class DynamicBarrierValue<Value> extends BaseChannel<
  void,
  Value | WaitForNames<Value>,
  [Value[] | undefined, Value[]]
> {
  lc_graph_name = 'DynamicBarrierValue';

  /** Absent until it is told. */
  names?: Set<Value>;

  seen: Set<Value> = new Set();

  fromCheckpoint(checkpoint?: [Value[] | undefined, Value[]]): this {
    const restored = new DynamicBarrierValue<Value>();
    if (checkpoint !== undefined) {
      restored.names = new Set(checkpoint[0]);
      restored.seen = new Set(checkpoint[1]);
    }
    return restored as this;
  }

  update(values: (Value | WaitForNames<Value>)[]): boolean {
    const told = onlyWaitForNames(values);
    if (told !== undefined) {
      this.names = new Set(told.__names);
      return true;
    }
    if (this.names === undefined) return false;
    const before = this.seen.size;
    for (const name of values as Value[]) if (this.names.has(name)) this.seen.add(name);
    return this.seen.size > before;
  }

  override consume(): boolean {
    if (!this.isAvailable()) return false;
    this.seen = new Set();
    this.names = undefined;
    return true;
  }

  get(): void {
    if (!this.isAvailable()) throw new EmptyChannelError();
  }

  checkpoint(): [Value[] | undefined, Value[]] {
    return [this.names && [...this.names], [...this.seen]];
  }

  override isAvailable(): boolean {
    return sameSets(this.names, this.seen);
  }
}

/**
 * The write that tells what to wait for, if there is one; names beside it are dropped.
 *
 * @throws InvalidUpdateError for two of them
 */
export function onlyWaitForNames<Value>(
  values: readonly (Value | WaitForNames<Value>)[],
): WaitForNames<Value> | undefined {
  const told = values.filter((value) => (value as WaitForNames<Value>).__names !== undefined);
  if (told.length > 1) throw new InvalidUpdateError('Received multiple WaitForNames updates in the same step.');
  return told[0] as WaitForNames<Value> | undefined;
}
