import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../doors.ts';
import { cache, type Client } from './client.ts';

const tsc = join(repository, 'node_modules/typescript/bin/tsc');

/**
 * Compiles a client's programs, with the tools that they share, against what is installed in `folder`.
 *
 * @returns what the compiler has to say; nothing where they compile
 */
export function checkTypes({ name, folder: client }: Client, folder: string): string | undefined {
  const project = join(cache, '.types', name);
  rmSync(project, { recursive: true, force: true });
  const home = join(project, 'compat/langgraph/clients');
  mkdirSync(join(home, name), { recursive: true });
  // As links that are not followed, the files find the packages of the project and not those beside the real ones.
  symlinkSync(join(folder, 'node_modules'), join(project, 'node_modules'));
  for (const part of ['test', 'src', 'compat/librechat']) symlinkSync(join(repository, part), join(project, part));
  const shared = join(client, '..');
  symlinkSync(join(shared, 'relays'), join(home, 'relays'));
  for (const file of sources(shared)) symlinkSync(join(shared, file), join(home, file));
  for (const file of [...sources(client), 'programs']) symlinkSync(join(client, file), join(home, name, file));
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(configFor(name)));
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8', cwd: project });
  return status === 0 ? undefined : stdout.trim();
}

const sources = (folder: string): string[] => readdirSync(folder).filter((file) => file.endsWith('.ts'));

function configFor(name: string): object {
  return {
    extends: join(repository, 'tsconfig.json'),
    compilerOptions: {
      preserveSymlinks: true,
      typeRoots: [join(repository, 'node_modules/@types')],
      rootDir: '/',
    },
    include: [`compat/langgraph/clients/${name}/**/*.ts`],
    exclude: [],
  };
}
