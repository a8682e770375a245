import { describe, expect, it } from 'vitest';
import { plan, rounds } from '../../benchmarks/harness/schedule.ts';
import type { LoadedScenario } from '../../benchmarks/harness/suite.ts';

function scenario(name: string, changed: Partial<LoadedScenario> = {}): LoadedScenario {
  const entries = ['floor', 'ours'].map((contender) => ({
    scenario: name,
    contender,
    url: `file:///${name}/${contender}`,
  }));
  return {
    name,
    entries,
    about: '',
    unit: 'step',
    sizeOf: 'nodes',
    sizes: [10, 100],
    units: () => 1,
    measure: 'time',
    ...changed,
  };
}

const suite = [scenario('chain', { quickSizes: [10] }), scenario('loop')];
const listed = (selection: Partial<Parameters<typeof plan>[1]>, scenarios = suite) =>
  plan(scenarios, { quick: false, ...selection }).measurings.map(
    (one) => `${one.scenario} ${one.size} ${one.contender}`,
  );

describe('plan', () => {
  it('holds every contender at every size, scenario by scenario', () => {
    expect(listed({ scenarios: ['chain'] })).toEqual([
      'chain 10 floor',
      'chain 10 ours',
      'chain 100 floor',
      'chain 100 ours',
    ]);
    expect(listed({})).toHaveLength(8);
  });

  it('holds fewer sizes for a quick run where there are fewer', () => {
    expect(listed({ quick: true, contenders: ['ours'] })).toEqual(['chain 10 ours', 'loop 10 ours', 'loop 100 ours']);
  });

  it('leaves out what a contender cannot do, and says why', () => {
    const limited = scenario('wide', { limits: { floor: { largest: 10, because: 'it is too slow' } } });
    const { measurings, omissions } = plan([limited], { quick: false });
    expect(measurings).toHaveLength(3);
    expect(omissions).toEqual([{ scenario: 'wide', size: 100, contender: 'floor', because: 'it is too slow' }]);
  });
});

describe('rounds', () => {
  const names = (count: number, scenarios: readonly LoadedScenario[]) =>
    rounds(plan(scenarios, { quick: true, contenders: ['ours'] }).measurings, count).map((round) =>
      round.map(({ scenario: name, size }) => `${name} ${size}`),
    );

  it('turn the order round each time', () => {
    expect(names(3, suite)).toEqual([
      ['chain 10', 'loop 10', 'loop 100'],
      ['loop 100', 'loop 10', 'chain 10'],
      ['chain 10', 'loop 10', 'loop 100'],
    ]);
  });

  it('leave out what has had enough of them', () => {
    const exact = scenario('memory', { quickSizes: [10], rounds: 1 });
    expect(names(2, [exact, scenario('chain', { quickSizes: [10] })])).toEqual([
      ['memory 10', 'chain 10'],
      ['chain 10'],
    ]);
  });
});
