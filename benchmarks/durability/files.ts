/** Files that contenders store in. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'moss-durability-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let made = 0;

/** A path that nothing lies at. */
export function newFile(): string {
  return join(folder, `${made++}.sqlite`);
}

/** Bytes of a database that is closed; its log has been taken in. */
export function sizeOf(file: string): number {
  return statSync(file).size;
}
