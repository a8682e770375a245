/** `npm run bench -- SUITE`: measures a suite and reports. What is measured and how: benchmarks/README.md. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contenders } from './contenders.ts';
import type { Contender } from './contender.ts';
import { benchmark } from './harness/benchmark.ts';
import { bundleSize } from './harness/bundle-size.ts';
import { installPeers } from './harness/install-peers.ts';
import type { Budget } from './harness/measure.ts';
import { checkNames, helpText, parseOptions, type Options } from './harness/options.ts';
import type { Report } from './harness/report.ts';
import { toRows } from './harness/rows.ts';
import { plan, type Measuring } from './harness/schedule.ts';
import { loadSuite, suiteNames, type LoadedScenario } from './harness/suite.ts';
import { currentLoad, missingContenders, watchSurroundings } from './harness/surroundings.ts';
import { toMarkdown } from './harness/table.ts';

const FULL: Budget = { warmUp: 500, sample: 40, limit: 500, samples: 9 };
const QUICK: Budget = { warmUp: 100, sample: 15, limit: 100, samples: 5 };
const TIMEOUT = 120_000;
const RESULTS = fileURLToPath(new URL('results', import.meta.url));

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const contenderNames = contenders.map(({ name }) => name);

async function main(args: readonly string[]): Promise<void> {
  const options = parseOptions(args);
  const suites = suiteNames();
  if (options.suite !== '') checkNames('suite', [options.suite], suites);
  const suite = options.suite === '' ? [] : await loadSuite(options.suite, contenders);
  const scenarioNames = suite.map(({ name }) => name);
  if (options.help) {
    console.log(helpText(suites, scenarioNames, contenderNames));
    return;
  }
  checkNames('scenario', options.scenarios, scenarioNames);
  checkNames('contender', options.contenders, contenderNames);
  const results = options.results ?? (isWhole(options) ? RESULTS : undefined);
  // What cannot be written is better known before everything has been measured.
  if (results !== undefined) mkdirSync(results, { recursive: true });
  if (options.json !== undefined) writeFileSync(options.json, '');

  const report = await measureSuite(suite, options);
  if (options.json !== undefined) writeReport(options.json, report);
  const charts = results === undefined ? [] : writeResults(results, report);
  console.log(toMarkdown(report, charts));
  if (report.failures.length > 0) {
    tell(`${report.failures.length} could not be measured; see above.`);
    process.exitCode = 1;
  }
}

async function measureSuite(suite: readonly LoadedScenario[], options: Options): Promise<Report> {
  const taking = contenders.filter(({ name }) => options.contenders?.includes(name) ?? true);
  if (taking.some((contender) => contender.package !== undefined)) installPeers(tell);
  const missing = missingContenders(taking);
  for (const { contender, because } of missing) tell(`${contender} is missing: ${because}.`);

  const { measurings, omissions } = plan(suite, options);
  const present = measurings.filter(({ contender }) => missing.every((absent) => absent.contender !== contender));
  if (currentLoad() > 1) tell(`The machine is busy (load ${currentLoad().toFixed(1)}): expect a larger spread.`);
  const endWatch = watchSurroundings(packagesOf(present));
  const budget = options.quick ? QUICK : FULL;
  const { outcomes, failures } = await benchmark(present, { budget, rounds: options.rounds, timeout: TIMEOUT, tell });
  const gzipKb = await bundleSizes(present);
  return {
    suite: options.suite,
    command: commandOf(options),
    rounds: options.rounds,
    rows: toRows(outcomes, gzipKb),
    failures,
    missing,
    omissions,
    scenarios: suite.map(({ name, about, unit, sizeOf, measure }) => ({ name, about, unit, sizeOf, measure })),
    surroundings: endWatch(),
  };
}

/** What has to be typed to measure the same again. */
function commandOf({ suite, quick, rounds, scenarios, contenders: asked }: Options): string {
  const chosen = [
    ...(quick ? ['--quick'] : []),
    `--rounds ${rounds}`,
    ...(scenarios === undefined ? [] : [`--scenarios ${scenarios.join(',')}`]),
    ...(asked === undefined ? [] : [`--contenders ${asked.join(',')}`]),
  ];
  return ['npm run bench --', suite, ...chosen].join(' ');
}

/** KB of the bundle by scenario and contender, for those whose import is measured. A module that does not bundle has none. */
async function bundleSizes(measurings: readonly Measuring[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const { scenario, contender: name, url } of measurings.filter(({ measured }) => measured.measure === 'import')) {
    try {
      const { contender } = (await import(url)) as { readonly contender: Contender };
      if (contender.specifier !== undefined) sizes.set(`${scenario} ${name}`, await bundleSize(contender.specifier));
    } catch (error) {
      tell(`${name} does not bundle: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return sizes;
}

function packagesOf(measurings: readonly Measuring[]): string[] {
  const measured = new Set(measurings.map(({ contender }) => contender));
  return contenders.flatMap((contender) => (measured.has(contender.name) ? (contender.package ?? []) : []));
}

/** Results of a whole run may replace those that are kept. */
function isWhole({ quick, scenarios, contenders: asked }: Options): boolean {
  return !quick && scenarios === undefined && asked === undefined;
}

function writeReport(file: string, report: Report): void {
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
}

/** @returns the file names of the charts */
function writeResults(folder: string, report: Report): string[] {
  const data = join(folder, `${report.suite}.json`);
  writeReport(data, report);
  const charts = drawCharts(data, folder);
  writeFileSync(join(folder, `${report.suite}.md`), toMarkdown(report, charts));
  tell(`Results are in ${folder}.`);
  return charts;
}

/** In a process of its own: what draws need not be installed for anything else to work. */
function drawCharts(data: string, folder: string): string[] {
  const script = fileURLToPath(new URL('draw-charts.ts', import.meta.url));
  try {
    const printed = execFileSync(process.execPath, [script, data, folder], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return printed.split('\n').filter((line) => line !== '');
  } catch {
    tell('The charts could not be drawn; see above. `npm ci` in benchmarks/ installs what draws them.');
    return [];
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
