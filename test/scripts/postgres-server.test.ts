import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { programFolders, startPostgres } from '../../scripts/clients/postgres-server.ts';
import { sourceNodeFlags } from '../support/source-node.ts';

const isInstalled = programFolders().some((folder) => existsSync(`${folder}/initdb`));
if (!isInstalled) console.log('PostgreSQL is not installed: its server is not started here.');

/** Whether somebody listens there. */
function answers(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

it('says what to install where there is no server', async () => {
  await expect(startPostgres([])).rejects.toThrow('apt-get install --no-install-recommends postgresql');
  await expect(startPostgres(['/nowhere'])).rejects.toThrow('/nowhere');
});

describe.skipIf(!isInstalled)('a server', () => {
  it('takes connections until it is stopped', async () => {
    const server = await startPostgres();
    expect(server.address).toMatch(/^postgresql:\/\/moss@127\.0\.0\.1:\d+\/postgres$/);
    expect(await answers(server.address)).toBe(true);
    await server.stop();
    expect(await answers(server.address)).toBe(false);
  });

  it('ends with the process that has started it, even if that is killed', async () => {
    const program = `
      import { startPostgres } from './scripts/clients/postgres-server.ts';
      const { address } = await startPostgres();
      process.stdout.write(address, () => process.kill(process.pid, 'SIGKILL'));
    `;
    const flags = [...sourceNodeFlags(), '--input-type=module', '-e', program];
    const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
    const address = await text(child.stdout);
    expect(address).toContain('127.0.0.1');
    while (await answers(address)) await setTimeout(20);
  });
});
