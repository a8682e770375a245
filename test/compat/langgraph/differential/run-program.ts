import { describeValue } from './describe-value.ts';
import { holdClock } from '../hold-clock.ts';
import type { Library } from './library.ts';
import { withPlaceholders } from './placeholders.ts';
import { Tape, type Observation } from './tape.ts';

/** A small piece of users' code. All it observes goes on the tape; what it throws is noted too. */
export type Program = (lib: Library, t: Tape) => Promise<void> | void;

/** Programs by the behaviour they show. */
export type Programs = Readonly<Record<string, Program>>;

const PATIENCE = 4000;
const METHODS = ['log', 'info', 'warn', 'error'] as const;

/** Runs a program on a library and gives what it observed, with placeholders for all that is random. */
export async function runProgram(program: Program, lib: Library): Promise<readonly Observation[]> {
  const tape = new Tape();
  const said: unknown[] = [];
  const endListening = listenToConsole(said);
  const releaseClock = holdClock();
  let timer: NodeJS.Timeout | undefined;
  const hangs = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('hangs'), PATIENCE);
  });
  try {
    const ending = await Promise.race([Promise.resolve(program(lib, tape)), hangs]);
    if (ending === 'hangs') tape.record('program', 'hangs');
  } catch (error) {
    tape.record('program: throws', error);
  } finally {
    clearTimeout(timer);
    releaseClock();
    endListening();
  }
  const observations = [...tape.observations, { name: 'console', value: describeValue(said) }];
  // As one value: an id that shows up under two names has one placeholder.
  const values = withPlaceholders(observations.map(({ value }) => value)) as readonly Observation['value'][];
  return observations.map(({ name }, index) => ({ name, value: values[index] ?? null }));
}

function listenToConsole(said: unknown[]): () => void {
  const originals = METHODS.map((method) => [method, console[method]] as const);
  for (const method of METHODS) {
    console[method] = (...words: unknown[]) => void said.push([method, ...words.map(String)]);
  }
  return () => {
    for (const [method, original] of originals) console[method] = original;
  };
}
