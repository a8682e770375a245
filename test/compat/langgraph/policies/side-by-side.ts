/** Runs programs on the door and on the oracle, and expects of both the same. */
import { describe, expect, it } from 'vitest';
import { load, type Library } from '../differential/library.ts';
import { logState, type Loose } from '../differential/programs/log-state.ts';
import { runProgram, type Programs } from '../differential/run-program.ts';

const [oracle, ours] = [await load('oracle'), await load('ours')];

export function sideBySide(subject: string, programs: Programs): void {
  describe(`${subject}, as the oracle has it`, () => {
    for (const [name, program] of Object.entries(programs)) {
      it(`${name}`, async () => {
        const expected = await runProgram(program, oracle);
        const lines = (tape: typeof expected): string[] =>
          tape.map(({ name, value }) => `${name} = ${JSON.stringify(value)}`);
        expect(lines(await runProgram(program, ours))).toEqual(lines(expected));
      });
    }
  });
}

/** Nodes that run beside each other in the first super-step. */
export function beside(lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose {
  const builder: Loose = new lib.StateGraph(logState(lib));
  for (const [name, given] of Object.entries(nodes)) {
    const [node, options] = Array.isArray(given) ? (given as [Loose, Loose]) : [given, undefined];
    builder.addNode(name, node, options);
    if (!name.startsWith('after')) builder.addEdge(lib.START, name);
  }
  return builder.compile(compile);
}

export const quick = { initialInterval: 1, jitter: false, logWarning: false };

/** A node that fails so many times, whenever it is called. */
export function fails(times: number, message = 'flaky'): Loose {
  let calls = 0;
  return () => {
    if (calls++ < times) throw new Error(message);
    return { log: [`after ${calls}`] };
  };
}

/** Ids of tasks say nothing to whoever compares. */
export const nameless = (namespace: string): string => namespace.replaceAll(/[0-9a-f-]{36}/g, 'id');
