/** A write that puts a value in place of the one held, where a reducer would fold it in. */
import { OVERWRITE } from './reserved-names.ts';

/** An overwrite as plain data. */
export interface OverwriteValue<ValueType> {
  [OVERWRITE]: ValueType;
}

/**
 * Replaces what a key with a reducer holds. A super-step takes one overwrite for each key; what else is written to the key is dropped.
 *
 * @example
 * const clear = () => ({ messages: new Overwrite([]) });
 */
// Callers name an overwrite without its parameter, and assign any other to it.
// oxlint-disable-next-line typescript/no-explicit-any
export class Overwrite<ValueType = any> implements OverwriteValue<ValueType> {
  lg_name = 'Overwrite';

  readonly [OVERWRITE]: ValueType;

  constructor(value: ValueType) {
    this[OVERWRITE] = value;
  }

  get value(): ValueType {
    return this[OVERWRITE];
  }

  toJSON(): { [OVERWRITE]: ValueType } {
    return { [OVERWRITE]: this[OVERWRITE] };
  }

  /** Tells whether `value` is an overwrite of any copy of the library, or one as plain data. */
  static isInstance<ValueType>(value: unknown): value is Overwrite<ValueType> {
    if (typeof value !== 'object' || value === null) return false;
    return OVERWRITE in value || ('lg_name' in value && value.lg_name === 'Overwrite');
  }
}

/**
 * What `value` overwrites with: an Overwrite, `{ __overwrite__ }`, or `{ type: "__overwrite__", value }` as Python's JSON has it.
 *
 * @returns whether it is an overwrite, and what with
 */
export function _getOverwriteValue<ValueType>(value: unknown): [true, ValueType] | [false, undefined] {
  if (typeof value !== 'object' || value === null) return [false, undefined];
  if (OVERWRITE in value) return [true, value[OVERWRITE] as ValueType];
  return isTagged(value) ? [true, value.value as ValueType] : [false, undefined];
}

/** Tells whether {@link _getOverwriteValue} finds an overwrite in `value`. */
export function _isOverwriteValue<ValueType>(value: unknown): value is OverwriteValue<ValueType> {
  return typeof value === 'object' && value !== null && (OVERWRITE in value || isTagged(value));
}

function isTagged(value: object): value is { type: typeof OVERWRITE; value: unknown } {
  return (value as { type?: unknown }).type === OVERWRITE && 'value' in value;
}
