import { describe, expect, it } from 'vitest';
import { benchmark } from '../../benchmarks/harness/benchmark.ts';
import { toRows } from '../../benchmarks/harness/rows.ts';
import type { Measuring } from '../../benchmarks/harness/schedule.ts';
import { sourceNodeFlags } from '../support/source-node.ts';
import { outcome } from './report.ts';

const budget = { warmUp: 5, sample: 5, limit: 10, samples: 1 };

function fake(contender: string): Measuring {
  const { measuring } = outcome(contender, {});
  return { ...measuring, url: new URL(`fakes/${contender}.ts`, import.meta.url).href };
}

// See run-child.test.ts.
describe.runIf('threadCpuUsage' in process)('benchmark', () => {
  it('measures everybody in every round, and goes on after a failure, which it reports once', async () => {
    const told: string[] = [];
    const tell = (line: string): void => void told.push(line);
    const options = { rounds: 2, budget, tell, timeout: 15_000, execArgv: sourceNodeFlags() };
    const { outcomes, failures } = await benchmark([fake('wrong'), fake('steady')], options);

    expect(failures).toEqual([
      { scenario: 'chain', size: 10, contender: 'wrong', error: expect.stringContaining('The result is 41, not 10.') },
    ]);
    expect(toRows(outcomes)).toEqual([expect.objectContaining({ contender: 'steady', processes: 2 })]);
    expect(told).toEqual([
      expect.stringMatching(/^\[round 1\/2, 1\/2\] chain 10 wrong: FAILED\n/),
      expect.stringMatching(/^\[round 1\/2, 2\/2\] chain 10 steady: \d.* µs per step, \d+ MB$/),
      expect.stringMatching(/^\[round 2\/2, 1\/2\] chain 10 steady: /),
    ]);
  });
});
