/** Type-checks examples against the sources, all in one program. */
import { join } from 'node:path';
import ts from 'typescript';
import { doors, repository } from '../../scripts/doors.ts';
import type { Example } from './extract-examples.ts';

const below = (path: string): string => join(repository, path);

/** Those of the repository, except that an example may leave names unused, and that the package's name means its sources. */
const OPTIONS: ts.CompilerOptions = {
  ...ts.getParsedCommandLineOfConfigFile(below('tsconfig.json'), undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, ' '));
    },
  })?.options,
  noUnusedLocals: false,
  noUnusedParameters: false,
  verbatimModuleSyntax: false,
  paths: Object.fromEntries(doors.map((door) => [door.specifier, [below(door.source)]])),
};

const SURROUNDINGS = 'test/documentation/surroundings.ts';

/**
 * Type-checks examples.
 *
 * An example of a docstring may use what its own file exports, and every public name, without importing it; where `src` and a door of
 * `compat` have the same name, it means that of its own side. An example of a Markdown file imports what it uses. Both may use the names of `surroundings.ts`.
 *
 * @returns one line per complaint of the compiler, `file:line: message`
 */
export function checkExamples(examples: readonly Example[]): string[] {
  const modules = new Map<string, string>();
  const host = hostWith(modules);
  const importable = importableNames(examples, host);
  const paths = examples.map((example, at) => {
    const path = below(`example-${at}.ts`);
    modules.set(path, moduleOf(example, importable(example.file)));
    return path;
  });
  const program = ts.createProgram([...paths, below(SURROUNDINGS)], OPTIONS, host);
  const wholeFile = { file: SURROUNDINGS, line: 1 };
  return [
    ...complaints(program, below(SURROUNDINGS), wholeFile),
    ...examples.flatMap((example, at) => complaints(program, below(`example-${at}.ts`), example)),
  ];
}

/** The usual compiler host with some modules that are on no disk. Parses every file once, also for several programs. */
function hostWith(modules: ReadonlyMap<string, string>): ts.CompilerHost {
  const disk = ts.createCompilerHost(OPTIONS);
  const parsed = new Map<string, ts.SourceFile | undefined>();
  return {
    ...disk,
    fileExists: (path) => modules.has(path) || disk.fileExists(path),
    readFile: (path) => modules.get(path) ?? disk.readFile(path),
    getSourceFile(path, options) {
      const text = modules.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, options);
      if (!parsed.has(path)) parsed.set(path, disk.getSourceFile(path, options));
      return parsed.get(path);
    },
  };
}

/** Names that need no import in a docstring, with the file each comes from. */
type Importable = ReadonlyMap<string, string>;

/** Finds what the docstrings of a file may use: what the file exports, and behind it every public name. */
function importableNames(examples: readonly Example[], host: ts.CompilerHost): (file: string) => Importable {
  const files = examples.map((example) => example.file).filter((file) => file.endsWith('.ts'));
  const sources = doors.map((door) => door.source);
  const program = ts.createProgram([...files, ...sources].map(below), OPTIONS, host);
  const checker = program.getTypeChecker();
  const namesOf = (file: string): Importable => {
    const source = program.getSourceFile(below(file));
    const symbol = source && checker.getSymbolAtLocation(source);
    const exported = symbol ? checker.getExportsOfModule(symbol) : [];
    return new Map(exported.map(({ name }) => [name, `./${file}`]));
  };
  const offered = sources.map((source) => ({ source, names: [...namesOf(source)] }));
  return (file) => {
    if (!file.endsWith('.ts')) return new Map();
    const isNear = ({ source }: { source: string }): boolean => source.split('/')[0] === file.split('/')[0];
    const byNearness = [...offered].sort((a, b) => Number(isNear(a)) - Number(isNear(b)));
    return new Map([...byNearness.flatMap(({ names }) => names), ...namesOf(file)]);
  };
}

/** The module made of an example: the same lines, with the imports it does without in front of the first. */
function moduleOf({ lines }: Example, importable: Importable): string {
  const text = lines.join('\n');
  const used = new Set(text.match(/[A-Za-z_$][\w$]*/g));
  const bound = boundNames(text);
  const imports = [...importable]
    .filter(([name]) => used.has(name) && !bound.has(name))
    .map(([name, from]) => `import { ${name} } from '${from}';`);
  return `export {}; ${imports.join(' ')} ${text}`;
}

/** Names that a piece of code imports or declares itself. */
function boundNames(text: string): Set<string> {
  const imported = [...text.matchAll(/\bimport\b([^;]*?)\bfrom\b/g)].flatMap(
    ([, clause]) => clause?.match(/[\w$]+/g) ?? [],
  );
  const declared = [...text.matchAll(/\b(?:const|let|var|function|class|interface|type)\s+([\w$]+)/g)];
  return new Set([...imported, ...declared.map(([, name]) => name ?? '')]);
}

/** What the compiler says of one module, told of the file and lines it comes from. */
function complaints(program: ts.Program, path: string, { file, line }: Pick<Example, 'file' | 'line'>): string[] {
  const source = program.getSourceFile(path);
  if (!source) throw new Error(`${path} is not in the program.`);
  const syntax = program.getSyntacticDiagnostics(source);
  const found = syntax.length > 0 ? syntax : program.getSemanticDiagnostics(source);
  return found.map(({ start, messageText }) => {
    const at = line + source.getLineAndCharacterOfPosition(start ?? 0).line;
    return `${file}:${at}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
