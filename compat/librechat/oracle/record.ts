/** Plays every scenario of the golden folder, or the named ones, and writes what was recorded back into its file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { play } from '../../../test/runtime/golden-player.ts';
import { readScenario, scenarioNames } from '../../../test/runtime/golden-scenario.ts';
import { librechatSubject } from './librechat-subject.ts';

const width = 150;
/** Deep enough to give each event a line of its own. */
const deepest = 4;

/** JSON with a line for everything that fits on one, or lies deep. */
function format(value: unknown, depth = 0): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || depth === deepest || depth * 2 + line.length <= width) return line;
  const items = Array.isArray(value)
    ? value.map((item) => format(item, depth + 1))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}: ${format(item, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const indent = '  '.repeat(depth);
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`;
}

async function record(name: string): Promise<void> {
  const url = new URL(`../../../test/runtime/golden/${name}.json`, import.meta.url);
  const { recorded: _, ...scenario } = readScenario(name);
  const before = readFileSync(url, 'utf8');
  const after = `${format({ ...scenario, recorded: await play(scenario, librechatSubject) })}\n`;
  writeFileSync(url, after);
  console.log(`${after === before ? 'same   ' : 'changed'} ${name}`);
}

const wanted = process.argv.slice(2);
for (const name of wanted.length === 0 ? scenarioNames() : wanted) await record(name);
