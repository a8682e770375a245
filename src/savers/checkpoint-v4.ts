/** A checkpoint of version 4 while it is put together. */
import type { StoredCheckpoint, Version } from './langchain-contract.ts';

export class CheckpointImage {
  readonly values: Map<string, unknown>;
  readonly versions: Map<string, Version>;
  readonly seen: Map<string, Map<string, Version>>;

  constructor(
    values: ReadonlyMap<string, unknown>,
    versions: ReadonlyMap<string, Version> = new Map(),
    seen: ReadonlyMap<string, ReadonlyMap<string, Version>> = new Map(),
  ) {
    this.values = new Map(values);
    this.versions = new Map(versions);
    this.seen = new Map([...seen].map(([node, versionsSeen]) => [node, new Map(versionsSeen)]));
  }

  static of({ channel_values, channel_versions, versions_seen }: StoredCheckpoint): CheckpointImage {
    const seen = Object.entries(versions_seen).map(([node, seenBy]) => [node, mapOf(seenBy)] as const);
    return new CheckpointImage(mapOf(channel_values), mapOf(channel_versions), new Map(seen));
  }

  copy(): CheckpointImage {
    return new CheckpointImage(this.values, this.versions, this.seen);
  }

  /** The newest version of all channels. */
  get newest(): Version | undefined {
    let newest: Version | undefined;
    for (const version of this.versions.values()) {
      if (newest === undefined || compareVersions(version, newest) > 0) newest = version;
    }
    return newest;
  }

  /** Whether the node has not run for what the channel holds now. */
  isNewTo(node: string, channel: string): boolean {
    const version = this.versions.get(channel);
    const seen = this.seen.get(node)?.get(channel);
    return version !== undefined && (seen === undefined || compareVersions(version, seen) > 0);
  }

  /** Notes that the node runs for what the channel holds now. */
  see(node: string, channel: string): void {
    const version = this.versions.get(channel);
    let seen = this.seen.get(node);
    if (seen === undefined) this.seen.set(node, (seen = new Map()));
    if (version !== undefined) seen.set(channel, version);
  }

  /** What changed since `before`. */
  versionsSince(before: ReadonlyMap<string, Version>): Record<string, Version> {
    const changed = [...this.versions].filter(([channel, version]) => {
      const earlier = before.get(channel);
      return earlier === undefined || compareVersions(version, earlier) > 0;
    });
    return Object.fromEntries(changed);
  }

  /** A copy to be handed over. */
  toCheckpoint(id: string): StoredCheckpoint {
    return {
      v: 4,
      id,
      ts: new Date().toISOString(),
      channel_values: Object.fromEntries(this.values),
      channel_versions: Object.fromEntries(this.versions),
      versions_seen: Object.fromEntries([...this.seen].map(([node, seen]) => [node, Object.fromEntries(seen)])),
    };
  }
}

export function compareVersions(a: Version, b: Version): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}

function mapOf<Value>(record: Readonly<Record<string, Value>> | undefined): Map<string, Value> {
  return new Map(Object.entries(record ?? {}));
}
