import { EmptyChannelError, InvalidUpdateError } from '../errors/channel-errors.ts';
import { BaseChannel } from './base-channel.ts';

/** Waits until all of its names were written, in any order and any number of super-steps. */
export class NamedBarrierValue<Value> extends BaseChannel<void, Value, Value[]> {
  lc_graph_name = 'NamedBarrierValue';

  names: Set<Value>;

  seen: Set<Value> = new Set();

  constructor(names: Set<Value>) {
    super();
    this.names = names;
  }

  fromCheckpoint(checkpoint?: Value[]): this {
    const restored = new NamedBarrierValue(this.names);
    if (checkpoint !== undefined) restored.seen = new Set(checkpoint);
    return restored as this;
  }

  update(values: Value[]): boolean {
    return collectNames(this, values);
  }

  get(): void {
    if (!sameSets(this.names, this.seen)) throw new EmptyChannelError();
  }

  checkpoint(): Value[] {
    return [...this.seen];
  }

  override consume(): boolean {
    if (!this.isAvailable()) return false;
    this.seen = new Set();
    return true;
  }

  override isAvailable(): boolean {
    return sameSets(this.names, this.seen);
  }
}

/**
 * Adds to `seen` what was written.
 *
 * @returns whether anything is new
 * @throws InvalidUpdateError for a name that nobody waits for
 */
export function collectNames<Value>(
  { names, seen }: { names: ReadonlySet<Value>; seen: Set<Value> },
  written: readonly Value[],
): boolean {
  const before = seen.size;
  for (const name of written) {
    if (!names.has(name))
      throw new InvalidUpdateError(`Value ${JSON.stringify(name)} not in names ${JSON.stringify(names)}`);
    seen.add(name);
  }
  return seen.size > before;
}

export function sameSets<Value>(a: ReadonlySet<Value> | undefined, b: ReadonlySet<Value>): boolean {
  return a !== undefined && a.size === b.size && [...a].every((name) => b.has(name));
}
