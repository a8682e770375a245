import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { twoProcessConformance } from '../../../src/testing/node/index.ts';
import { sourceNodeFlags } from '../../support/source-node.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const [MEET, RACE, OUTLIVE] = [
  'lets one of two processes through each time they meet, and tells the other',
  'keeps once what each of two processes was told is kept',
  'lets one process go on where the other was killed after 4 steps',
];

function casesOf(mode: string, rounds = 10) {
  const folder = mkdtempSync(join(tmpdir(), 'two-processes-'));
  folders.push(folder);
  const module = new URL('shared-store.ts', import.meta.url);
  return twoProcessConformance({
    module,
    env: { MODE: mode, STORE: folder },
    execArgv: sourceNodeFlags(),
    rounds,
    patienceMs: 5000,
  });
}

function caseOf(mode: string, name: string | undefined) {
  return casesOf(mode).find((each) => each.name === name)!;
}

describe.each(['files', 'sqlite'])('savers that keep %s', (mode) => {
  for (const { name, run } of casesOf(mode)) it(`${name}`, async () => expect(await run()).toBeUndefined());
});

describe('savers that do not', () => {
  it.each([
    ['last writer wins', MEET, '2 of 2 came through'],
    ['lost answers', MEET, '0 of 2 came through'],
    ['lost answers', RACE, 'a process did not come through'],
    ['forgets', RACE, 'what was acknowledged is not what was kept'],
    ['forgets', OUTLIVE, 'what was acknowledged before the kill is not what was kept'],
  ])('%s: %s', async (mode, name, message) => {
    await expect(caseOf(mode, name).run()).rejects.toThrow(message);
  });

  it('are not asked where they say that they have no fence', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    await caseOf('no fence', MEET).run();
    expect(log).toHaveBeenCalledWith(expect.stringContaining('`fencing`'));
    log.mockRestore();
  });

  it('cannot be opened: the error says what the process printed', async () => {
    await expect(caseOf('nonsense', MEET).run()).rejects.toThrow('There is no mode "nonsense"');
  });
});
