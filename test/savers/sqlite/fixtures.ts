/** Files, graphs and processes that the tests of SqliteSaver share. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { END, START, StateGraphEngine, reducer, stateGraph, type Saver } from '../../../src/engine/index.ts';
import { SqliteSaver, type SqliteSaverOptions } from '../../../src/savers/sqlite/index.ts';
import { sourceNodeFlags } from '../../support/source-node.ts';

/** A path in a folder that is gone after the test. */
export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'moss-sqlite-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'threads.sqlite');
}

/** A saver that is closed after the test. */
export function open(path: string, options?: SqliteSaverOptions): SqliteSaver {
  const saver = new SqliteSaver(path, options);
  onTestFinished(() => saver.close());
  return saver;
}

/** A process that runs `worker.ts`, and what it prints, line by line. */
export class Worker {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  readonly exited: Promise<number | null>;
  #complained = '';
  #hasEnded = false;
  readonly #heard = new EventTarget();

  constructor(...args: readonly string[]) {
    const script = fileURLToPath(new URL('worker.ts', import.meta.url));
    this.process = spawn(process.execPath, [...sourceNodeFlags(), script, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let rest = '';
    this.process.stdout?.on('data', (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split('\n');
      rest = parts.pop() ?? '';
      this.lines.push(...parts);
      this.#heard.dispatchEvent(new Event('line'));
    });
    this.process.stderr?.on('data', (chunk: Buffer) => (this.#complained += chunk.toString()));
    this.exited = new Promise((resolve) => {
      this.process.on('close', (code) => {
        resolve(code);
        this.#hasEnded = true;
        this.#heard.dispatchEvent(new Event('line'));
      });
    });
    onTestFinished(() => void this.process.kill('SIGKILL'));
  }

  /** Resolves once it has printed a line that begins in one of these ways. */
  async line(...starts: readonly string[]): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => starts.some((start) => line.startsWith(start)));
      if (found !== undefined) return found;
      if (this.#hasEnded) throw new Error(`The worker ended without "${starts.join('", "')}": ${this.#complained}`);
      await new Promise<void>((resolve) => {
        this.#heard.addEventListener('line', () => resolve(), { once: true });
      });
    }
  }
}

export const KEY = { thread: 't', namespace: '' };
export const T = { threadId: 't' } as const;
export const list = <Item>() =>
  reducer<readonly Item[]>(
    (held, more) => [...held, ...more],
    () => [],
  );

export interface Message {
  readonly role: string;
  readonly content: string;
}

/** Says one message a step. */
export function talk(until: number, characters: number) {
  return stateGraph({ messages: list<Message>() })
    .addNode('speak', ({ messages }) => ({
      messages: [{ role: 'assistant', content: `Message ${messages.length}. `.padEnd(characters, 'Ships float. ') }],
    }))
    .addEdge(START, 'speak')
    .addConditionalEdges('speak', ({ messages }) => (messages.length < until ? 'speak' : END))
    .compile();
}

/** @returns characters of what was said, as JSON */
export async function talked(saver: Saver, until: number, characters: number): Promise<number> {
  const engine = new StateGraphEngine(talk(until, characters), { saver });
  const { messages } = await engine.invoke({}, { ...T, stepLimit: until });
  return JSON.stringify(messages).length;
}
