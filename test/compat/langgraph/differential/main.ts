/**
 * `node test/compat/langgraph/differential/main.ts [--subject oracle] [--only TEXT] [--print]`: compares the door with the
 * original, each group of programs in a process of its own, and lists the programs that differ. With `--subject oracle` it
 * compares the original with itself: a program that differs then is not deterministic. `--print` shows what the oracle does.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareGroup, type Comparison } from './compare-programs.ts';
import { load, type Subject } from './library.ts';
import { programTable } from './program-table.ts';
import { runProgram } from './run-program.ts';

const PATIENCE = 120_000;

const { values: options } = parseArgs({
  options: {
    subject: { type: 'string', default: 'ours' },
    only: { type: 'string', default: '' },
    group: { type: 'string' },
    print: { type: 'boolean', default: false },
  },
});
const subject: Subject = options.subject === 'oracle' ? 'oracle' : 'ours';

if (options.print) await print();
else if (options.group !== undefined) await tellGroup(options.group);
else await compareAll();

async function print(): Promise<void> {
  const library = await load(subject);
  for (const [group, programs] of Object.entries(programTable)) {
    for (const [name, program] of Object.entries(programs)) {
      if (!`${group}: ${name}`.includes(options.only)) continue;
      console.log(`\n${group}: ${name}`);
      for (const observation of await runProgram(program, library)) {
        console.log(`  ${observation.name} = ${JSON.stringify(observation.value)}`);
      }
    }
  }
  process.exit();
}

async function tellGroup(group: string): Promise<void> {
  process.on('unhandledRejection', (reason) => process.send?.({ unhandled: String(reason) }));
  for await (const comparison of compareGroup(group, subject, options.only)) process.send?.(comparison);
  process.exit();
}

async function compareAll(): Promise<void> {
  let compared = 0;
  const different: string[] = [];
  for (const [group, programs] of Object.entries(programTable)) {
    if (!Object.keys(programs).some((name) => `${group}: ${name}`.includes(options.only))) continue;
    for (const { program, difference, reason } of await groupInProcess(group)) {
      compared++;
      if (difference !== undefined && reason === undefined) different.push(`${program}\n  ${difference}`);
      if (difference === undefined && reason !== undefined) different.push(`${program}\n  no longer differs`);
    }
  }
  console.log(`${different.length} of ${compared} programs differ (${subject} against the oracle).\n`);
  console.log(different.join('\n\n'));
  process.exitCode = different.length > 0 ? 1 : 0;
}

async function groupInProcess(group: string): Promise<Comparison[]> {
  const args = ['--subject', subject, '--only', options.only, '--group', group];
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const comparisons: Comparison[] = [];
  const complaints: string[] = [];
  createInterface({ input: child.stderr ?? process.stdin }).on('line', (line) => complaints.push(line));
  child.on('message', (message: Comparison | { unhandled: string }) => {
    if ('unhandled' in message) complaints.push(`unhandled rejection: ${message.unhandled}`);
    else comparisons.push(message);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const unhandled = complaints.filter((line) => line.startsWith('unhandled rejection'));
  if (code !== 0 || unhandled.length > 0) {
    const lines = code === 0 ? unhandled : complaints;
    comparisons.push({
      program: `${group}: process (after ${comparisons.at(-1)?.program ?? 'its start'})`,
      difference: `ended with ${String(code)}\n  ${lines.slice(0, 8).join('\n  ')}`,
    });
  }
  return comparisons;
}
