/** A checkpoint of version 4 while it is put together: one image is written on from checkpoint to checkpoint. */
import type { StoredCheckpoint, Version } from './langchain-contract.ts';

/** Channel → version; never changed once it is there. */
type Seen = Readonly<Record<string, Version>>;
type Entries<Value> = Iterable<readonly [string, Value]>;

export class CheckpointImage {
  readonly values: Map<string, unknown>;
  readonly #versions: Map<string, Version>;
  readonly #seen: Map<string, Seen>;
  /** Channels whose versions the store does not have. */
  #unsaved = new Set<string>();
  #newest: Version | undefined;

  constructor(values: Entries<unknown>, versions: Entries<Version> = [], seen: Entries<Seen> = []) {
    this.values = new Map(values);
    this.#versions = new Map(versions);
    this.#seen = new Map(seen);
    for (const [, version] of versions) this.#newest = newer(version, this.#newest);
  }

  /** One that was stored. */
  static of({ channel_values, channel_versions, versions_seen }: StoredCheckpoint): CheckpointImage {
    const seen = Object.entries(versions_seen).map(([node, seenBy]) => [node, { ...seenBy }] as const);
    return new CheckpointImage(Object.entries(channel_values ?? {}), Object.entries(channel_versions), seen);
  }

  copy(): CheckpointImage {
    const copy = new CheckpointImage(this.values, this.#versions, this.#seen);
    copy.#unsaved = new Set(this.#unsaved);
    return copy;
  }

  /** The newest version of all channels. */
  get newest(): Version | undefined {
    return this.#newest;
  }

  versionOf(channel: string): Version | undefined {
    return this.#versions.get(channel);
  }

  /** Notes that a channel has changed. */
  bump(channel: string, version: Version): void {
    this.#versions.set(channel, version);
    this.#unsaved.add(channel);
    this.#newest = newer(version, this.#newest);
  }

  /** Whether the node has been noted. */
  knows(node: string): boolean {
    return this.#seen.has(node);
  }

  /** Notes the node, as one that has run for nothing so far. */
  note(node: string): void {
    if (!this.#seen.has(node)) this.#seen.set(node, {});
  }

  /** Whether the node has not run for what the channel holds now. */
  isNewTo(node: string, channel: string): boolean {
    const version = this.#versions.get(channel);
    if (version === undefined) return false;
    const seen = this.#seen.get(node) ?? {};
    return !Object.hasOwn(seen, channel) || compareVersions(version, seen[channel] ?? version) > 0;
  }

  /** Notes that the node runs for what the channel holds now. */
  see(node: string, channel: string): void {
    const version = this.#versions.get(channel);
    if (version === undefined) this.note(node);
    else this.#seen.set(node, { ...this.#seen.get(node), [channel]: version });
  }

  /** The same for all channels. */
  seeAll(node: string): void {
    this.#seen.set(node, { ...this.#seen.get(node), ...recordOf(this.#versions) });
  }

  /** Takes it that `before` is stored, and no more. */
  savedAs(before: CheckpointImage): void {
    this.#unsaved.clear();
    for (const [channel, version] of this.#versions) {
      if (before.#versions.get(channel) !== version) this.#unsaved.add(channel);
    }
  }

  /** The versions that the store does not have, to be stored now. */
  takeUnsaved(): Record<string, Version> {
    const unsaved = new Map<string, Version>();
    for (const channel of this.#unsaved) {
      const version = this.#versions.get(channel);
      if (version !== undefined) unsaved.set(channel, version);
    }
    this.#unsaved.clear();
    return recordOf(unsaved);
  }

  /** What is handed over. It is not written to here; what tells a node's versions is shared by all that was handed over. */
  toCheckpoint(id: string): StoredCheckpoint {
    return {
      v: 4,
      id,
      ts: new Date().toISOString(),
      channel_values: recordOf(this.values),
      channel_versions: recordOf(this.#versions),
      versions_seen: recordOf(this.#seen),
    };
  }
}

export function compareVersions(a: Version, b: Version): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

function newer(version: Version, than: Version | undefined): Version {
  return than === undefined || compareVersions(version, than) > 0 ? version : than;
}

/** Up to here a loop makes an object faster than `Object.fromEntries`, and one that savers read as fast. */
const FEW = 12;

function recordOf<Value>(map: ReadonlyMap<string, Value>): Record<string, Value> {
  // To assign to `__proto__` would not make a property of that name.
  if (map.size > FEW || map.has('__proto__')) return Object.fromEntries(map);
  const record: Record<string, Value> = {};
  for (const [key, value] of map) record[key] = value;
  return record;
}
