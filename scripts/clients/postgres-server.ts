/** A PostgreSQL server for tests, with nothing in it, that does not outlive them. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface PostgresServer {
  /** Of its database, for clients, e.g. `postgresql://moss@127.0.0.1:40123/postgres`. */
  readonly address: string;
  /** Ends it and removes what it has stored. */
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Runs a server until its standard input closes, which it does when the process that has started it ends, however it does; then
 * removes its folder. Arguments: the folder, then the server and its own. A shell gives what runs behind it no input of its own.
 */
const GUARD = `
exec 3<&0
folder=$1; shift
"$@" <&- & server=$!
{ cat <&3 > /dev/null; kill -QUIT $server; } 2> /dev/null & guard=$!
exec 3<&-
wait $server; status=$?
kill $guard 2> /dev/null
rm -rf "$folder"
exit $status
`;

const READY = 'database system is ready to accept connections';
const USER = 'moss';

/**
 * Starts a server in a folder of its own, on a free port of 127.0.0.1, whose only user needs no password.
 *
 * @param folders where to look for its programs
 * @throws if there are none, saying what to install, or if it does not start, with what it said
 */
export async function startPostgres(folders: readonly string[] = programFolders()): Promise<PostgresServer> {
  const programs = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (programs === undefined) {
    throw new Error(
      `There is no PostgreSQL server (\`initdb\`, \`postgres\`) in ${folders.join(', ') || 'any folder'}. Install one, on Debian with: apt-get install --no-install-recommends postgresql`,
    );
  }
  const account = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'moss-postgres-'));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  initialise(join(programs, 'initdb'), data, account);
  const port = await freePort();
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', `unix_socket_directories=${folder}`];
  const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server = spawn('/bin/sh', ['-c', GUARD, 'sh', folder, join(programs, 'postgres'), ...args], {
    ...account,
    cwd: folder,
    // Apart from the terminal: Ctrl-C ends the tests, and they end the server.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await ready(server);
  const stop = (): Promise<void> => {
    server.stdin?.end();
    return ended;
  };
  return { address: `postgresql://${USER}@127.0.0.1:${port}/postgres`, stop };
}

/** Where Debian keeps the programs, the newest version first, then `PATH`. */
export function programFolders(): string[] {
  const version = (folder: string): number => Number(/\/(\d+)\/bin$/.exec(folder)?.[1] ?? 0);
  const debian = globSync('/usr/lib/postgresql/*/bin').toSorted((one, other) => version(other) - version(one));
  return [...debian, ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')];
}

/** PostgreSQL refuses to be run by root. */
function unprivileged(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const found = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(readFileSync('/etc/passwd', 'utf8'));
    if (found !== null) return { uid: Number(found[1]), gid: Number(found[2]) };
  }
  throw new Error('PostgreSQL does not run as root, and there is no user `postgres` or `nobody`: run as another user.');
}

function initialise(initdb: string, data: string, account: Account | undefined): void {
  const args = ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const { status, stderr, error } = spawnSync(initdb, args, { ...account, cwd: join(data, '..'), encoding: 'utf8' });
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`, { cause: error });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Until it takes connections. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes(READY)) resolve();
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${String(code)}:\n${said}`)));
  });
}
