import { describe, expect, it } from 'vitest';
import { differences } from '../differential/differences.ts';
import { load } from '../differential/library.ts';
import { runProgram } from '../differential/run-program.ts';
import { threadPrograms } from './thread-programs.ts';

const [oracle, ours] = await Promise.all([load('oracle'), load('ours')]);

for (const [group, programs] of Object.entries(threadPrograms)) {
  describe(`threads, ${group}: as the oracle`, () => {
    for (const [name, program] of Object.entries(programs)) {
      it(`${name}`, async () => {
        const expected = await runProgram(program, oracle);
        expect(differences(expected, await runProgram(program, ours))).toEqual([]);
      });
    }
  });
}
