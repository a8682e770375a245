/** Starts a `durable-worker.ts`, hears what it says, and does to it what happens to processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourceNodeFlags } from '../support/source-node.ts';
import type { WorkerOrder } from './durable-worker.ts';

const SCRIPT = fileURLToPath(new URL('durable-worker.ts', import.meta.url));

export class DurableProcess {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #heard = new EventTarget();
  #complained = '';
  #hasEnded = false;
  readonly ended: Promise<void>;

  constructor(order: WorkerOrder) {
    this.#child = spawn(process.execPath, [...sourceNodeFlags(), SCRIPT, JSON.stringify(order)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let rest = '';
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
      this.#heard.dispatchEvent(new Event('heard'));
    });
    this.#child.stderr?.on(
      'data',
      (chunk: Buffer) => (this.#complained = (this.#complained + chunk.toString()).slice(-500)),
    );
    this.#child.stdin?.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.#child.on('close', () => {
        this.#hasEnded = true;
        this.#heard.dispatchEvent(new Event('heard'));
        resolve();
      });
    });
  }

  /** The first line that begins in one of these ways; `undefined` once it ended without. */
  async line(...starts: readonly string[]): Promise<string | undefined> {
    for (;;) {
      const found = this.lines.find((line) => starts.some((start) => line.startsWith(start)));
      if (found !== undefined || this.#hasEnded) return found;
      await new Promise<void>((resolve) => {
        this.#heard.addEventListener('heard', () => resolve(), { once: true });
      });
    }
  }

  /** @throws Error where it ended in another way */
  async result(): Promise<{ readonly n: number; readonly log: readonly number[] }> {
    const end = await this.line('done', 'failed');
    if (!end?.startsWith('done')) throw new Error(`A worker ended with "${end}": ${this.#complained}`);
    const log = (await this.line('log'))?.slice(4).split(' ').map(Number) ?? [];
    return { n: Number(end.slice(5)), log };
  }

  steps(): number {
    return this.lines.filter((line) => line.startsWith('step')).length;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  say(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Kills it, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

/** Gives `work` a file that is gone afterwards. */
export async function withFile<Result>(work: (file: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'moss-durable-'));
  try {
    return await work(join(folder, 'threads.sqlite'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What was done, by whatever process. */
export function effectsOf(file: string): readonly string[] {
  try {
    return readFileSync(`${file}.effects`, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

/** Numbers that look drawn, the same for the same seed: from 0 to 1. */
export function drawing(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
