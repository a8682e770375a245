/** `threads list | prune | export` as a user types it. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { END, START, StateGraphEngine, lastValue, reducer, stateGraph } from '../../src/engine/index.ts';
import { SqliteSaver } from '../../src/savers/sqlite/index.ts';
import { parseThreadsLine } from '../../src/cli/threads-line.ts';
import { runCli } from './run-cli.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'moss-cli-'));
  file = join(folder, 'threads.sqlite');
  const saver = new SqliteSaver(file);
  const plan = stateGraph({
    n: lastValue(0n),
    log: reducer<readonly string[]>(
      (held, more) => [...held, ...more],
      () => [],
    ),
  })
    .addNode('count', ({ n }) => ({ n: n + 1n, log: ['x'.repeat(500)] }))
    .addEdge(START, 'count')
    .addConditionalEdges('count', ({ n }) => (n < 20n ? 'count' : END))
    .compile();
  for (const threadId of ['one', 'a \u001b[31mred\u0007 name'])
    await new StateGraphEngine(plan, { saver }).invoke({}, { threadId });
  saver.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('threads list', () => {
  it('prints every thread with its checkpoints, size and age', async () => {
    const { code, stdout, stderr } = await runCli(['threads', 'list', file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '2 threads\n' });
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/red.* name {2} +21 {2} +\d+\.\d KB {2}\d{4}-\d\d-\d\dT/),
      expect.stringMatching(/^one +21 {2} +\d+\.\d KB {2}\d{4}-\d\d-\d\dT/),
    ]);
  });

  it('prints lines of JSON for programs', async () => {
    const { stdout } = await runCli(['threads', 'list', file, '--json']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(rows).toContainEqual({
      thread: 'one',
      checkpoints: 21,
      updated: expect.any(String),
      bytes: expect.any(Number),
    });
  });
});

describe('threads prune', () => {
  it('deletes old checkpoints and gives their room back', async () => {
    const before = statSync(file).size;
    const { code, stdout } = await runCli(['threads', 'prune', file, '--keep-last', '2', '--vacuum']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^deleted 0 threads and 38 checkpoints\n\d+\.\d KB before, \d+\.\d KB after\n$/);
    expect(statSync(file).size).toBeLessThan(before);
    const saver = new SqliteSaver(file);
    expect([...saver.threads()].map(({ checkpoints }) => checkpoints)).toEqual([2, 2]);
    saver.close();
  });

  it('deletes threads that are old enough', async () => {
    expect((await runCli(['threads', 'prune', file, '--older-than', '1d'])).stdout).toContain('deleted 0 threads');
  });
});

describe('threads export', () => {
  it('prints every checkpoint, the oldest first', async () => {
    const { code, stdout } = await runCli(['threads', 'export', file, 'one']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; values: { n: unknown; log: string[] } });
    expect(code).toBe(0);
    expect(lines.map(({ id }) => Number(id))).toEqual(Array.from({ length: 21 }, (_, place) => place + 1));
    expect(lines.at(-1)?.values.n).toEqual({ $: ['i', '20'] });
    expect(lines.at(-1)?.values.log).toHaveLength(20);
  });
});

describe('a command that cannot be done', () => {
  it.each([
    [['threads', 'list', 'missing.sqlite'], 'there is no file "missing.sqlite"'],
    [['threads', 'export', 'FILE', 'nobody'], 'there is no thread "nobody"'],
    [['threads', 'prune', 'FILE'], 'has nothing to do'],
    [['threads', 'prune', 'FILE', '--keep-last', '0'], '--keep-last "0"'],
    [['threads', 'prune', 'FILE', '--older-than', '5 years'], '--older-than "5 years"'],
    [['threads', 'list'], "missing required argument 'file'"],
    [['threads', 'list', 'FILE', '--jsn'], '--jsn'],
  ])('%j ends with 2 and says why', async (args, message) => {
    const { code, stdout, stderr } = await runCli(
      args.map((arg) => (arg === 'FILE' ? file : arg)),
      { cwd: folder },
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync(join(folder, 'missing.sqlite'))).toBe(false);
  });

  it('a file that is no database ends with 1', async () => {
    const { code, stderr } = await runCli(['threads', 'list', new URL(import.meta.url).pathname]);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be opened');
  });

  it.each([[['threads']], [['threads', '--help']], [['threads', 'prune', '--help']]])('%j prints help', (args) => {
    expect(parseThreadsLine(args)).toEqual({
      information: expect.stringContaining('Usage: moss-agent-runtime threads'),
    });
  });

  it('other words after "threads" are a question', async () => {
    const { stdout } = await runCli(['--offline', 'threads', 'are', 'what?']);
    expect(stdout).not.toBe('');
  });
});
