import { differences } from './differences.ts';
import { knownDifferences } from './known-differences.ts';
import { load, type Subject } from './library.ts';
import { programTable } from './program-table.ts';
import { runProgram } from './run-program.ts';

export interface Comparison {
  /** Group and name of the program. */
  readonly program: string;
  /** Where the subject parts from the oracle; nothing where it does not. */
  readonly difference?: string;
  /** Why it is to differ; nothing if it is not to. */
  readonly reason?: string;
}

/** How many differences of a program are told. */
const SHOWN = 3;

/** Runs the programs of a group on the oracle and on the subject, one after the other. */
export async function* compareGroup(group: string, subject: Subject, only = ''): AsyncGenerator<Comparison> {
  const [oracle, library] = await Promise.all([load('oracle'), load(subject)]);
  for (const [name, program] of Object.entries(programTable[group] ?? {})) {
    const title = `${group}: ${name}`;
    if (!title.includes(only)) continue;
    const expected = await runProgram(program, oracle);
    const found = differences(expected, await runProgram(program, library));
    const difference = found.length === 0 ? undefined : found.slice(0, SHOWN).join('\n  ');
    yield { program: title, difference, reason: subject === 'ours' ? knownDifferences[title] : undefined };
  }
}
