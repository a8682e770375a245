/** Finds the TypeScript in Markdown and in docstrings. */

/** One piece of example code, as it stands in a file. */
export interface Example {
  readonly file: string;
  /** Line of the file, from 1, on which `lines[0]` stands. */
  readonly line: number;
  readonly lines: readonly string[];
}

const FENCE_OPEN = /^\s*```(\S*)/;
const FENCE_CLOSE = /^\s*```\s*$/;
const TYPESCRIPT = new Set(['ts', 'typescript']);

/** The fenced blocks marked `ts` or `typescript`; `firstLine` is the line of the file on which `lines` begin. */
function fencedExamples(file: string, lines: readonly string[], firstLine = 1): Example[] {
  const examples: Example[] = [];
  for (let at = 0; at < lines.length; at++) {
    const opened = FENCE_OPEN.exec(lines[at] ?? '');
    if (!opened) continue;
    const start = at + 1;
    for (at = start; at < lines.length && !FENCE_CLOSE.test(lines[at] ?? '');) at++;
    if (TYPESCRIPT.has(opened[1] ?? '')) {
      examples.push({ file, line: firstLine + start, lines: lines.slice(start, at) });
    }
  }
  return examples;
}

/** Examples of a Markdown file. */
export function markdownExamples(file: string, text: string): Example[] {
  return fencedExamples(file, text.split('\n'));
}

/** Examples of the docstrings of a source file: fenced blocks, and what follows an `@example` without a fence. */
export function docstringExamples(file: string, text: string): Example[] {
  return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const firstLine = text.slice(0, comment.index).split('\n').length;
    const lines = comment[0].replace(/\*\/$/, '').split('\n').map(withoutStar);
    return [...fencedExamples(file, lines, firstLine), ...taggedExamples(file, lines, firstLine)];
  });
}

/** Takes the comment's margin off and keeps the columns of what is left. */
function withoutStar(line: string): string {
  return line.replace(/^\s*\/?\*+ ?/, '');
}

/** What stands after `@example`, up to the next tag, where it is not fenced. */
function taggedExamples(file: string, lines: readonly string[], firstLine: number): Example[] {
  const isTag = (line: string): boolean => /^\s*@[a-z]/.test(line);
  return lines.flatMap((line, start) => {
    if (!/^\s*@example\b/.test(line)) return [];
    const next = lines.findIndex((later, at) => at > start && isTag(later));
    const body = lines.slice(start, next === -1 ? undefined : next);
    if (body.some((part) => FENCE_OPEN.test(part))) return [];
    return [{ file, line: firstLine + start, lines: body.map((part) => part.replace(/^\s*@example\b/, '')) }];
  });
}
