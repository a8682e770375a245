/** What the engine itself puts into a thread besides data. */
import type { StoredKind } from '../../base/index.ts';
import { overwrite, Unfolded } from '../../engine/index.ts';

/** By which the engine tells them, also those of another copy of the package. */
const OVERWRITE = Symbol.for('moss-agent-runtime.overwrite');

/** A write that replaces what its channel holds. */
const overwriteKind: StoredKind = {
  tag: 'overwrite',
  matches: (value) => OVERWRITE in value,
  toData: (value) => (value as { readonly value: unknown }).value,
  load: () => overwrite,
};

/** What a `delta` channel held, where pruning could not fold it. */
const unfoldedKind: StoredKind = {
  tag: 'unfolded',
  matches: (value) => value instanceof Unfolded,
  toData: (value) => [(value as Unfolded).base, (value as Unfolded).writes],
  load: () => (data) => {
    const [base, writes] = data as [unknown, readonly unknown[]];
    return new Unfolded(base, writes);
  },
};

export const engineKinds: readonly StoredKind[] = [overwriteKind, unfoldedKind];
