/** What the command reads: the question from standard input, the system prompt from a file. */
import { readFile } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { usageError } from './usage-error.ts';

/**
 * Reads a question from a pipe or file.
 *
 * @throws InvalidConfigError with code `USAGE` if there is none; AbortError when `signal` is aborted
 */
export async function readQuestion(stdin: Readable, signal: AbortSignal): Promise<string> {
  let text = '';
  addAbortSignal(signal, stdin);
  stdin.setEncoding('utf8');
  for await (const chunk of stdin) text += String(chunk);
  if (text.trim() === '') {
    throw usageError('there is no question; give one as an argument, or through standard input');
  }
  return text.trim();
}

/**
 * Reads the system prompt.
 *
 * @throws InvalidConfigError with code `USAGE` if the file cannot be read
 */
export async function readSystemPrompt(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw usageError(`--system "${file}" cannot be read (${code}); give a text file that is there and readable`, cause);
  }
}
