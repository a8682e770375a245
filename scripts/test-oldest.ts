/**
 * `npm run test:oldest`: all tests under the oldest Node that `engines` allows.
 * That Node comes from the npm package of this platform and is kept in `node_modules/.cache`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { manifest, repository } from './doors.ts';

const version = manifest.engines.node.replace('>=', '');
const platform = process.platform === 'win32' ? 'win' : process.platform;
const name = `node-${platform}-${process.arch}`;
const cache = `${repository}node_modules/.cache/node-${version}`;
const bin = `${cache}/node_modules/${name}/bin`;

/** Runs a command with this terminal; ends this process with its exit code if that is not 0. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const { status, error } = spawnSync(command, args, { cwd: repository, env, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(`${bin}/node`)) {
  run('npm', ['install', '--silent', '--no-save', '--ignore-scripts', '--prefix', cache, `${name}@${version}`]);
}

console.log(`Testing under Node ${version}`);
run(`${bin}/node`, ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env['PATH']}`,
});
