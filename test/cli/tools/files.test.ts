import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFiles, readFile } from '../../../src/cli/tools/files.ts';

let base: string;
let root: string;

beforeAll(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'files-tool-'));
  root = path.join(base, 'root');
  await mkdir(path.join(root, 'docs/empty'), { recursive: true });
  await mkdir(path.join(base, 'root-neighbour'));
  await writeFile(path.join(base, 'secret.txt'), 'secret');
  await writeFile(path.join(base, 'root-neighbour/secret.txt'), 'secret');
  await writeFile(path.join(root, 'notes.txt'), 'moss is green\n');
  await writeFile(path.join(root, '..dots.txt'), 'dots');
  await writeFile(path.join(root, 'docs/größe.txt'), 'größer');
  await writeFile(path.join(root, 'full.txt'), 'x'.repeat(65_536));
  await writeFile(path.join(root, 'large.txt'), 'x'.repeat(65_537));
  await writeFile(path.join(root, 'image.bin'), Uint8Array.of(137, 80, 78, 71, 0, 1));
  await writeFile(path.join(root, 'latin1.txt'), Uint8Array.of(0x67, 0xfc));
  await symlink(path.join(base, 'secret.txt'), path.join(root, 'link-out.txt'));
  await symlink(base, path.join(root, 'folder-out'));
  await symlink('notes.txt', path.join(root, 'link-in.txt'));
});

afterAll(() => rm(base, { recursive: true }));

const read = async (file: unknown): Promise<string> => readFile(root).execute({ path: file });
const list = async (folder?: string): Promise<string> =>
  listFiles(root).execute(folder === undefined ? {} : { path: folder });

describe('read-file', () => {
  it.each([
    ['notes.txt', 'moss is green\n'],
    ['./docs/größe.txt', 'größer'],
    ['link-in.txt', 'moss is green\n'],
    ['..dots.txt', 'dots'],
  ])('reads %s', async (file, text) => {
    expect(await read(file)).toBe(text);
  });

  it('reads an absolute path inside the folder, and a file of exactly the largest size', async () => {
    expect(await read(path.join(root, 'notes.txt'))).toBe('moss is green\n');
    expect(await read('full.txt')).toHaveLength(65_536);
  });

  it.each([
    '../secret.txt',
    'docs/../../secret.txt',
    'docs/../notes.txt',
    '..\\secret.txt',
    '/etc/passwd',
    '../root-neighbour/secret.txt',
    'link-out.txt',
    'folder-out/secret.txt',
    'folder-out/root/notes.txt/../../secret.txt',
  ])('refuses %s, which leads out of the folder', async (file) => {
    await expect(read(file)).rejects.toThrow(
      `"${file}" is outside the current folder; only files below it may be read`,
    );
  });

  it('refuses a neighbour whose name begins like the folder', async () => {
    const neighbour = path.join(base, 'root-neighbour/secret.txt');
    await expect(read(neighbour)).rejects.toThrow('is outside the current folder');
  });

  it.each([
    ['missing.txt', 'there is no "missing.txt"'],
    ['notes.txt/deeper', 'there is no "notes.txt/deeper"'],
    ['docs', '"docs" is not a file'],
    ['large.txt', '"large.txt" is larger than 65536 bytes, the most that is read'],
    ['image.bin', '"image.bin" is not a text file'],
    ['latin1.txt', '"latin1.txt" is not a text file in UTF-8'],
    ['notes.txt\0.png', 'a path must not contain a NUL character'],
    [undefined, '"path" is missing; it must be a string'],
    [7, '"path" must be a string, not number'],
  ])('refuses %j', async (file, message) => {
    await expect(read(file)).rejects.toThrow(message);
  });
});

describe('list-files', () => {
  it('lists the folder in order, folders with a slash', async () => {
    expect((await list()).split('\n')).toEqual([
      '..dots.txt',
      'docs/',
      'folder-out',
      'full.txt',
      'image.bin',
      'large.txt',
      'latin1.txt',
      'link-in.txt',
      'link-out.txt',
      'notes.txt',
    ]);
  });

  it('lists a folder below, and says when one is empty', async () => {
    expect(await list('docs')).toBe('empty/\ngröße.txt');
    expect(await list('docs/empty')).toBe('(the folder is empty)');
  });

  it('refuses what is outside or no folder', async () => {
    await expect(list('..')).rejects.toThrow('".." is outside the current folder');
    await expect(list('folder-out')).rejects.toThrow('"folder-out" is outside the current folder');
    await expect(list('notes.txt')).rejects.toThrow('there is no "notes.txt"');
  });

  it('cuts a list of more than 1,000', async () => {
    const crowd = path.join(base, 'crowd');
    await mkdir(crowd);
    await Promise.all(Array.from({ length: 1_002 }, (_, index) => writeFile(path.join(crowd, `${index}`), '')));
    const names = (await Promise.resolve(listFiles(crowd).execute({}))).split('\n');
    expect(names).toHaveLength(1_001);
    expect(names.at(-1)).toBe('(and 2 more)');
  });
});
