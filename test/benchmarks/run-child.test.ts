import { describe, expect, it } from 'vitest';
import { runChild, type ChildAnswer } from '../../benchmarks/harness/run-child.ts';
import type { Measurement } from '../../benchmarks/harness/measure.ts';
import type { Scenario } from '../../benchmarks/contender.ts';
import { sourceNodeFlags } from '../support/source-node.ts';

const budget = { warmUp: 20, sample: 5, limit: 50, samples: 3 };

function run(
  fake: string,
  measure: Scenario['measure'] = 'time',
  { size = 10, timeout = 15_000 } = {},
): Promise<ChildAnswer> {
  const contender = new URL(`fakes/${fake}.ts`, import.meta.url).href;
  return runChild({ contender, measure, size, units: size, budget }, { timeout, execArgv: sourceNodeFlags() });
}

async function measured(...args: Parameters<typeof run>): Promise<Measurement> {
  const answer = await run(...args);
  if ('error' in answer) throw new Error(answer.error);
  return answer.measurement;
}

async function failed(...args: Parameters<typeof run>): Promise<string> {
  const answer = await run(...args);
  if ('measurement' in answer) throw new Error(`It was measured: ${JSON.stringify(answer)}`);
  return answer.error;
}

// The repository's own Node has it; the oldest that the package supports has not, and benchmarks do not run there.
describe.runIf('threadCpuUsage' in process)('a process that measures', () => {
  it('answers with CPU per unit and peak memory', async () => {
    const small = await measured('steady', 'time', { size: 2 });
    const large = await measured('steady', 'time', { size: 200 });
    expect(small.us).toBeGreaterThan(1);
    // Per unit it is the same work, if not the same time.
    expect(large.us / small.us).toBeGreaterThan(0.02);
    expect(large.us / small.us).toBeLessThan(50);
    expect(large.rssMb).toBeGreaterThan(20);
    expect(large).not.toHaveProperty('bytes');
  });

  it('tells memory that is kept, in buffers too', async () => {
    const { bytes } = await measured('steady', 'memory', { size: 5000 });
    expect(bytes).toBeGreaterThan(900);
    expect(bytes).toBeLessThan(2000);
  });

  it('tells the bytes that were stored, and refuses work that does not tell them', async () => {
    expect((await measured('storing', 'storage', { size: 10 })).bytes).toBe(7);
    expect(await failed('steady', 'storage', { size: 10 })).toContain('did not return how many bytes it stored');
  });

  it('calls what is imported once', async () => {
    const { us, rssMb } = await measured('steady', 'import', { size: 1000 });
    expect(us).toBeGreaterThan(1000);
    expect(rssMb).toBeLessThan(100);
  });

  it('is not disturbed by what the contender prints', async () => {
    expect((await measured('talking')).us).toBeGreaterThan(0);
  });
});

describe('a process that cannot measure', () => {
  it.runIf('threadCpuUsage' in process)('answers with what the contender threw', async () => {
    expect(await failed('wrong')).toContain('The result is 41, not 10.');
  });

  it('answers with the error of a contender that cannot be loaded', async () => {
    expect(await failed('absent')).toMatch(/absent\.ts/);
  });

  it.runIf('threadCpuUsage' in process)('is reported with its exit code and last words when it dies', async () => {
    const error = await failed('dying');
    expect(error).toContain('exit code 7');
    expect(error).toContain('no more strength');
  });

  it.runIf('threadCpuUsage' in process)('is ended when it hangs', async () => {
    expect(await failed('hanging', 'time', { timeout: 1000 })).toContain('SIGKILL, after at most 1 s');
  });
});
