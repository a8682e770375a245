/** Reading below one folder and nowhere else. */
import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';

/** Larger files are refused: a model's window is small and a folder may hold anything. */
const MAX_BYTES = 65_536;
const MAX_ENTRIES = 1_000;

/** Not there on Windows, where opening follows links in any case. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function isInside(root: string, target: string): boolean {
  const way = path.relative(root, target);
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

function outside(name: string): Error {
  return new Error(`"${name}" is outside the current folder; only files below it may be read`);
}

/** Says in a sentence why the file system refused. */
function refusal(name: string, cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new Error(`there is no "${name}"`, { cause });
  if (code === 'EACCES' || code === 'EPERM') return new Error(`"${name}" may not be read`, { cause });
  return new Error(`"${name}" cannot be read (${String(code ?? cause)})`, { cause });
}

/**
 * Finds the real path of something below `root`, links resolved.
 *
 * @throws Error if it does not exist, or lies outside `root` as written or behind a link
 */
async function locate(root: string, name: string): Promise<string> {
  if (name.includes('\0')) throw new Error('a path must not contain a NUL character');
  const realRoot = await realpath(root);
  const asked = path.resolve(realRoot, name);
  if (name.split(/[/\\]/).includes('..') || !isInside(realRoot, asked)) throw outside(name);
  const target = await realpath(asked).catch((cause: unknown) => {
    throw refusal(name, cause);
  });
  if (!isInside(realRoot, target)) throw outside(name);
  return target;
}

function decode(name: string, bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new Error(`"${name}" is not a text file`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error(`"${name}" is not a text file in UTF-8`, { cause });
  }
}

/**
 * Reads a text file below a folder.
 *
 * @param root the folder
 * @param name path of the file, relative to `root`
 * @returns its text, at most 65,536 bytes of UTF-8
 * @throws Error if the path leads out of `root`, or it is not a text file of that size
 */
export async function readTextBelow(root: string, name: string): Promise<string> {
  const target = await locate(root, name);
  const file = await open(target, OPEN_FLAGS).catch((cause: unknown) => {
    throw refusal(name, cause);
  });
  try {
    if (!(await file.stat()).isFile()) throw new Error(`"${name}" is not a file`);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAX_BYTES + 1) });
    if (bytesRead > MAX_BYTES) throw new Error(`"${name}" is larger than ${MAX_BYTES} bytes, the most that is read`);
    return decode(name, buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * Lists a folder at or below another.
 *
 * @param root the outer folder
 * @param name path of the folder to list, relative to `root`
 * @returns one name per line in alphabetical order, folders with a slash behind; at most 1,000
 * @throws Error if the path leads out of `root` or is not a folder
 */
export async function listBelow(root: string, name: string): Promise<string> {
  const target = await locate(root, name);
  const entries = await readdir(target, { withFileTypes: true }).catch((cause: unknown) => {
    throw refusal(name, cause);
  });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).toSorted();
  const more = names.length - MAX_ENTRIES;
  if (more > 0) names.splice(MAX_ENTRIES, more, `(and ${more} more)`);
  return names.length === 0 ? '(the folder is empty)' : names.join('\n');
}
