import ts from 'typescript';

/** How deep a type is spelt out; what lies below is not looked at. */
const deepest = 6;

/** Where the types are declared whose names may differ. */
const ownFiles = /\/(compat\/langgraph|@langchain\/langgraph\/dist|types\/programs)\//;

/** Prints types so that the same type prints alike, whatever the library calls its parts. */
export class TypeDescriber {
  readonly #checker: ts.TypeChecker;
  readonly #parameters = new Map<ts.Type, string>();
  readonly #exports = new Map<ts.SourceFile, ReadonlySet<ts.Symbol>>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  describe(type: ts.Type, within: readonly ts.Type[] = []): string {
    if (within.length > deepest) return '…';
    if (within.includes(type)) return `^${within.length - within.lastIndexOf(type)}`;
    const inner = [...within, type];
    if (type.flags & ts.TypeFlags.TypeParameter) return this.#parameters.get(type) ?? 'T';
    if (type.flags & ts.TypeFlags.Boolean) return 'boolean';
    if (type.isUnion()) return this.#sorted(type.types, ' | ', within);
    if (type.isIntersection()) return this.#sorted(type.types, ' & ', within);
    if (!(type.flags & ts.TypeFlags.Object)) return this.#plain(type);
    return this.#object(type as ts.ObjectType, inner);
  }

  #plain(type: ts.Type): string {
    return this.#checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  }

  #sorted(types: readonly ts.Type[], joint: string, within: readonly ts.Type[]): string {
    const parts = new Set(types.map((part) => this.describe(part, within)));
    return parts.size === 1 ? [...parts].join('') : `(${[...parts].sort().join(joint)})`;
  }

  #object(type: ts.ObjectType, inner: readonly ts.Type[]): string {
    if (this.#checker.isTupleType(type)) return `[${this.#argumentsOf(type, inner).join(', ')}]`;
    const name = nameOf(type);
    if (name !== undefined && !this.#isSpeltOut(type.symbol)) {
      const given = this.#argumentsOf(type, inner);
      return given.length === 0 ? name : `${name}<${given.join(', ')}>`;
    }
    return this.#members(type, inner);
  }

  /** The library's own interfaces, and classes that no file exports. Other classes and what other packages declare go by name. */
  #isSpeltOut(symbol: ts.Symbol): boolean {
    const file = symbol.declarations?.[0]?.getSourceFile();
    if (file === undefined || !ownFiles.test(file.fileName)) return false;
    if (!(symbol.flags & ts.SymbolFlags.Class)) return true;
    return !this.#exportsOf(file).has(symbol);
  }

  #exportsOf(file: ts.SourceFile): ReadonlySet<ts.Symbol> {
    const known = this.#exports.get(file);
    if (known !== undefined) return known;
    const module = this.#checker.getSymbolAtLocation(file);
    const named = module === undefined ? [] : this.#checker.getExportsOfModule(module);
    const isAlias = (symbol: ts.Symbol): boolean => (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const symbols = new Set(named.map((symbol) => (isAlias(symbol) ? this.#checker.getAliasedSymbol(symbol) : symbol)));
    this.#exports.set(file, symbols);
    return symbols;
  }

  #argumentsOf(type: ts.ObjectType, inner: readonly ts.Type[]): string[] {
    if (!(type.objectFlags & ts.ObjectFlags.Reference)) return [];
    const reference = type as ts.TypeReference;
    const own = reference.target.typeParameters?.length ?? 0;
    return this.#checker
      .getTypeArguments(reference)
      .slice(0, own)
      .map((argument) => this.describe(argument, inner));
  }

  #members(type: ts.ObjectType, inner: readonly ts.Type[]): string {
    const calls = type.getCallSignatures().map((signature) => this.#signature(signature, inner));
    const makes = type.getConstructSignatures().map((signature) => `new ${this.#signature(signature, inner)}`);
    const infos = this.#checker
      .getIndexInfosOfType(type)
      .map((info) => `[${this.describe(info.keyType, inner)}]: ${this.describe(info.type, inner)}`);
    const properties = type
      .getProperties()
      .filter((property) => isPublic(property))
      .map((property) => {
        const mark = property.flags & ts.SymbolFlags.Optional ? '?' : '';
        return `${property.name}${mark}: ${this.describe(this.#checker.getTypeOfSymbol(property), inner)}`;
      });
    return `{ ${[...calls, ...makes, ...infos, ...properties.sort()].join('; ')} }`;
  }

  #signature(signature: ts.Signature, inner: readonly ts.Type[]): string {
    const own = signature.typeParameters ?? [];
    own.forEach((parameter, index) => this.#parameters.set(parameter, `T${index}`));
    const list = own.map((parameter) => {
      const constraint = parameter.getConstraint();
      return constraint === undefined
        ? this.describe(parameter)
        : `${this.describe(parameter)} extends ${this.describe(constraint, inner)}`;
    });
    const parameters = signature.parameters.map((parameter) => {
      const declared = parameter.valueDeclaration;
      const isParameter = declared !== undefined && ts.isParameter(declared);
      const rest = isParameter && declared.dotDotDotToken !== undefined ? '...' : '';
      const mark = isParameter && (declared.questionToken ?? declared.initializer) !== undefined ? '?' : '';
      return `${rest}${mark}${this.describe(this.#checker.getTypeOfSymbol(parameter), inner)}`;
    });
    const generic = list.length === 0 ? '' : `<${list.join(', ')}>`;
    const predicate = this.#checker.getTypePredicateOfSignature(signature)?.type;
    const returned = predicate === undefined ? signature.getReturnType() : predicate;
    return `${generic}(${parameters.join(', ')}) => ${predicate === undefined ? '' : 'is '}${this.describe(returned, inner)}`;
  }
}

/** What a type is called where it is declared; nothing for one that is only written out. */
function nameOf(type: ts.ObjectType): string | undefined {
  const name = type.symbol?.name;
  return name === undefined || name.startsWith('__') ? undefined : name.replace(/\$\d+$/, '');
}

function isPublic(property: ts.Symbol): boolean {
  if (/^(__#|__@|lc_|_)/.test(property.name)) return false;
  const declared = property.valueDeclaration;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return declared === undefined || !(ts.getCombinedModifierFlags(declared) & hidden);
}
