/** What the engine itself puts into a record besides data. */
import type { StoredKind } from '../../base/index.ts';
import { overwrite } from '../../engine/index.ts';

/** By which the engine tells them, also those of another copy of the package. */
const OVERWRITE = Symbol.for('moss-agent-runtime.overwrite');

/** A write that replaces what its channel holds. */
const overwriteKind: StoredKind = {
  tag: 'overwrite',
  matches: (value) => OVERWRITE in value,
  toData: (value) => (value as { readonly value: unknown }).value,
  load: () => overwrite,
};

export const engineKinds: readonly StoredKind[] = [overwriteKind];
