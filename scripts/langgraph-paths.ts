/** The export paths of `@langchain/langgraph`, read from the installed package: the list behind its tarball, its status and their tests. */
import { readFileSync } from 'node:fs';
import { repository, sourceOf } from './doors.ts';

/** One export path of the package that is stood in for. */
export interface LanggraphPath {
  /** Key in `exports`, e.g. `./zod/schema`. */
  readonly subpath: string;
  /** What a consumer writes, e.g. `@langchain/langgraph/zod/schema`. */
  readonly specifier: string;
  /** Path below `dist/` of the tarball without extension, e.g. `zod/schema`. */
  readonly built: string;
  /** Declarations of the installed package. */
  readonly declarations: string;
  /** Our source file below the repository. */
  readonly source: string;
}

interface InstalledManifest {
  readonly version: string;
  readonly exports: Readonly<Record<string, { readonly import: { readonly types: string } }>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const home = `${repository}node_modules/@langchain/langgraph/`;

/** The manifest of the installed package. */
export const installedLanggraph = JSON.parse(readFileSync(`${home}package.json`, 'utf8')) as InstalledManifest;

function made(subpath: string): string {
  const source = sourceOf(`./langgraph${subpath.slice(1)}`);
  if (source === undefined) throw new Error(`LangGraph exports ${subpath}, and no source file makes it.`);
  return source;
}

export const langgraphPaths: readonly LanggraphPath[] = Object.entries(installedLanggraph.exports)
  .filter(([subpath]) => subpath !== './package.json')
  .map(([subpath, target]) => ({
    subpath,
    specifier: `@langchain/langgraph${subpath.slice(1)}`,
    built: subpath === '.' ? 'index' : subpath.slice(2),
    declarations: home + target.import.types.slice(2),
    source: made(subpath),
  }));
