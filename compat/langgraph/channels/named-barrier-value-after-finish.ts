import { EmptyChannelError } from '../errors/channel-errors.ts';
import { BaseChannel } from './base-channel.ts';
import { collectNames, sameSets } from './named-barrier-value.ts';

/** Waits until all of its names were written, and then until nothing else is left to run. */
export class NamedBarrierValueAfterFinish<Value> extends BaseChannel<void, Value, [Value[], boolean]> {
  lc_graph_name = 'NamedBarrierValueAfterFinish';

  names: Set<Value>;

  seen: Set<Value> = new Set();

  finished = false;

  constructor(names: Set<Value>) {
    super();
    this.names = names;
  }

  fromCheckpoint(checkpoint?: [Value[], boolean]): this {
    const restored = new NamedBarrierValueAfterFinish(this.names);
    if (checkpoint !== undefined) {
      const [seen, finished] = checkpoint;
      restored.seen = new Set(seen);
      restored.finished = finished;
    }
    return restored as this;
  }

  update(values: Value[]): boolean {
    return collectNames(this, values);
  }

  get(): void {
    if (!this.isAvailable()) throw new EmptyChannelError();
  }

  checkpoint(): [Value[], boolean] {
    return [[...this.seen], this.finished];
  }

  override consume(): boolean {
    if (!this.isAvailable()) return false;
    this.seen = new Set();
    this.finished = false;
    return true;
  }

  override finish(): boolean {
    if (this.finished || !sameSets(this.names, this.seen)) return false;
    this.finished = true;
    return true;
  }

  override isAvailable(): boolean {
    return this.finished && sameSets(this.names, this.seen);
  }
}
