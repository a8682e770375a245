/** A write that puts a value in place of the one held, where a channel would fold it in. */
import { InvalidUpdateError } from '../base/index.ts';
import { hasBrand } from './has-brand.ts';

/** Recognises overwrites across copies of the package (ESM beside CJS). */
const BRAND: unique symbol = Symbol.for('moss-agent-runtime.overwrite');

/** Made by {@link overwrite}. */
export class Overwrite<Value = unknown> {
  readonly [BRAND] = true;
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

/**
 * Replaces what a `reducer` or `delta` key holds. What other tasks write to the key in the same super-step is dropped.
 *
 * @param value the new value, exactly this object
 * @example
 * stateGraph({ notes: reducer<string[]>((held, more) => [...held, ...more], () => []) }).addNode('forget', () => ({
 *   notes: overwrite([]),
 * }));
 */
export function overwrite<Value>(value: Value): Overwrite<Value> {
  return new Overwrite(value);
}

/**
 * The overwrite among `writes`, if there is one.
 *
 * @throws InvalidUpdateError `INVALID_CONCURRENT_GRAPH_UPDATE` if there are several: neither is the last
 */
export function findOverwrite<Value, Update>(
  writes: readonly (Update | Overwrite<Value>)[],
): Overwrite<Value> | undefined {
  let found: Overwrite<Value> | undefined;
  for (const write of writes) {
    if (!isOverwrite(write)) continue;
    if (found !== undefined) {
      throw new InvalidUpdateError(
        'INVALID_CONCURRENT_GRAPH_UPDATE',
        'A channel got two overwrites in one super-step: let one task overwrite it.',
      );
    }
    found = write;
  }
  return found;
}

function isOverwrite<Value, Update>(write: Update | Overwrite<Value>): write is Overwrite<Value> {
  return hasBrand(write, BRAND);
}
