import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { repository } from '../../../../scripts/doors.ts';
import { langgraphPaths } from '../../../../scripts/langgraph-paths.ts';
import { TypeDescriber } from './describe-type.ts';

/** What the compiler makes of one program. */
export interface Inference {
  readonly errors: readonly string[];
  /** `name@line` → type, for every variable, parameter and property that the program names. */
  readonly types: ReadonlyMap<string, string>;
  /** How many types the program had the compiler make. */
  readonly instantiations: number;
}

/** `theirs`: the installed package. `ours`: the door's sources, under the package's name. */
export type Library = 'ours' | 'theirs';

/** Compiles programs, each a file that imports `@langchain/langgraph`, against one of the libraries. */
export function inferTypes(files: readonly string[], library: Library): ReadonlyMap<string, Inference> {
  const program = ts.createProgram(files, optionsFor(library));
  const checker = program.getTypeChecker();
  return new Map(
    files.map((file) => {
      const source = program.getSourceFile(file);
      if (source === undefined) throw new Error(`There is no program ${file}.`);
      const before = program.getInstantiationCount();
      const errors = program.getSemanticDiagnostics(source).map((diagnostic) => printed(diagnostic, source));
      const instantiations = program.getInstantiationCount() - before;
      return [file, { errors, types: typesIn(source, checker), instantiations }];
    }),
  );
}

/** The repository's options; with `ours` they find the door's sources under the package's name. */
export function optionsFor(library: Library): ts.CompilerOptions {
  const file = `${repository}tsconfig.json`;
  const { config } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, repository);
  if (library === 'theirs') return options;
  return {
    ...options,
    paths: Object.fromEntries(langgraphPaths.map((path) => [path.specifier, [repository + path.source]])),
  };
}

function printed(diagnostic: ts.Diagnostic, source: ts.SourceFile): string {
  const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line + 1;
  return `${line}: TS${diagnostic.code} ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
}

function typesIn(source: ts.SourceFile, checker: ts.TypeChecker): Map<string, string> {
  const describer = new TypeDescriber(checker);
  const types = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (isNamed(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      types.set(
        `${node.getText().replaceAll(/\s+/g, ' ')}@${line}`,
        describer.describe(checker.getTypeAtLocation(node)),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return types;
}

/** Names that a program gives, and members that it reads. */
function isNamed(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return !ts.isCallExpression(node.parent);
  return ts.isIdentifier(node) && isDeclared(node.parent, node);
}

function isDeclared(parent: ts.Node, name: ts.Identifier): boolean {
  const isDeclaration =
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isTypeAliasDeclaration(parent) ||
    ts.isFunctionDeclaration(parent);
  return isDeclaration && parent.name === name;
}
