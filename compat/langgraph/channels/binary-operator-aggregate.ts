import { EmptyChannelError, InvalidUpdateError } from '../errors/channel-errors.ts';
import { _getOverwriteValue, _isOverwriteValue, type OverwriteValue } from '../overwrite.ts';
import { BaseChannel } from './base-channel.ts';

type OverwriteOrValue<ValueType, UpdateType> = OverwriteValue<ValueType> | UpdateType;

/** Gives the next value of the one held and a write. */
export type BinaryOperator<ValueType, UpdateType> = (a: ValueType, b: UpdateType) => ValueType;

/** Folds writes into its value, one after the other; empty while that is `undefined`. */
export class BinaryOperatorAggregate<ValueType, UpdateType = ValueType> extends BaseChannel<
  ValueType,
  OverwriteOrValue<ValueType, UpdateType>,
  ValueType
> {
  lc_graph_name = 'BinaryOperatorAggregate';

  value: ValueType | undefined;

  operator: BinaryOperator<ValueType, UpdateType>;

  initialValueFactory?: () => ValueType;

  /** @param initialValueFactory makes the value to begin with; without it the first write is the value */
  constructor(operator: BinaryOperator<ValueType, UpdateType>, initialValueFactory?: () => ValueType) {
    super();
    this.operator = operator;
    this.initialValueFactory = initialValueFactory;
    this.value = initialValueFactory?.();
  }

  fromCheckpoint(checkpoint?: ValueType): this {
    const restored = new BinaryOperatorAggregate(this.operator, this.initialValueFactory);
    if (checkpoint !== undefined) restored.value = checkpoint;
    return restored as this;
  }

  update(values: OverwriteOrValue<ValueType, UpdateType>[]): boolean {
    if (values.length === 0) return false;
    this.value = aggregate(this.operator, this.value, values);
    return true;
  }

  get(): ValueType {
    if (this.value === undefined) throw new EmptyChannelError();
    return this.value;
  }

  checkpoint(): ValueType {
    return this.get();
  }

  override isAvailable(): boolean {
    return this.value !== undefined;
  }

  /** Any aggregate with the same operator. */
  override equals(other: BaseChannel): boolean {
    if (this === other) return true;
    return isAggregate(other) && other.operator === this.operator;
  }
}

function isAggregate(channel: BaseChannel | null | undefined): channel is BinaryOperatorAggregate<unknown, unknown> {
  return channel?.lc_graph_name === 'BinaryOperatorAggregate';
}

/**
 * The value that writes make of `held`. After an overwrite the other writes of the step are dropped. The first write to an empty
 * channel becomes its value, and does not count as an overwrite even if it is one.
 *
 * @throws InvalidUpdateError for two overwrites
 */
export function aggregate<Value, Update>(
  operator: BinaryOperator<Value, Update>,
  held: Value | undefined,
  writes: readonly OverwriteOrValue<Value, Update>[],
): Value | undefined {
  let value = held;
  let next = 0;
  if (held === undefined) {
    const [isOverwrite, replacement] = _getOverwriteValue<Value>(writes[0]);
    value = isOverwrite ? replacement : (writes[0] as Value | undefined);
    next = 1;
  }
  let overwritten = false;
  for (; next < writes.length; next += 1) {
    const write = writes[next];
    if (_isOverwriteValue(write)) {
      if (overwritten) throw new InvalidUpdateError('Can receive only one Overwrite value per step.');
      overwritten = true;
      value = _getOverwriteValue<Value>(write)[1];
    } else if (!overwritten && value !== undefined) value = operator(value, write as Update);
  }
  return value;
}
