import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkExamples } from './documentation/check-examples.ts';
import { docstringExamples, markdownExamples } from './documentation/extract-examples.ts';
import { sourceFiles } from './support/source-files.ts';

const read = (file: string): string => readFileSync(file, 'utf8');

describe('the documentation', () => {
  it('has only examples that compile', () => {
    const markdown = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md']);
    const examples = [
      ...markdown.sort().flatMap((file) => markdownExamples(file, read(file))),
      ...sourceFiles().flatMap((file) => docstringExamples(file, read(file))),
    ];
    expect(examples.map((example) => example.file)).toContain('src/base/errors.ts');
    expect(checkExamples(examples)).toEqual([]);
  }, 60_000);
});

describe('the extraction', () => {
  it('finds fenced TypeScript in Markdown, with its line', () => {
    const text = [
      '# Title',
      '```ts',
      'const a = 1;',
      '```',
      '```sh',
      'npm ci',
      '```',
      '```typescript',
      'b;',
      '```',
    ].join('\n');
    expect(markdownExamples('README.md', text)).toEqual([
      { file: 'README.md', line: 3, lines: ['const a = 1;'] },
      { file: 'README.md', line: 9, lines: ['b;'] },
    ]);
  });

  it('finds what follows @example, up to the next tag', () => {
    const text = [
      'const x = 1;',
      '/**',
      ' * Adds.',
      ' * @example',
      ' * if (a)',
      ' *   b();',
      ' * @returns c',
      ' */',
    ].join('\n');
    expect(docstringExamples('a.ts', text)).toEqual([{ file: 'a.ts', line: 4, lines: ['', 'if (a)', '  b();'] }]);
  });

  it('finds an example on the line of its tag', () => {
    expect(docstringExamples('a.ts', '/** @example a(); */')).toEqual([{ file: 'a.ts', line: 1, lines: [' a(); '] }]);
  });

  it('finds fenced TypeScript in docstrings once, tagged or not', () => {
    const text = ['/**', ' * ```ts', ' * a();', ' * ```', ' * @example', ' * ```ts', ' * b();', ' * ```', ' */'].join(
      '\n',
    );
    expect(docstringExamples('a.ts', text).map(({ line, lines }) => [line, lines])).toEqual([
      [3, ['a();']],
      [7, ['b();']],
    ]);
  });

  it('leaves drawings and other languages alone', () => {
    const text = [
      '/**',
      ' * ```',
      ' * start',
      ' * ```',
      ' * ```json',
      ' * {}',
      ' * ```',
      ' */',
      '// @example a()',
    ].join('\n');
    expect(docstringExamples('a.ts', text)).toEqual([]);
  });
});

describe('the check', () => {
  const example = (file: string, ...lines: string[]) => ({ file, line: 10, lines });

  it('names file and line of what does not compile', () => {
    const wrong = [
      example('README.md', 'const n: number = 1;', "const s: number = 'two';"),
      example('README.md', "import { MossError } from 'moss-agent-runtime';", 'new MossError(1);'),
      example('src/base/errors.ts', 'gone();'),
      example('src/base/errors.ts', 'const n = ;'),
    ];
    expect(checkExamples(wrong)).toEqual([
      "README.md:11: Type 'string' is not assignable to type 'number'.",
      'README.md:11: Expected 2-3 arguments, but got 1.',
      "src/base/errors.ts:10: Cannot find name 'gone'.",
      'src/base/errors.ts:10: Expression expected.',
    ]);
  }, 60_000);

  it('lets a docstring use exported names without an import, and Markdown not', () => {
    const code = "throw new MossError('USAGE', 'm');";
    expect(checkExamples([example('src/base/errors.ts', code)])).toEqual([]);
    expect(checkExamples([example('README.md', code)])).toEqual(["README.md:10: Cannot find name 'MossError'."]);
  }, 60_000);
});
