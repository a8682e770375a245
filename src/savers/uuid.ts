/** Ids as LangGraph has them: of checkpoints by time, of tasks by name. */
import { hash } from 'node:crypto';

/** Ticks of 100 ns from the beginning of the Gregorian calendar to that of Unix time. */
const UNIX_EPOCH = 0x01b21dd213814000n;
const VERSION_6 = /^([0-9a-f]{8})-([0-9a-f]{4})-6([0-9a-f]{3})(-[0-9a-f]{4}-[0-9a-f]{12})$/i;

/** Before each id there is room for one more, see {@link uuid6Before}. */
const STRIDE = 2n;

/** Tells processes apart; ids of one process that have the same time are told apart by a count. */
const NODE = hex([...globalThis.crypto.getRandomValues(new Uint8Array(6))]);
let count = 0;
/** Mostly the one that the next is made after. */
let last = { id: '', ticks: 0n };

/**
 * A UUID of version 6 that sorts after `newest`, whatever the clock says.
 *
 * @param newest if it is no such UUID, the clock alone counts
 */
export function uuid6After(newest: string | undefined, now: number): string {
  const clock = BigInt(Math.trunc(now)) * 10_000n + UNIX_EPOCH;
  const before = newest === last.id ? last.ticks : ticksOf(newest ?? '');
  const least = (before ?? 0n) + STRIDE;
  const ticks = clock > least ? clock : least;
  count = (count + 1) & 0x3fff;
  last = { id: uuid6(ticks, `-${(count | 0x8000).toString(16)}-${NODE}`), ticks };
  return last.id;
}

/** A UUID that sorts before `id`, and after the one that `id` was made after; `undefined` if `id` is of another kind. */
export function uuid6Before(id: string): string | undefined {
  const ticks = ticksOf(id);
  return ticks === undefined ? undefined : uuid6(ticks - 1n, id.slice(18));
}

/** The same for the same name in the same namespace. */
export function uuid5(name: string, namespace: string): string {
  const digits = hash('sha1', inNamespace(namespace, name), 'hex');
  const variant = ((Number.parseInt(digits.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  const third = `5${digits.slice(13, 16)}`;
  const fourth = variant + digits.slice(18, 20);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${third}-${fourth}-${digits.slice(20, 32)}`;
}

function uuid6(ticks: bigint, rest: string): string {
  const digits = ticks.toString(16).padStart(15, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-6${digits.slice(12)}${rest}`;
}

function ticksOf(id: string): bigint | undefined {
  const [, high, middle, low] = VERSION_6.exec(id) ?? [];
  return high === undefined ? undefined : BigInt(`0x${high}${middle}${low}`);
}

/** The bytes of the namespace, and after them those of the name. */
function inNamespace(namespace: string, name: string): Buffer {
  const bytes = Buffer.allocUnsafe(16 + Buffer.byteLength(name));
  const digits = namespace.replaceAll('-', '');
  const isUuid = digits.length === 32 && bytes.write(digits, 'hex') === 16;
  if (!isUuid) hash('md5', namespace, 'buffer').copy(bytes);
  bytes.write(name, 16);
  return bytes;
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
