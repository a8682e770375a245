/** Programs as tests: each observes the same on both libraries. */
import { describe, expect, test } from 'vitest';
import { differences } from './differential/differences.ts';
import { load } from './differential/library.ts';
import { runProgram, type Programs } from './differential/run-program.ts';

export function equalTheOracle(title: string, programs: Programs): void {
  describe(`${title}, side by side with the original`, () => {
    test.each(Object.keys(programs))('%s', { timeout: 20_000 }, async (name) => {
      const program = programs[name];
      if (program === undefined) throw new Error(`There is no program "${name}".`);
      const [oracle, ours] = await Promise.all([load('oracle'), load('ours')]);
      const expected = await runProgram(program, oracle);
      expect(differences(expected, await runProgram(program, ours))).toEqual([]);
    });
  });
}
