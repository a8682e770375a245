/** Measures in a process of its own, so that no contender warms up, slows down or fills the memory of another. */
import { fork } from 'node:child_process';
import type { Scenario } from '../contender.ts';
import type { Budget, Measurement } from './measure.ts';

export interface ChildTask {
  /** URL of the contender's file. */
  readonly contender: string;
  readonly measure: Scenario['measure'];
  readonly size: number;
  /** Units that one call of the work does. */
  readonly units: number;
  readonly budget: Budget;
}

export type ChildAnswer = { readonly measurement: Measurement } | { readonly error: string };

export interface ChildOptions {
  /** Milliseconds after which the process is ended and counts as failed. */
  readonly timeout: number;
  /** Flags of Node. */
  readonly execArgv?: readonly string[];
}

/** How much of what a child printed is worth showing. */
const LAST_WORDS = 2000;

/** The same surroundings for everyone: production code paths, no tracing, no telemetry. */
const ENVIRONMENT = {
  NODE_ENV: 'production',
  LANGSMITH_TRACING: 'false',
  LANGCHAIN_TRACING_V2: 'false',
  MASTRA_TELEMETRY_DISABLED: '1',
};

/** Never rejects: a child that fails, hangs or dies is an answer too. */
export function runChild(task: ChildTask, { timeout, execArgv = [] }: ChildOptions): Promise<ChildAnswer> {
  const child = fork(new URL('../child.ts', import.meta.url), {
    execArgv: ['--expose-gc', ...execArgv],
    env: { ...process.env, ...ENVIRONMENT },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // SIGTERM does not end a process that is busy.
    killSignal: 'SIGKILL',
    timeout,
  });
  let printed = '';
  const listen = (chunk: Buffer): void => {
    printed = (printed + chunk.toString()).slice(-LAST_WORDS);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);

  return new Promise((resolve) => {
    let answer: ChildAnswer | undefined;
    child.once('message', (message) => {
      // Only child.ts sends, and this is what it sends.
      answer = message as ChildAnswer;
    });
    child.once('error', (error) => resolve({ error: error.message }));
    child.once('close', (code, signal) => {
      const ending = signal === null ? `exit code ${code}` : `${signal}, after at most ${timeout / 1000} s`;
      resolve(answer ?? { error: `The process ended without an answer (${ending}).\n${printed}`.trimEnd() });
    });
    child.send(task);
  });
}
