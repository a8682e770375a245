/** Programs as tests: each observes the same on both libraries. */
import { expect, test } from 'vitest';
import { differences } from './differential/differences.ts';
import { load } from './differential/library.ts';
import { runProgram, type Programs } from './differential/run-program.ts';

export function equalTheOracle(programs: Programs): void {
  for (const [name, program] of Object.entries(programs)) {
    test(name, { timeout: 20_000 }, async () => {
      const [oracle, ours] = await Promise.all([load('oracle'), load('ours')]);
      const expected = await runProgram(program, oracle);
      expect(differences(expected, await runProgram(program, ours))).toEqual([]);
    });
  }
}
