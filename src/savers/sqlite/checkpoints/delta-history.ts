/** What was written to channels since a value of each was stored, along the parents of a checkpoint. */
import type { CheckpointRow, CheckpointTables, WriteRow } from './checkpoint-tables.ts';
import { setOwn } from './checkpoint-body.ts';
import type { CheckpointPlace } from './damaged-checkpoint.ts';
import type { ChannelHistory } from './saver-contract.ts';
import type { TupleReader } from './tuple-reader.ts';
import type { TypedData } from './typed-data.ts';

/** What one ancestor has to do with one channel. */
interface Link {
  readonly place: CheckpointPlace;
  readonly writes: readonly WriteRow[];
  readonly seed: TypedData | undefined;
}

/** Within a transaction. @returns by channel, the nearest ancestor first */
export function linksOf(
  reader: TupleReader,
  tables: CheckpointTables,
  start: { readonly place: CheckpointPlace; readonly row: CheckpointRow },
  channels: readonly string[],
): ReadonlyMap<string, readonly Link[]> {
  const links = new Map<string, Link[]>(channels.map((channel) => [channel, []]));
  const open = new Set(channels);
  const visited = new Set<string>();
  let { row } = start;
  while (open.size > 0 && row.parent !== undefined && !visited.has(row.parent)) {
    visited.add(row.parent);
    const place = { ...start.place, checkpoint: row.parent };
    const parent = tables.checkpoint(row.graph, row.parent);
    if (parent === undefined) break;
    row = parent;
    const body = reader.bodyOf(place, row);
    const writes = reader.writesOf(place, row).sort(byTask);
    for (const channel of open) {
      const seed = reader.heldValue(place, row, body, channel);
      links.get(channel)?.push({ place, writes: writes.filter((write) => write.channel === channel), seed });
      if (seed !== undefined) open.delete(channel);
    }
  }
  return links;
}

export async function historyOf(
  reader: TupleReader,
  links: ReadonlyMap<string, readonly Link[]>,
): Promise<Record<string, ChannelHistory>> {
  const histories: Record<string, ChannelHistory> = {};
  for (const [channel, nearestFirst] of links) {
    const history: ChannelHistory = { writes: [] };
    for (const { place, writes, seed } of nearestFirst.toReversed()) {
      if (seed !== undefined) history.seed = await reader.load(place, `the channel "${channel}"`, seed);
      history.writes.push(...(await reader.loadWrites(place, writes)));
    }
    setOwn(histories, channel, history);
  }
  return histories;
}

/** The order in which LangGraph applies them, whatever came first. */
function byTask(one: WriteRow, other: WriteRow): number {
  if (one.task !== other.task) return one.task < other.task ? -1 : 1;
  return one.place - other.place;
}
