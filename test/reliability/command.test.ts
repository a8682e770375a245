import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceNodeFlags } from '../support/source-node.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'moss-reliability-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [...sourceNodeFlags(), 'scripts/reliability.ts', ...args], { encoding: 'utf8' });

describe('npm run reliability', () => {
  it('prints and writes the rows that were asked for, measured in processes of their own', () => {
    const json = join(folder, 'rows.json');
    const { status, stdout } = run('--rows', 'S9', '--seed', '7', '--json', json);
    expect(status).toBe(0);
    expect(stdout).toContain('seed 7');
    expect(stdout).toContain('Every target met.');
    const { rows } = JSON.parse(readFileSync(json, 'utf8')) as { rows: unknown };
    expect(rows).toEqual([
      {
        row: 'S9',
        injected: expect.stringContaining('Object.prototype'),
        ours: { 'runs right, of 3': 3, 'keys added to Object.prototype': 0, unhandled: 0 },
        langgraph: expect.anything(),
        target: expect.any(String),
        verdict: 'met',
      },
    ]);
  });

  it('tells how to use it', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    for (const option of ['--rows', '--seed', '--json']) expect(stdout).toContain(option);
  });

  it.each([
    ['a row that does not exist', ['--rows', '18,99'], 'There is no row 99'],
    ['a seed that is no integer', ['--seed', 'x'], 'The seed is "x"'],
    ['an option it does not know', ['--row', '18'], '--row'],
  ])('ends with 2 for %s', (_, args, message) => {
    const { status, stderr, stdout } = run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
