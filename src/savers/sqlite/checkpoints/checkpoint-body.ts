/** What a checkpoint says besides values, as one text, and where its values are. */
import { DamagedValueError, type ValueCodec } from '../../../base/index.ts';
import type { GraphCheckpoint, Versions } from './saver-contract.ts';

/** The row that holds a value, or the value itself as text of the codec. */
export type ValueRef = number | string;

export interface CheckpointBody {
  readonly v: number;
  readonly ts: string;
  readonly versions: Versions;
  readonly seen: GraphCheckpoint['versions_seen'];
  /** By channel; of those that hold a value. */
  readonly refs: ReadonlyMap<string, ValueRef>;
}

/** @throws UnstorableValueError */
export function encodeBody({ v, ts, versions, seen, refs }: CheckpointBody, codec: ValueCodec): string {
  return codec.encode([v, ts, versions, seen, [...refs].flat()], 'checkpoint');
}

/** @throws DamagedValueError */
export function decodeBody(text: string, codec: ValueCodec): CheckpointBody {
  const parts = codec.decode(text);
  if (!Array.isArray(parts) || !Array.isArray(parts[4])) throw new DamagedValueError('is no checkpoint');
  const [v, ts, versions, seen, flat] = parts as [
    number,
    string,
    Versions,
    GraphCheckpoint['versions_seen'],
    ValueRef[],
  ];
  const refs = new Map<string, ValueRef>();
  for (let place = 0; place + 1 < flat.length; place += 2) refs.set(String(flat[place]), flat[place + 1] ?? '');
  return { v, ts, versions, seen, refs };
}

/** Sets any key as a property of its own, `__proto__` too. */
export function setOwn(record: object, key: string, value: unknown): void {
  Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true });
}
