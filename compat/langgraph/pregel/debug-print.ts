/** What `debug: true` prints on the console. */
import { readChannels } from './channel-output.ts';
import type { PregelRun } from './pregel-run.ts';
import type { TaskFrame } from './task-frame.ts';

const BLUE = '\u001B[34m';
const GREEN = '\u001B[32m';
const YELLOW = '\u001B[33;1m';
const BOLD = '\u001B[1m';
const PLAIN = '\u001B[0m';

export function printCheckpoint(run: PregelRun): void {
  const step = run.step - 1;
  const state = readChannels(run.program, run.engineRun.values, [run.streamKeys].flat());
  console.log(
    `${BLUE}[${step}:checkpoint]${PLAIN}${BOLD} State at the end of step ${step}:${PLAIN}\n${JSON.stringify(state, null, 2)}`,
  );
}

export function printTasks(step: number, tasks: readonly TaskFrame[]): void {
  const lines = tasks.map(({ name, input }) => `- ${GREEN}${name}${PLAIN} -> ${JSON.stringify(input, null, 2)}`);
  const count = `${tasks.length} task${tasks.length === 1 ? '' : 's'}`;
  console.log(
    `${BLUE}[${step}:tasks]${PLAIN}${BOLD} Starting step ${step} with ${count}:${PLAIN}\n${lines.join('\n')}`,
  );
}

export function printWrites(step: number, tasks: readonly TaskFrame[], { streamKeys }: PregelRun): void {
  const told = new Set([streamKeys].flat());
  const written = new Map<string, unknown[]>();
  for (const [channel, value] of tasks.flatMap(({ writes }) => writes)) {
    if (!told.has(channel)) continue;
    const values = written.get(channel);
    if (values === undefined) written.set(channel, [value]);
    else values.push(value);
  }
  const lines = [...written].map(
    ([name, values]) => `- ${YELLOW}${name}${PLAIN} -> ${values.map((value) => JSON.stringify(value)).join(', ')}`,
  );
  const count = `${written.size} channel${written.size === 1 ? '' : 's'}`;
  console.log(
    `${BLUE}[${step}:writes]${PLAIN}${BOLD} Finished step ${step} with writes to ${count}:${PLAIN}\n${lines.join('\n')}`,
  );
}
