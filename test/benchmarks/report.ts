/** What the tests of rows and tables measure with. */
import type { Measurement } from '../../benchmarks/harness/measure.ts';
import type { Report, ScenarioInfo } from '../../benchmarks/harness/report.ts';
import { toRows, type Outcome } from '../../benchmarks/harness/rows.ts';

export const scenarioInfo: ScenarioInfo = {
  name: 'chain',
  about: 'chain of nodes',
  unit: 'step',
  sizeOf: 'nodes',
  measure: 'time',
};

/** One process that measured. */
export function outcome(
  contender: string,
  measurement: Partial<Measurement>,
  { info = scenarioInfo, size = 10 }: { info?: ScenarioInfo; size?: number } = {},
): Outcome {
  const { name, ...scenario } = info;
  const measured = { ...scenario, name, sizes: [size], units: () => 1, entries: [] };
  const url = `file:///${contender}.ts`;
  return {
    measuring: { scenario: name, contender, url, size, measured },
    measurement: { us: 1, rssMb: 50, ...measurement },
  };
}

export function report(outcomes: readonly Outcome[], changed: Partial<Report> = {}): Report {
  return {
    suite: 'engine',
    command: 'npm run bench -- engine',
    rounds: 3,
    rows: toRows(outcomes),
    failures: [],
    missing: [],
    omissions: [],
    scenarios: [scenarioInfo],
    surroundings: {
      date: '2030-01-02',
      node: 'v24.0.0',
      processor: 'Abacus',
      cores: 2,
      loadBefore: 0.25,
      loadAfter: 1,
      seconds: 61,
      versions: { xstate: '5.0.0' },
    },
    ...changed,
  };
}
