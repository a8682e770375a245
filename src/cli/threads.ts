/** `threads list | prune | export`: what can be done with a file of threads while nobody runs. */
import { existsSync, statSync } from 'node:fs';
import type { SqliteSaver, StoredThread } from '../savers/sqlite/index.ts';
import type { Output } from './output.ts';
import type { ThreadsLine } from './threads-line.ts';
import { usageError } from './usage-error.ts';

/**
 * Does what the line says and prints what came of it.
 *
 * @throws InvalidConfigError `USAGE` for a file or a thread that does not exist; SaverError
 */
export async function runThreads(line: ThreadsLine, output: Output): Promise<void> {
  // A file that is not there would be made.
  if (!existsSync(line.file)) throw usageError(`there is no file "${line.file}"`);
  // Loaded here, because asking a question needs none of it.
  const { SqliteSaver: Saver } = await import('../savers/sqlite/index.ts');
  const saver = new Saver(line.file);
  try {
    if (line.task === 'list') await list(saver, line, output);
    else if (line.task === 'prune') await prune(saver, line, output);
    else await exportThread(saver, line, output);
  } finally {
    saver.close();
  }
}

async function list(saver: SqliteSaver, { json }: ThreadsLine & { task: 'list' }, output: Output): Promise<void> {
  const threads = [...saver.threads()];
  if (json) {
    for (const thread of threads) await output.data(JSON.stringify(thread));
    return;
  }
  const width = Math.max(0, ...threads.map(({ thread }) => thread.length));
  for (const thread of threads) await output.answer(`${row(thread, Math.min(width, 60))}\n`);
  await output.note(`${threads.length} ${threads.length === 1 ? 'thread' : 'threads'}`);
}

function row({ thread, checkpoints, updated, bytes }: StoredThread, width: number): string {
  const parts = [
    thread.padEnd(width),
    `${checkpoints}`.padStart(7),
    kilobytes(bytes).padStart(10),
    updated.toISOString(),
  ];
  return parts.join('  ');
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

async function prune(saver: SqliteSaver, line: ThreadsLine & { task: 'prune' }, output: Output): Promise<void> {
  const { file, keepLast, ttl, vacuum } = line;
  const { threads, checkpoints } = await saver.prune({ keepLast, ttl });
  await output.answer(`deleted ${threads} threads and ${checkpoints} checkpoints\n`);
  if (!vacuum) return;
  const before = statSync(file).size;
  saver.vacuum();
  await output.answer(`${kilobytes(before)} before, ${kilobytes(statSync(file).size)} after\n`);
}

async function exportThread(saver: SqliteSaver, line: ThreadsLine & { task: 'export' }, output: Output): Promise<void> {
  let count = 0;
  for await (const checkpoint of saver.export(line.thread)) {
    await output.data(checkpoint);
    count++;
    if (output.broken.aborted) return;
  }
  if (count === 0) throw usageError(`there is no thread "${line.thread}" in "${line.file}"; see threads list`);
}
