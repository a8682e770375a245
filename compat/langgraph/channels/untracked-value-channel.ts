import { EmptyChannelError, InvalidUpdateError } from '../errors/channel-errors.ts';
import { BaseChannel } from './base-channel.ts';

const MISSING: unique symbol = Symbol.for('langgraph.channel.missing');

/** Holds what was written last, and is never stored: for connections, caches, secrets. */
export class UntrackedValueChannel<Value> extends BaseChannel<Value, Value, undefined> {
  lc_graph_name = 'UntrackedValue';

  /** Whether a super-step may write it only once. */
  guard: boolean;

  private _value: Value | typeof MISSING = MISSING;

  private initialValueFactory: (() => Value) | undefined;

  constructor(options?: { guard?: boolean; initialValueFactory?: () => Value }) {
    super();
    this.guard = options?.guard ?? true;
    this.initialValueFactory = options?.initialValueFactory;
    if (this.initialValueFactory) this._value = this.initialValueFactory();
  }

  /** A new channel, whatever was stored. */
  fromCheckpoint(_checkpoint?: undefined): this {
    const { guard, initialValueFactory } = this;
    return new UntrackedValueChannel<Value>({
      guard,
      ...(initialValueFactory !== undefined && { initialValueFactory }),
    }) as this;
  }

  update(values: Value[]): boolean {
    if (values.length === 0) return false;
    this._value = untrackedWrite(values, this.guard);
    return true;
  }

  get(): Value {
    if (this._value === MISSING) throw new EmptyChannelError();
    return this._value;
  }

  checkpoint(): undefined {
    return undefined;
  }

  override isAvailable(): boolean {
    return this._value !== MISSING;
  }
}

/**
 * The write that counts.
 *
 * @throws InvalidUpdateError if there are several, and `guard` forbids it
 */
export function untrackedWrite<Value>(values: readonly Value[], guard: boolean): Value {
  if (guard && values.length !== 1)
    throw new InvalidUpdateError(
      'UntrackedValue(guard=true) can receive only one value per step. Use guard=false if you want to store any one of multiple values.',
      { lc_error_code: 'INVALID_CONCURRENT_GRAPH_UPDATE' },
    );
  return values[values.length - 1] as Value;
}
