/**
 * Draws a report as SVG, one chart per scenario: lines over the sizes, or bars where there is one size.
 * Prints the names of the files.
 *
 * Usage: node benchmarks/draw-charts.ts REPORT.json FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { contenders } from './contenders.ts';
import type { Report, ScenarioInfo } from './harness/report.ts';
import { figure, type Row } from './harness/rows.ts';

const COLOURS = ['#999999', '#0b6e4f', '#c1440e', '#6a4c93', '#b08900', '#1f6fb2'];
const STYLE = { background: 'white', color: 'black', fontSize: '12px' };

interface Point {
  readonly label: string;
  readonly size: number;
  readonly value: number;
}

const label = (name: string): string => contenders.find((contender) => contender.name === name)?.label ?? name;
const color = { domain: contenders.map(({ name }) => label(name)), range: COLOURS };

/** µs where time is measured, KB where memory or storage is, ms for an import. */
function pointsOf({ name, measure }: ScenarioInfo, rows: readonly Row[]): Point[] {
  const divisor = { time: 1, memory: 1024, storage: 1024, import: 1000 }[measure];
  return rows
    .filter((row) => row.scenario === name)
    .map((row) => ({ label: label(row.contender), size: row.size, value: figure(row) / divisor }))
    .filter(({ value }) => value > 0);
}

function titleOf({ about, unit, measure }: ScenarioInfo): string {
  return `${about}: ${{ time: 'µs of CPU', memory: 'KB held', storage: 'KB stored', import: 'ms of CPU' }[measure]} per ${unit} (logarithmic)`;
}

function draw(scenario: ScenarioInfo, points: readonly Point[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const sizes = new Set(points.map(({ size }) => size));
  const chart = sizes.size > 1 ? lines(scenario, points) : bars(scenario, points);
  const svg = Plot.plot({ document, width: 720, style: STYLE, color, ...chart });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${svg.outerHTML}\n`;
}

function lines(scenario: ScenarioInfo, points: readonly Point[]): Plot.PlotOptions {
  const position = { x: 'size', y: 'value', stroke: 'label' } as const;
  const names = { x: 'size', y: 'value', text: 'label', fill: 'label', textAnchor: 'start', dx: 8 } as const;
  const ticks = [...new Set(points.map(({ size }) => size))];
  return {
    height: 380,
    marginRight: 120,
    marginLeft: 60,
    x: { type: 'log', label: scenario.sizeOf, ticks, tickFormat: ',' },
    y: { type: 'log', label: titleOf(scenario), grid: true, tickFormat: '~g' },
    marks: [
      Plot.line(points, { ...position, z: 'label', strokeWidth: 2 }),
      Plot.dot(points, { ...position, fill: 'label' }),
      Plot.text(namesBeside(points), names),
    ],
  };
}

/** Where to write the name of each line: at its last point, or as far below as it must be for names not to overlap. */
function namesBeside(points: readonly Point[]): Point[] {
  const values = points.map(({ value }) => value);
  // A name takes a twentieth of the height.
  const gap = (Math.max(...values) / Math.min(...values)) ** (1 / 20);
  const end = Math.max(...points.map(({ size }) => size));
  const last = [...Map.groupBy(points, (point) => point.label).values()].flatMap((line) =>
    line.toSorted((a, b) => b.size - a.size).slice(0, 1),
  );
  let above = Number.POSITIVE_INFINITY;
  return last
    .sort((a, b) => b.value - a.value)
    .map((point) => {
      // A line that ends early has room of its own.
      if (point.size < end) return point;
      above = Math.min(point.value, above / gap);
      return { ...point, value: above };
    });
}

function bars(scenario: ScenarioInfo, points: readonly Point[]): Plot.PlotOptions {
  // A logarithmic axis has no zero: bars begin a little below the least.
  const least = Math.min(...points.map(({ value }) => value)) / 3;
  const position = { x1: least, x2: 'value', y: 'label', fill: 'label' } as const;
  const text = {
    x: 'value',
    y: 'label',
    text: ({ value }: Point) => Number(value.toPrecision(3)).toLocaleString('en-US'),
    textAnchor: 'start',
    dx: 4,
  } as const;
  return {
    height: 75 + 32 * points.length,
    marginBottom: 45,
    marginLeft: 130,
    marginRight: 60,
    x: { type: 'log', label: titleOf(scenario), grid: true, tickFormat: '~g' },
    y: { label: null, domain: points.map((point) => point.label) },
    marks: [Plot.rectX(points, position), Plot.text(points, text)],
  };
}

const [data, folder] = process.argv.slice(2);
if (data === undefined || folder === undefined)
  throw new Error('Usage: node benchmarks/draw-charts.ts REPORT.json FOLDER');
const report = JSON.parse(readFileSync(data, 'utf8')) as Report;
for (const scenario of report.scenarios) {
  const points = pointsOf(scenario, report.rows);
  if (points.length === 0) continue;
  const file = `${report.suite}-${scenario.name}.svg`;
  writeFileSync(join(folder, file), draw(scenario, points));
  console.log(file);
}
