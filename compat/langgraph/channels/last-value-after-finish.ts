import { EmptyChannelError } from '../errors/channel-errors.ts';
import { BaseChannel } from './base-channel.ts';

/** Holds what was written last, which can be read once nothing else is left to run, for one super-step. */
export class LastValueAfterFinish<Value> extends BaseChannel<Value, Value, [Value, boolean]> {
  lc_graph_name = 'LastValueAfterFinish';

  value: [Value] | [] = [];

  finished = false;

  fromCheckpoint(checkpoint?: [Value, boolean]): this {
    const restored = new LastValueAfterFinish<Value>();
    if (checkpoint !== undefined) {
      const [value, finished] = checkpoint;
      restored.value = [value];
      restored.finished = finished;
    }
    return restored as this;
  }

  update(values: Value[]): boolean {
    if (values.length === 0) return false;
    this.finished = false;
    this.value = [values[values.length - 1] as Value];
    return true;
  }

  get(): Value {
    if (this.value.length === 0 || !this.finished) throw new EmptyChannelError();
    return this.value[0];
  }

  checkpoint(): [Value, boolean] | undefined {
    return this.value.length === 0 ? undefined : [this.value[0], this.finished];
  }

  override consume(): boolean {
    if (!this.finished) return false;
    this.finished = false;
    this.value = [];
    return true;
  }

  override finish(): boolean {
    if (this.finished || this.value.length === 0) return false;
    this.finished = true;
    return true;
  }

  override isAvailable(): boolean {
    return this.value.length !== 0 && this.finished;
  }
}
