import { EmptyChannelError, InvalidUpdateError } from '../errors/channel-errors.ts';
import { BaseChannel } from './base-channel.ts';

/** Holds what the super-step before wrote. */
export class EphemeralValue<Value> extends BaseChannel<Value, Value, Value> {
  lc_graph_name = 'EphemeralValue';

  guard: boolean;

  value: [Value] | [] = [];

  /** @param guard whether a super-step may write it only once */
  constructor(guard = true) {
    super();
    this.guard = guard;
  }

  fromCheckpoint(checkpoint?: Value): this {
    const restored = new EphemeralValue<Value>(this.guard);
    if (checkpoint !== undefined) restored.value = [checkpoint];
    return restored as this;
  }

  update(values: Value[]): boolean {
    const changed = values.length > 0 || this.value.length > 0;
    this.value = values.length === 0 ? [] : [ephemeralWrite(values, this.guard)];
    return changed;
  }

  get(): Value {
    if (this.value.length === 0) throw new EmptyChannelError();
    return this.value[0];
  }

  checkpoint(): Value {
    return this.get();
  }

  override isAvailable(): boolean {
    return this.value.length !== 0;
  }
}

/**
 * The write that counts.
 *
 * @throws InvalidUpdateError if there are several, and `guard` forbids it
 */
export function ephemeralWrite<Value>(values: readonly Value[], guard: boolean): Value {
  if (guard && values.length !== 1) throw new InvalidUpdateError('EphemeralValue can only receive one value per step.');
  return values[values.length - 1] as Value;
}
