/**
 * `npm run test:types`: compiles programs against the LangGraph door with every TypeScript that its users have.
 *
 * Each program states what it expects to be inferred, and marks what must not compile. The compilers are those of the
 * repository and of `test/compat/langgraph/types/compilers`, which is installed first.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repository } from './doors.ts';
import { langgraphPaths } from './langgraph-paths.ts';
import { unpackLanggraph } from './unpack-langgraph.ts';

const tests = join(repository, 'test/compat/langgraph');
const workspace = join(tests, 'types/compilers');
// Outside, as below `node_modules` compilers give packages names that no program could use.
const home = realpathSync(mkdtempSync(join(tmpdir(), 'moss-types-')));

/** What the programs and the door import. */
const USED = [
  '@langchain/core',
  '@langchain/langgraph-checkpoint',
  '@langchain/langgraph-sdk',
  '@standard-schema',
  '@types/node',
  'vitest',
  'zod',
];

interface Surroundings {
  readonly name: string;
  readonly options: object;
  /** Programs that have no meaning there. */
  readonly without?: readonly string[];
  /** Puts packages into the project. */
  readonly prepare?: (project: string) => void;
}

const packed = (project: string): void => cpSync(join(home, 'packed'), project, { recursive: true });
const sources = Object.fromEntries(langgraphPaths.map(({ specifier, source }) => [specifier, [repository + source]]));

const surroundings: readonly Surroundings[] = [
  {
    name: 'sources',
    options: {
      module: 'nodenext',
      paths: sources,
      allowImportingTsExtensions: true,
      noEmit: true,
      // Types of the sources have names that only the sources can use.
      declaration: false,
      rootDir: '/',
    },
  },
  { name: 'tarball', options: { module: 'nodenext' }, prepare: packed },
  { name: 'tarball, bundler', options: { module: 'esnext', moduleResolution: 'bundler' }, prepare: packed },
  {
    name: 'tarball, zod 3',
    options: { module: 'nodenext' },
    // They take their schemas from the zod of version 4 that is the repository's.
    without: readdirSync(join(tests, 'types/programs')),
    prepare: (project) => {
      packed(project);
      link(join(workspace, 'node_modules/zod-3'), join(project, 'node_modules/zod'));
    },
  },
];

const compilers = [
  join(repository, 'node_modules/typescript'),
  ...['typescript-6', 'typescript-7'].map((name) => join(workspace, 'node_modules', name)),
];

const versionOf = (compiler: string): string =>
  (JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')) as { version: string }).version;

function makeProject({ name, options, without = [], prepare }: Surroundings): string {
  const project = join(home, name.replaceAll(/\W+/g, '-'));
  for (const scope of ['@langchain', '@types']) mkdirSync(join(project, 'node_modules', scope), { recursive: true });
  prepare?.(project);
  for (const used of USED) link(join(repository, 'node_modules', used), join(project, 'node_modules', used));
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    declaration: true,
    rootDir: 'programs',
    outDir: 'out',
    ...options,
  };
  cpSync(join(tests, 'types/programs'), join(project, 'programs'), {
    recursive: true,
    filter: (file) => !without.some((program) => file.endsWith(`/${program}`)),
  });
  cpSync(join(tests, 'zod/augmentation.ts.txt'), join(project, 'programs/augmentation.ts'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['programs'] }));
  return project;
}

/** Unless something is there already. */
function link(target: string, path: string): void {
  if (!existsSync(path)) symlinkSync(target, path, 'dir');
}

function install(): void {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: workspace, stdio: 'inherit' });
  if (status !== 0) throw new Error(`npm ci failed in ${workspace}.`);
}

/** What the compiler has to say, empty if it is content. */
function compile(compiler: string, project: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(compiler, 'bin/tsc'), '-p', project], {
    encoding: 'utf8',
    maxBuffer: 2 ** 27,
  });
  return status === 0 ? '' : `${stdout}${stderr}` || `exit code ${status}`;
}

process.on('exit', () => rmSync(home, { recursive: true, force: true }));
install();
unpackLanggraph(join(home, 'packed'));
let failures = 0;
for (const around of surroundings) {
  const project = makeProject(around);
  for (const compiler of compilers) {
    const said = compile(compiler, project);
    if (said !== '') failures += 1;
    console.log(`${said === '' ? 'ok  ' : 'FAIL'} TypeScript ${versionOf(compiler)}, ${around.name}`);
    if (said !== '') console.log(said);
  }
}
console.log(`${surroundings.length * compilers.length - failures} passed, ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
