import { beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../../../../scripts/doors.ts';
import { langgraphPaths } from '../../../../scripts/langgraph-paths.ts';
import { describeExports, type Exports } from './describe-exports.ts';
import { withoutOurs } from './ours-alone.ts';

/** Members that only the library itself has a use for, or that stand in another class of its chain. */
const inner = new Set([
  // theirs
  'protected _prepareStateSnapshot',
  '_defaults',
  'protected _createDefaultErrorHandlerSpec',
  'protected _compileResolved',
  'getNode',
  // ours
  '_program',
  '_streamHandlers',
  'isInterrupted',
  'protected assertNewNode',
  'body',
  'passesThrough',
  '_watch',
]);
/** Generic beyond what can be spelt out: the programs say what they infer. */
const byProgram = new Set(['entrypoint']);

const ofOurs = (source: string): string => repository + source;
let exported: ReadonlyMap<string, Exports>;

beforeAll(() => {
  exported = describeExports(langgraphPaths.flatMap(({ declarations, source }) => [declarations, ofOurs(source)]));
}, 120_000);

const namesOf = ({ members }: Exports): string[] =>
  [...members].filter((member) => !inner.has(member.replace(/^\w+[.#]/, ''))).sort();
const typesOf = ({ values }: Exports): Record<string, string> =>
  Object.fromEntries(
    [...values].filter(([name]) => !byProgram.has(name)).map(([name, type]) => [name, withoutOurs(type)]),
  );

describe.each(langgraphPaths)('$subpath', ({ declarations, source }) => {
  it('exports functions and constants of the same types', () => {
    expect(typesOf(exported.get(ofOurs(source))!)).toEqual(typesOf(exported.get(declarations)!));
  });

  it('exports classes and interfaces with the same members, as optional and as protected', () => {
    expect(namesOf(exported.get(ofOurs(source))!)).toEqual(namesOf(exported.get(declarations)!));
  });
});
