/**
 * What a super-step costs: `node benchmarks/superstep/bench.ts [--json FILE]`. Method: benchmarks/README.md.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Contender, Scenario } from './contender.ts';
import { floor } from './floor.ts';
import { ours } from './ours.ts';

const CASES: readonly { readonly scenario: Scenario; readonly size: number; readonly units: number }[] = [
  { scenario: 'chain', size: 10, units: 10 },
  { scenario: 'chain', size: 100, units: 100 },
  { scenario: 'chain', size: 1000, units: 1000 },
  { scenario: 'loop', size: 1000, units: 1000 },
  { scenario: 'async', size: 100, units: 100 },
  { scenario: 'channels', size: 15, units: 1000 },
  { scenario: 'channels', size: 500, units: 1000 },
  { scenario: 'run', size: 1, units: 1 },
  { scenario: 'run', size: 100, units: 1 },
  { scenario: 'fan-out', size: 100, units: 100 },
  { scenario: 'fan-out', size: 1000, units: 1000 },
  { scenario: 'fan-out', size: 100_000, units: 100_000 },
];
const CONTENDERS: readonly Contender[] = [floor, ours];
const SAMPLES = 9;
/** Units (steps or tasks) in one sample, so that it lasts some tens of milliseconds. */
const UNITS_PER_SAMPLE = 200_000;

interface Row {
  readonly scenario: Scenario;
  readonly size: number;
  readonly contender: string;
  readonly medianUs: number;
  readonly spreadUs: number;
  readonly timesFloor: number;
}

/** Microseconds of main-thread CPU so far. */
function mainThreadCpu(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

async function sample(run: () => Promise<void>, units: number): Promise<number> {
  const times = Math.max(1, Math.round(UNITS_PER_SAMPLE / units));
  const before = mainThreadCpu();
  for (let time = 0; time < times; time++) await run();
  return (mainThreadCpu() - before) / (times * units);
}

/** One warm-up each, then samples in turn, the order of the contenders reversed each round. */
async function measure(scenario: Scenario, size: number, units: number): Promise<Row[]> {
  const entries = CONTENDERS.map((contender) => ({
    name: contender.name,
    run: contender.scenarios[scenario](size),
    figures: [] as number[],
  }));
  for (const { run } of entries) for (let round = 0; round < 3; round++) await sample(run, units);
  for (let round = 0; round < SAMPLES; round++) {
    const order = round % 2 === 0 ? entries : entries.toReversed();
    for (const { run, figures } of order) figures.push(await sample(run, units));
  }
  const floorUs = median(entries.find(({ name }) => name === floor.name)?.figures ?? []);
  return entries.map(({ name, figures }) => ({
    scenario,
    size,
    contender: name,
    medianUs: median(figures),
    spreadUs: Math.max(...figures) - Math.min(...figures),
    timesFloor: median(figures) / floorUs,
  }));
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? Number.NaN;
}

const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
const rows: Row[] = [];
for (const { scenario, size, units } of CASES) rows.push(...(await measure(scenario, size, units)));

console.log(
  `Node ${process.version}, microseconds of main-thread CPU per super-step (fan-out: per task, run: per run), median of ${SAMPLES} samples\n`,
);
console.table(
  rows.map(({ scenario, size, contender, medianUs, spreadUs, timesFloor }) => ({
    scenario,
    size,
    contender,
    'median µs': medianUs.toFixed(3),
    'spread µs': spreadUs.toFixed(3),
    '× floor': timesFloor.toFixed(1),
  })),
);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify({ rows }, undefined, 2)}\n`);
