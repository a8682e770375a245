/**
 * `npm run reliability`: injects the faults of the scorecard into this package and, where it is installed, into LangGraph;
 * each row in a fresh process.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadLangGraph } from '../test/reliability/langgraph.ts';
import { verdictOn } from '../test/reliability/probe.ts';
import type { Figures, Row } from '../test/reliability/row.ts';
import { rows } from '../test/reliability/rows.ts';
import type { Subject } from '../test/reliability/subject.ts';
import { sourceNodeFlags } from '../test/support/source-node.ts';

const HELP = `Usage: npm run reliability -- [options]

  --rows 18,S9   only these rows
  --seed N       draw what N draws; printed by every run, so that it can be repeated
  --json FILE    also write { rows: [{ row, injected, ours, langgraph, target, verdict }] }
  --help         print this

Rows: ${rows.map(({ row }) => row).join(', ')}
Ends with 1 if a target is missed, with 2 for options that it does not know.
LangGraph is measured where it is installed: npm ci in benchmarks/.`;

/** Milliseconds after which a row is given up. */
const LONGEST = 300_000;

/** Figures, or why there are none. */
type Outcome = Figures | string;

interface ReportRow {
  readonly row: string;
  readonly injected: string;
  readonly ours: Outcome;
  readonly langgraph: Outcome;
  readonly target: string;
  readonly verdict: 'met' | 'missed';
}

function options() {
  try {
    const { values } = parseArgs({
      options: {
        rows: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    const wanted = values.rows?.split(',');
    const unknown = wanted?.filter((name) => !rows.some(({ row }) => row === name)) ?? [];
    if (unknown.length > 0) throw new Error(`There is no row ${unknown.join(', ')}.`);
    const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
    if (!Number.isSafeInteger(seed)) throw new Error(`The seed is "${values.seed}": give an integer.`);
    return { ...values, seed, chosen: rows.filter(({ row }) => wanted?.includes(row) ?? true) };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return process.exit(2);
  }
}

/** Measures a row in a process of its own. */
function probe({ row }: Row, who: Subject['name'], seed: number): Promise<Outcome> {
  const script = fileURLToPath(new URL('reliability-probe.ts', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', ...sourceNodeFlags(), script, row, who, String(seed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST,
  });
  let printed = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained = (complained + chunk.toString()).slice(-2000)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      // What we complain of is worth reading: the graph that went wrong. LangGraph complains of what it is meant to meet.
      if (who === 'ours') process.stderr.write(complained);
      if (code === 0) resolve(JSON.parse(printed.trim().split('\n').at(-1) ?? '') as Figures);
      else if (signal !== null) resolve(`no end within ${LONGEST / 1000} s`);
      else resolve(`the process ended with ${code}: ${reason(complained)}`);
    });
  });
}

/** The line of a crash that says why. */
function reason(complained: string): string {
  const lines = complained.split('\n').map((line) => line.trim());
  return lines.find((line) => /^(Uncaught )?\w*Error\b/.test(line)) ?? lines.at(0) ?? '';
}

function show(outcome: Outcome): string {
  if (typeof outcome === 'string') return outcome;
  const rounded = (value: number | null): string => (value === null ? 'never' : `${Number(value.toPrecision(3))}`);
  return Object.entries(outcome)
    .map(([name, value]) => `${name} ${rounded(value)}`)
    .join(', ');
}

async function report(row: Row, seed: number, hasLangGraph: boolean): Promise<ReportRow> {
  const figures = await probe(row, 'ours', seed);
  const absent = row.notMeasured ?? (hasLangGraph ? undefined : 'not installed');
  const theirs = absent ?? (await probe(row, 'langgraph', seed));
  return {
    row: row.row,
    injected: row.injected,
    ours: figures,
    langgraph: theirs,
    target: row.target,
    verdict: typeof figures === 'string' ? 'missed' : verdictOn(row, figures, 'full'),
  };
}

const { help, json, seed, chosen } = options();
if (help) {
  console.log(HELP);
  process.exit();
}
const langgraph = loadLangGraph();
console.log(
  `Node ${process.version}, LangGraph ${langgraph?.version ?? 'not installed'}, seed ${seed}, ` +
    `load ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores\n`,
);
const reports: ReportRow[] = [];
for (const row of chosen) {
  const result = await report(row, seed, langgraph !== undefined);
  reports.push(result);
  console.log(`${result.row}  ${result.injected}`);
  console.log(`    ours       ${show(result.ours)}`);
  console.log(`    LangGraph  ${show(result.langgraph)}`);
  console.log(`    target     ${result.target}: ${result.verdict}\n`);
}
const missed = reports.filter(({ verdict }) => verdict === 'missed').map(({ row }) => row);
console.log(missed.length === 0 ? 'Every target met.' : `Missed: ${missed.join(', ')}.`);
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ rows: reports }, undefined, 2)}\n`);
if (missed.length > 0) process.exitCode = 1;
