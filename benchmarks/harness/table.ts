/** A report as Markdown. Pure. */
import { contenders } from '../contenders.ts';
import type { Report, ScenarioInfo } from './report.ts';
import type { Row } from './rows.ts';

const OURS = 'ours';

/** @param charts file names of the charts beside the table */
export function toMarkdown(report: Report, charts: readonly string[] = []): string {
  const of = (measure: ScenarioInfo['measure']): ScenarioInfo[] =>
    report.scenarios.filter((scenario) => scenario.measure === measure);
  const parts = [
    `# Benchmark: ${report.suite}`,
    describeRun(report),
    section('CPU', 'Microseconds of main-thread CPU, median over the processes (spread in brackets).', [
      comparison(report, of('time'), { cell: withSpread, judged: true }),
    ]),
    section('Memory held', 'KB on the heap and in buffers, median (microseconds of CPU in brackets).', [
      comparison(report, of('memory'), { cell: heldAndTime, judged: true }),
    ]),
    section('Stored', 'KB in the store at the end, median (microseconds of CPU in brackets).', [
      comparison(report, of('storage'), { cell: heldAndTime, judged: true }),
    ]),
    section(
      'Import and bundle',
      'CPU and added resident memory of the import in a fresh process; all exports, minified and compressed.',
      [importTable(report, of('import'))],
    ),
    section('Resident memory', 'MB of the whole process at its peak, median.', [
      comparison(report, of('time'), { cell: ({ rssMb }) => short(rssMb), judged: false }),
    ]),
    section('Charts', '', [charts.map((file) => `![${file.replace('.svg', '')}](${file})`).join('\n\n')]),
    section('Not measured', '', [notMeasured(report)]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function describeRun({ command, rounds, surroundings }: Report): string {
  const { date, node, processor, cores, loadBefore, loadAfter, seconds, versions } = surroundings;
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `\`${command}\`, ${date}: Node ${node}, ${cores} × ${processor}, `,
    `load ${loadBefore.toFixed(2)} before and ${loadAfter.toFixed(2)} after, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${seconds} s.`,
    packages.length === 0 ? '' : `\nCompared with ${packages.join(', ')}.`,
  ].join('');
}

function section(title: string, about: string, contents: readonly string[]): string {
  const present = contents.filter((part) => part !== '');
  return present.length === 0 ? '' : [`## ${title}`, ...(about === '' ? [] : [about]), ...present].join('\n\n');
}

/** What a cell says, and whether ratios follow. */
interface Shown {
  readonly cell: (row: Row) => string;
  readonly judged: boolean;
}

/** One line per scenario and size, one column per contender. */
function comparison(report: Report, scenarios: readonly ScenarioInfo[], { cell, judged }: Shown): string {
  const shown = contendersOf(report, scenarios);
  const ratios = judged ? ['LangGraph ÷ ours', 'ours ÷ by hand'] : [];
  const lines = scenarios.flatMap(({ name, about, unit, sizeOf }) =>
    sizesOf(report, name).map((size) => {
      const find = (contender: string): Row | undefined =>
        report.rows.find((row) => row.scenario === name && row.size === size && row.contender === contender);
      const ours = find(OURS);
      return [
        `${about}, ${count(size)} ${sizeOf}${judged ? `, per ${unit}` : ''}`,
        ...shown.map((contender) => optional(find(contender), cell)),
        ...(judged ? [optional(ours?.cheaperThanLangGraph, short), optional(ours?.timesFloor, short)] : []),
      ];
    }),
  );
  return table(['scenario', ...shown.map(labelOf), ...ratios], lines);
}

/** One line per contender. */
function importTable(report: Report, scenarios: readonly ScenarioInfo[]): string {
  const rows = report.rows.filter((row) => isOneOf(scenarios, row));
  const aboutOf = (name: string): string => scenarios.find((scenario) => scenario.name === name)?.about ?? name;
  const lines = contendersOf(report, scenarios).flatMap((name) =>
    rows
      .filter((row) => row.contender === name)
      .map(({ scenario, medianUs, spreadUs, processes, rssMb, gzipKb }) => [
        scenarios.length > 1 ? `${labelOf(name)}, ${aboutOf(scenario)}` : labelOf(name),
        withSpread({ medianUs: medianUs / 1000, spreadUs: spreadUs / 1000, processes }),
        short(rssMb),
        optional(gzipKb, short),
      ]),
  );
  return table(['', 'CPU, ms', 'added MB', 'bundle, KB gzip'], lines);
}

function notMeasured({ missing, omissions, failures }: Report): string {
  return [
    ...missing.map(({ contender, because }) => `- ${labelOf(contender)}: ${because}.`),
    ...omissions.map(
      ({ scenario, size, contender, because }) => `- ${labelOf(contender)}, ${scenario} ${count(size)}: ${because}.`,
    ),
    ...failures.map(
      ({ scenario, size, contender, error }) =>
        `- ${labelOf(contender)}, ${scenario} ${count(size)}: failed, ${firstLine(error)}`,
    ),
  ].join('\n');
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  if (lines.length === 0) return '';
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** One process has no spread. */
function withSpread({ medianUs, spreadUs, processes }: Pick<Row, 'medianUs' | 'spreadUs' | 'processes'>): string {
  return processes > 1 ? `${short(medianUs)} (${short(spreadUs)})` : short(medianUs);
}

function heldAndTime({ bytes, medianUs }: Row): string {
  return `${short((bytes ?? Number.NaN) / 1024)} (${short(medianUs)})`;
}

/** Those who have a row in one of the scenarios, in the order in which contenders are shown. */
function contendersOf(report: Report, scenarios: readonly ScenarioInfo[]): string[] {
  const rows = report.rows.filter((row) => isOneOf(scenarios, row));
  return contenders.map(({ name }) => name).filter((name) => rows.some((row) => row.contender === name));
}

function isOneOf(scenarios: readonly ScenarioInfo[], row: Row): boolean {
  return scenarios.some(({ name }) => name === row.scenario);
}

function sizesOf(report: Report, scenario: string): number[] {
  return [...new Set(report.rows.filter((row) => row.scenario === scenario).map(({ size }) => size))].sort(
    (a, b) => a - b,
  );
}

function optional<Value>(value: Value | null | undefined, show: (value: Value) => string): string {
  return value === null || value === undefined ? '–' : show(value);
}

/** Two or three digits that count: `0.24`, `7.1`, `153`, `1,073`. */
function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return count(Math.round(value));
  return value.toFixed(size >= 10 ? 1 : 2);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function labelOf(name: string): string {
  return contenders.find((contender) => contender.name === name)?.label ?? name;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
