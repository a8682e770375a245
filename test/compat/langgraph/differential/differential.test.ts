import { describe, expect, it } from 'vitest';
import { firstDifference } from './differences.ts';
import { knownDifferences } from './known-differences.ts';
import { load } from './library.ts';
import { programTable } from './program-table.ts';
import { runProgram } from './run-program.ts';

/** With `DIFFERENTIAL_SUBJECT=oracle` the oracle is compared with itself: programs have to be deterministic. */
const subject = process.env.DIFFERENTIAL_SUBJECT === 'oracle' ? 'oracle' : 'ours';
const [oracle, library] = [await load('oracle'), await load(subject)];

for (const [group, programs] of Object.entries(programTable)) {
  describe(`${group}, ${subject} and the oracle`, () => {
    for (const [name, program] of Object.entries(programs)) {
      const reason = subject === 'ours' ? knownDifferences[`${group}: ${name}`] : undefined;
      it(`${name}${reason === undefined ? '' : ` (differs: ${reason})`}`, async () => {
        const expected = await runProgram(program, oracle);
        // What ends a program before its end observes nothing.
        expect(expected.map((observation) => observation.name)).not.toContain('program: throws');
        const difference = firstDifference(expected, await runProgram(program, library));
        if (reason === undefined) expect(difference).toBeUndefined();
        else expect(difference, 'It no longer differs: take it off the list.').toBeDefined();
      });
    }
  });
}

describe('the list of known differences', () => {
  it('names programs that exist', () => {
    const titles = Object.entries(programTable).flatMap(([group, programs]) =>
      Object.keys(programs).map((name) => `${group}: ${name}`),
    );
    expect(Object.keys(knownDifferences).filter((title) => !titles.includes(title))).toEqual([]);
  });
});
