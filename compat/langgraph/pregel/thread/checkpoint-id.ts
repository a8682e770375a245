/** Ids of checkpoints: UUIDs of version 6, which sort by the time they were made. */

/** 100-nanosecond steps from 1582-10-15 to 1970-01-01. */
const GREGORIAN = 0x01b21dd213814000n;
const TICKS = 10_000n;

/** Tells this process from others; no address of the machine. */
let node: string | undefined;
let last = 0n;
let lastId = '';

/**
 * @param step  stands in the place of the clock sequence, as savers and readers of LangGraph expect it
 * @param after an id of the same thread that the new one must be greater than, even where the clock went back
 */
export function checkpointId(step: number, after?: string): string {
  const now = BigInt(Date.now()) * TICKS + GREGORIAN;
  // Ids sort as their times do.
  if (after !== undefined && after > lastId) last = greatest(last, timeOf(after));
  last = now > last ? now : last + 1n;
  node ??= randomNode();
  const time = last.toString(16).padStart(15, '0');
  const sequence = ((step & 0x3fff) | 0x8000).toString(16);
  lastId = `${time.slice(0, 8)}-${time.slice(8, 12)}-6${time.slice(12)}-${sequence}-${node}`;
  return lastId;
}

function greatest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The time within an id; 0 for one of another kind. */
function timeOf(id: string): bigint {
  const [high = '', middle = '', low = ''] = id.split('-');
  return /^6[0-9a-f]{3}$/.test(low) ? BigInt(`0x${high}${middle}${low.slice(1)}`) : 0n;
}

function randomNode(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  // Marks it as no address.
  bytes[0] = (bytes[0] as number) | 1;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
