import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceNodeFlags } from '../support/source-node.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moss-bench-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bench = (...args: string[]) =>
  spawnSync(process.execPath, [...sourceNodeFlags(), 'benchmarks/main.ts', ...args], { encoding: 'utf8' });

describe('npm run bench', () => {
  // See run-child.test.ts.
  it.runIf('threadCpuUsage' in process)('prints a table and writes rows', () => {
    const json = join(folder, 'report.json');
    const args = ['engine', '--quick', '--scenarios', 'async-chain', '--contenders', 'floor,ours', '--json', json];
    const { status, stdout, stderr } = bench(...args);
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('async-chain 100 ours: ') });
    expect(stdout).toContain('| scenario | by hand | ours |');
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
      rows: [
        { scenario: 'async-chain', size: 100, contender: 'floor', timesFloor: 1 },
        { contender: 'ours', medianUs: expect.any(Number), rssMb: expect.any(Number), cheaperThanLangGraph: null },
      ],
      failures: [],
      missing: [],
    });
  });

  it('explains itself', () => {
    const { status, stdout } = bench('--help');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('Suites: durability, engine') });
  });

  it.each([
    [[], 'Name a suite'],
    [['nothing'], 'There is no suite "nothing"'],
    [['engine', '--scenarios', 'nothing'], 'There is no scenario "nothing"'],
    [['engine', '--contenders', 'nobody'], 'There is no contender "nobody"'],
    [['engine', '--contenders', 'floor', '--json', '/no/such/folder/report.json'], '/no/such/folder/report.json'],
  ])('refuses %j in one line', (args, message) => {
    const { status, stdout, stderr } = bench(...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
