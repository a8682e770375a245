/** Ids as rows have them, and checksums of rows. */
import { crc32 } from 'node:zlib';
import { storedText, textOf } from '../stored-text.ts';

export type PackedId = string | Uint8Array;

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;

/** A UUID as its 16 bytes, anything else as a text; different ids stay different. */
export function packId(id: string, what: string): PackedId {
  return UUID.test(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : storedText(id, what);
}

export function unpackId(packed: PackedId): string {
  if (typeof packed === 'string') return textOf(packed);
  const hex = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Over what a row says and where it stands, so that a row in another's place is found too. */
export function checksumOf(...parts: readonly (string | number | null | Uint8Array)[]): number {
  let sum = 0;
  for (const part of parts) sum = crc32('\0', crc32(part instanceof Uint8Array ? part : String(part), sum));
  return sum;
}
