/**
 * Measures one row with one subject in this process and prints the figures as one line of JSON, the last of stdout.
 *
 * Usage: node --expose-gc scripts/reliability-probe.ts ROW ours|langgraph SEED
 */
import { loadLangGraph } from '../test/reliability/langgraph.ts';
import { ours } from '../test/reliability/ours.ts';
import { measure } from '../test/reliability/probe.ts';
import { rows } from '../test/reliability/rows.ts';

const [name, who, seed] = process.argv.slice(2);
const row = rows.find((candidate) => candidate.row === name);
const subject = who === 'ours' ? ours : loadLangGraph()?.subject;
if (row === undefined || subject === undefined) throw new Error(`There is no row "${name}" of "${who}".`);
const figures = await measure(row, subject, { size: row.size[subject.name], seed: Number(seed) });
// Whatever a row has left behind must not keep the process alive.
process.stdout.write(`\n${JSON.stringify(figures)}\n`, () => process.exit());
