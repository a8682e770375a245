import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifest, repository } from '../../scripts/doors.ts';
import { emptyProject, pinnedNode } from './packed-package.ts';

const name = `${manifest.name}-engine`;
const graph = `
  const plan = stateGraph({ n: lastValue() })
    .addNode('double', (state) => ({ n: state.n * 2 }))
    .addEdge(START, 'double')
    .addEdge('double', END)
    .compile();
  new StateGraphEngine(plan).invoke({ n: 21 }).then((state) => console.log(state.n));`;

describe('the engine packed alone', () => {
  let project: string;

  beforeAll(() => {
    project = emptyProject();
    const args = [join(repository, 'scripts/pack-engine.ts'), project];
    const tarball = execFileSync(pinnedNode, args, { cwd: repository, encoding: 'utf8' }).trim();
    execFileSync('npm', ['install', '--silent', '--offline', '--no-audit', tarball], { cwd: project, stdio: 'pipe' });
  }, 120_000);

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('installs without any other package', () => {
    expect(readdirSync(join(project, 'node_modules')).filter((entry) => !entry.startsWith('.'))).toEqual([name]);
    const installed = JSON.parse(readFileSync(join(project, 'node_modules', name, 'package.json'), 'utf8')) as object;
    expect(installed).toMatchObject({ name, version: manifest.version, license: 'MIT' });
    expect(Object.keys(installed).filter((key) => /dependencies$/i.test(key))).toEqual([]);
  });

  it.each([
    ['an ES module', 'graph.mjs', `import { END, START, StateGraphEngine, lastValue, stateGraph } from '${name}';`],
    ['CommonJS', 'graph.cjs', `const { END, START, StateGraphEngine, lastValue, stateGraph } = require('${name}');`],
  ])('runs a graph as %s', (_, file, load) => {
    writeFileSync(join(project, file), `${load}${graph}`);
    expect(execFileSync(process.execPath, [join(project, file)], { encoding: 'utf8' })).toBe('42\n');
  });
});
