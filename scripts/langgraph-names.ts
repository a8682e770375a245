/** The names that the installed `@langchain/langgraph` offers, and the names that our sources offer in their place. */
import ts from 'typescript';
import { repository } from './doors.ts';
import { type LanggraphPath, langgraphPaths } from './langgraph-paths.ts';

/** Names of one export path, sorted. */
export interface PathNames {
  /** What is there at run time. */
  readonly values: readonly string[];
  /** What only declarations have: types, and classes that are exported as types. */
  readonly types: readonly string[];
}

export type NamesByPath = ReadonlyMap<string, PathNames>;

/** What `@langchain/langgraph` offers, by subpath. */
export function upstreamNames(): Promise<NamesByPath> {
  return namesOf(
    ({ declarations }) => declarations,
    ({ specifier }) => import(specifier),
  );
}

/** What our sources offer, by subpath. */
export function ourNames(): Promise<NamesByPath> {
  const file = ({ source }: LanggraphPath): string => repository + source;
  return namesOf(file, (path) => import(file(path)));
}

async function namesOf(
  fileOf: (path: LanggraphPath) => string,
  load: (path: LanggraphPath) => Promise<object>,
): Promise<NamesByPath> {
  const exported = exportedNames(langgraphPaths.map(fileOf));
  const entries = langgraphPaths.map(async (path): Promise<[string, PathNames]> => {
    const values = Object.keys(await load(path)).sort();
    const types = exported(fileOf(path)).filter((name) => !values.includes(name));
    return [path.subpath, { values, types }];
  });
  return new Map(await Promise.all(entries));
}

/** Reads the exports of modules, `.ts` or `.d.ts`, values and types alike. */
function exportedNames(files: readonly string[]): (file: string) => readonly string[] {
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  return (file) => {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    if (!symbol) throw new Error(`${file} is not a module.`);
    return checker
      .getExportsOfModule(symbol)
      .map(({ name }) => name)
      .sort();
  };
}
