/** Finds where the values are that a new checkpoint shares with those before it. */
import type { ValueCodec } from '../../../base/index.ts';
import { decodeBody, type CheckpointBody, type ValueRef } from './checkpoint-body.ts';
import type { CheckpointRow, CheckpointTables } from './checkpoint-tables.ts';
import { damaged, type CheckpointPlace } from './damaged-checkpoint.ts';
import type { Version } from './saver-contract.ts';

export interface FoundRefs {
  /** Where the values of these very versions are. */
  readonly same: Map<string, ValueRef>;
  /** Where values were last, of any version. */
  readonly before: Map<string, ValueRef>;
}

/** A checkpoint that is about to be put. */
export interface RefSearch {
  readonly graph: number;
  readonly place: CheckpointPlace;
  readonly parent: string | undefined;
  /** The versions to find. A channel without one has never held a value that is stored. */
  readonly kept: ReadonlyMap<string, Version | undefined>;
}

/**
 * Within a transaction. Looks at what was stored under the same id, then along the parents, until every version was found; for a caller that
 * keeps the contract, the parent is enough.
 *
 * @throws CheckpointError if a parent that must be asked is damaged
 */
export function findRefs(tables: CheckpointTables, codec: ValueCodec, search: RefSearch): FoundRefs {
  const { graph, place, parent } = search;
  const found: FoundRefs = { same: new Map(), before: new Map() };
  const open = new Map([...search.kept].filter(([, version]) => version !== undefined));
  const visited = new Set<string>();
  for (const start of [place.checkpoint, parent]) {
    for (let id = start; id !== undefined && !visited.has(id);) {
      visited.add(id);
      const row = tables.checkpoint(graph, id);
      if (row === undefined || !isReadable(row, place, open.size > 0)) break;
      take(found, decodeBody(row.body, codec), open);
      id = open.size === 0 ? undefined : row.parent;
    }
  }
  return found;
}

/** What is damaged may be put again. */
function isReadable({ id, isWhole }: CheckpointRow, place: CheckpointPlace, isNeeded: boolean): boolean {
  if (!isWhole && isNeeded && id !== place.checkpoint) throw damaged({ ...place, checkpoint: id }, 'its own row');
  return isWhole;
}

function take({ same, before }: FoundRefs, body: CheckpointBody, open: Map<string, Version | undefined>): void {
  for (const [channel, ref] of body.refs) if (!before.has(channel)) before.set(channel, ref);
  for (const [channel, version] of open) {
    if (!Object.hasOwn(body.versions, channel) || body.versions[channel] !== version) continue;
    const ref = body.refs.get(channel);
    // Without one, the channel held nothing then.
    if (ref !== undefined) same.set(channel, ref);
    open.delete(channel);
  }
}
