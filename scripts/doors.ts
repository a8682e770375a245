/** The public entry points, read from `exports` of package.json: the one list behind build, lint and package tests. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One public entry point. */
export interface Door {
  /** Key in `exports`, e.g. `./llm/openai`. */
  readonly subpath: string;
  /** What a consumer writes, e.g. `moss-agent-runtime/llm/openai`. */
  readonly specifier: string;
  /** Path below `dist/` without extension, e.g. `llm/openai/index`. */
  readonly built: string;
  /** Source file below the repository, e.g. `src/llm/openai/index.ts`. */
  readonly source: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly sideEffects: boolean;
  readonly engines: { readonly node: string };
  readonly bin: Readonly<Record<string, string>>;
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Folder of the repository, with a slash at its end. */
export const repository = fileURLToPath(new URL('../', import.meta.url));

export const manifest = JSON.parse(readFileSync(`${repository}package.json`, 'utf8')) as Manifest;

/** Entry `./x/y` is built from `x/y/index.ts` in `compat/` if it is there, else in `src/`. */
export const doors: readonly Door[] = Object.keys(manifest.exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => {
    const built = `${subpath}/index`.slice(2);
    const root = existsSync(`${repository}compat/${built}.ts`) ? 'compat' : 'src';
    return { subpath, specifier: manifest.name + subpath.slice(1), built, source: `${root}/${built}.ts` };
  });
