import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest } from '../../scripts/doors.ts';
import { sourceNodeFlags } from '../support/source-node.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moss-scripts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[]) => spawnSync(process.execPath, args, { encoding: 'utf8' });

describe('assert-node', () => {
  function assertNode(pinned: string) {
    mkdirSync(join(folder, 'scripts'));
    copyFileSync('scripts/assert-node.mjs', join(folder, 'scripts/assert-node.mjs'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ devDependencies: { node: pinned } }));
    return run([join(folder, 'scripts/assert-node.mjs')]);
  }

  it('says nothing under the pinned Node', () => {
    expect(assertNode(process.versions.node)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  });

  it('names both versions and the remedy under another', () => {
    const { status, stdout, stderr } = assertNode('1.2.3');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('v1.2.3');
    expect(stderr).toContain(process.version);
    expect(stderr).toContain('npm ci');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('has an exact version to compare with', () => {
    expect(manifest.devDependencies['node']).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe('tally', () => {
  const passing = {
    success: true,
    numPassedTests: 5,
    numFailedTests: 0,
    testResults: [],
  };

  function tally(report: object) {
    const path = join(folder, 'report.json');
    writeFileSync(path, JSON.stringify({ ...passing, ...report }));
    const { status, stdout } = run([...sourceNodeFlags(), 'scripts/tally.ts', path]);
    return { status, stdout };
  }

  it('counts what passed', () => {
    expect(tally({})).toEqual({ status: 0, stdout: '5 passed, 0 failed\n' });
  });

  it('names skipped tests before the last line', () => {
    const assertionResults = ['passed', 'failed', 'skipped', 'todo'].map((status) => ({
      fullName: `it ${status}`,
      status,
    }));
    expect(tally({ testResults: [{ status: 'passed', assertionResults }] })).toEqual({
      status: 0,
      stdout: 'Skipped: it skipped\nSkipped: it todo\n5 passed, 0 failed\n',
    });
  });

  it('fails with a failed test', () => {
    expect(tally({ success: false, numFailedTests: 2 })).toEqual({ status: 1, stdout: '5 passed, 2 failed\n' });
  });

  it('counts a file that cannot be loaded as a failure', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(tally({ success: false, testResults })).toEqual({ status: 1, stdout: '5 passed, 1 failed\n' });
  });

  it('fails when vitest failed for another reason', () => {
    expect(tally({ success: false })).toEqual({ status: 1, stdout: '5 passed, 0 failed\n' });
  });

  it('fails when nothing was tested', () => {
    expect(tally({ numPassedTests: 0 })).toEqual({ status: 1, stdout: '0 passed, 0 failed\n' });
  });
});

describe('sourceNodeFlags', () => {
  const strip = '--experimental-strip-types';
  const quiet = '--disable-warning=ExperimentalWarning';

  it.each([
    ['v22.13.0', [strip, quiet]],
    ['v22.17.1', [strip, quiet]],
    ['v22.18.0', [quiet]],
    ['v23.5.0', [strip, quiet]],
    ['v23.6.0', [quiet]],
    ['v24.11.1', [quiet]],
    ['v24.12.0', []],
    ['v26.0.0', []],
  ])('knows %s', (version, flags) => {
    expect(sourceNodeFlags(version)).toEqual(flags);
  });

  it('lets this Node run TypeScript without a word', () => {
    const file = join(folder, 'hello.ts');
    writeFileSync(file, "const word: string = 'hello'; console.log(word);");
    expect(run([...sourceNodeFlags(), file])).toMatchObject({ status: 0, stdout: 'hello\n', stderr: '' });
  });
});
