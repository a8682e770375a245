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
  /** Source file below the repository, e.g. `src/llm/openai/index.ts` or `compat/langgraph/web.ts`. */
  readonly source: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly sideEffects: readonly string[];
  readonly engines: { readonly node: string };
  readonly bin: Readonly<Record<string, string>>;
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> };
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Folder of the repository, with a slash at its end. */
export const repository = fileURLToPath(new URL('../', import.meta.url));

export const manifest = JSON.parse(readFileSync(`${repository}package.json`, 'utf8')) as Manifest;

/** What entry `./x/y` is built from: `x/y/index.ts` or `x/y.ts` in `compat/`, or else `x/y/index.ts` in `src/` or `src/savers/`, if there is such a file. */
export function sourceOf(subpath: string): string | undefined {
  const path = subpath.slice(1);
  const candidates = [
    `compat${path}/index.ts`,
    `compat${path}.ts`,
    `src${path}/index.ts`,
    `src/savers${path}/index.ts`,
  ];
  return candidates.find((file) => existsSync(repository + file));
}

export const doors: readonly Door[] = Object.keys(manifest.exports)
  .filter((subpath) => subpath !== './package.json')
  .map((subpath) => {
    const source = sourceOf(subpath);
    if (source === undefined) throw new Error(`package.json exports ${subpath}, and no source file makes it.`);
    return { subpath, specifier: manifest.name + subpath.slice(1), built: `${subpath}/index`.slice(2), source };
  });
