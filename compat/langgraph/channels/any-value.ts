import { EmptyChannelError } from '../errors/channel-errors.ts';
import { BaseChannel } from './base-channel.ts';

/** Holds the last of what the super-step before wrote, taking all writes for equals; empty once a step wrote nothing. */
export class AnyValue<Value> extends BaseChannel<Value, Value, Value> {
  lc_graph_name = 'AnyValue';

  value: [Value] | [] = [];

  fromCheckpoint(checkpoint?: Value): this {
    const restored = new AnyValue<Value>();
    if (checkpoint !== undefined) restored.value = [checkpoint];
    return restored as this;
  }

  update(values: Value[]): boolean {
    const changed = values.length > 0 || this.value.length > 0;
    this.value = values.length === 0 ? [] : [values[values.length - 1] as Value];
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
