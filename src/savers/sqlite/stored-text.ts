/** Texts and ids as SQLite can hold them, and checksums of what it holds. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { InvalidConfigError } from '../../base/index.ts';

/** Before texts that are written as JSON, because SQLite would change or cut them. */
const AS_JSON = '\u0001';

/**
 * Any text as one that SQLite keeps as it is; different ones stay different.
 *
 * @param what what the text is, for the error
 * @throws InvalidConfigError for what is no text
 */
export function storedText(text: string, what: string): string {
  if (typeof text !== 'string') {
    throw new InvalidConfigError('CONFIG_INVALID', `The ${what} is of the type ${typeof text}: give a text.`);
  }
  const isSafe = text.isWellFormed() && !text.includes('\0') && !text.startsWith(AS_JSON);
  return isSafe ? text : AS_JSON + JSON.stringify(text);
}

export function textOf(stored: string): string {
  return stored.startsWith(AS_JSON) ? (JSON.parse(stored.slice(AS_JSON.length)) as string) : stored;
}

/** As a row has it. */
export type StoredId = number | string;

const COUNTED = /^\d{12}$/;

/** The engine's counted ids as numbers; any other as it is. Both sort as the ids do. */
export function storedId(id: string): StoredId {
  return COUNTED.test(id) ? Number(id) : storedText(id, 'checkpoint');
}

export function idOf(stored: StoredId): string {
  return typeof stored === 'number' ? String(stored).padStart(12, '0') : textOf(stored);
}

/** Over what a row says and where it stands, so that a row in another's place is found too. */
export function checksum(...parts: readonly (string | number | null)[]): number {
  return crc32(parts.join('\u0000'));
}

/** Names a text by what it says, and tells later whether it still says so. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
