import type { Program } from '../../compat/langgraph/clients/program.ts';
import { describeValue } from '../../test/compat/langgraph/differential/describe-value.ts';
import { Tape, type Observation } from '../../test/compat/langgraph/differential/tape.ts';
import { holdClock } from '../../test/compat/langgraph/hold-clock.ts';

const PATIENCE = 20_000;
const METHODS = ['log', 'info', 'warn', 'error'] as const;

/** Runs a program, and gives what it observed, what it said on the console and what nobody caught. */
export async function observe(program: Program): Promise<Observation[]> {
  const tape = new Tape();
  const said: unknown[] = [];
  const unhandled: unknown[] = [];
  const endListening = listen(said, unhandled);
  const releaseClock = holdClock();
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<'hangs'>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), PATIENCE);
  });
  try {
    const ending = await Promise.race([program(tape), hangs]);
    if (ending === 'hangs') tape.record('program', 'hangs');
  } catch (error) {
    tape.record('program: throws', error);
  } finally {
    // What is left unhandled is known after the microtasks of this turn.
    await new Promise(setImmediate);
    clearTimeout(timer);
    releaseClock();
    endListening();
  }
  const rest = { console: said, unhandled };
  return [
    ...tape.observations,
    ...Object.entries(rest).map(([name, value]) => ({ name, value: describeValue(value) })),
  ];
}

function listen(said: unknown[], unhandled: unknown[]): () => void {
  const originals = METHODS.map((method) => [method, console[method]] as const);
  for (const method of METHODS) {
    console[method] = (...words: unknown[]) => void said.push([method, ...words.map(String)]);
  }
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  return () => {
    process.off('unhandledRejection', note);
    for (const [method, original] of originals) console[method] = original;
  };
}
