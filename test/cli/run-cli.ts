/** The command line as a child process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sourceNodeFlags } from '../support/source-node.ts';

export const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface CliOptions {
  /** Variables besides PATH; keys of the machine never get in. */
  readonly env?: Readonly<Record<string, string>>;
  /** What standard input holds; nothing if left out. */
  readonly stdin?: string;
  readonly cwd?: string;
  /** Flags of Node itself. */
  readonly nodeFlags?: readonly string[];
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  /** Resolves when the process has ended and all its output is read. */
  readonly result: Promise<CliResult>;
  /** Resolves when standard output or standard error contains `text`. */
  waitFor(text: string): Promise<void>;
}

/** Starts a program and collects its output. */
export function start(command: string, args: readonly string[], { env = {}, stdin, cwd }: CliOptions = {}): RunningCli {
  const path = process.env['PATH'] ?? '';
  const child = spawn(command, args, { cwd, env: { PATH: path, ...env }, stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const check of waiting) check();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const check of waiting) check();
  });
  child.stdin.on('error', () => {});
  if (stdin !== undefined) child.stdin.end(stdin);
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const waitFor = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!stdout.includes(text) && !stderr.includes(text)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
      void result.then((ended) => reject(new Error(`ended without "${text}": ${JSON.stringify(ended)}`)));
    });
  return { child, result, waitFor };
}

/** Starts the command line. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  return start(process.execPath, [...sourceNodeFlags(), ...(options.nodeFlags ?? []), MAIN, ...args], options);
}

/** Runs the command line to its end. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, { stdin: '', ...options }).result;
}
