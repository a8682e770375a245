/** Random ids. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** Random bytes are drawn for many ids at once: one call costs as much as a thousand bytes. */
const pool = new Uint8Array(2100);
let drawn = pool.length;

/**
 * A random id that is safe in URLs and file names.
 *
 * @param length characters, at most 2,100; 21 of them hold 126 bits
 */
export function randomId(length = 21): string {
  if (drawn + length > pool.length) {
    globalThis.crypto.getRandomValues(pool);
    drawn = 0;
  }
  let id = '';
  for (const end = drawn + length; drawn < end; drawn++) id += ALPHABET[(pool[drawn] ?? 0) & 63];
  return id;
}

/** A random UUID, version 4. */
export function randomUuid(): string {
  const { crypto } = globalThis;
  // Browsers have it on secure pages alone.
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
