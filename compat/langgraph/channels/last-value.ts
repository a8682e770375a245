import { EmptyChannelError, InvalidUpdateError } from '../errors/channel-errors.ts';
import { BaseChannel } from './base-channel.ts';

/** Holds what was written last, and takes one write per super-step. */
export class LastValue<Value> extends BaseChannel<Value, Value, Value> {
  lc_graph_name = 'LastValue';

  /** Empty until something is written: `undefined` is a value too. */
  value: [Value] | [] = [];

  protected initialValueFactory?: (() => Value) | undefined;

  constructor(initialValueFactory?: () => Value) {
    super();
    this.initialValueFactory = initialValueFactory;
    if (initialValueFactory) this.value = [initialValueFactory()];
  }

  fromCheckpoint(checkpoint?: Value): this {
    const restored = new LastValue(this.initialValueFactory);
    if (checkpoint !== undefined) restored.value = [checkpoint];
    return restored as this;
  }

  update(values: Value[]): boolean {
    if (values.length === 0) return false;
    this.value = [onlyWrite(values)];
    return true;
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
 * The one write of a super-step.
 *
 * @throws InvalidUpdateError if there are several
 */
export function onlyWrite<Value>(values: readonly Value[]): Value {
  if (values.length !== 1)
    throw new InvalidUpdateError('LastValue can only receive one value per step.', {
      lc_error_code: 'INVALID_CONCURRENT_GRAPH_UPDATE',
    });
  return values[0] as Value;
}
