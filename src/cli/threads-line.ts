/** From the arguments of `threads …` to what is to be done with a file of threads. */
import { Command, CommanderError } from 'commander';
import { usageError } from './usage-error.ts';

/** The command line of `threads`, every value checked. */
export type ThreadsLine =
  | { readonly task: 'list'; readonly file: string; readonly json: boolean }
  | {
      readonly task: 'prune';
      readonly file: string;
      readonly keepLast: number | undefined;
      /** Milliseconds. */
      readonly ttl: number | undefined;
      readonly vacuum: boolean;
    }
  | { readonly task: 'export'; readonly file: string; readonly thread: string };

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

const AFTER_HELP = `
FILE is what SqliteSaver was given. Threads that a run holds are left alone.

Exit status: 0 done, 1 the file failed, 2 the command was not understood.`;

/** Whether the arguments are for this command; any other words after `threads` are a question. */
export function isThreadsLine([first, second]: readonly string[]): boolean {
  return first === 'threads' && [undefined, '--help', 'list', 'prune', 'export'].includes(second);
}

/**
 * Reads the arguments.
 *
 * @param args the arguments after the program's name, `threads` the first
 * @returns what was asked for, or the text of `--help`
 * @throws InvalidConfigError with code `USAGE`
 */
export function parseThreadsLine(args: readonly string[]): ThreadsLine | { readonly information: string } {
  let information = '';
  let line: ThreadsLine | undefined;
  const threads = command('moss-agent-runtime threads').description(
    'Looks after the threads in a file of SqliteSaver.',
  );
  const add = (name: string, about: string): Command =>
    threads.command(name).description(about).helpOption('--help', 'print this help');
  add('list', 'prints every thread, the one written last first')
    .argument('<file>')
    .option('--json', 'print one JSON line per thread')
    .action((file: string, { json }: { json?: true }) => {
      line = { task: 'list', file, json: json ?? false };
    });
  add('prune', 'deletes old checkpoints and threads')
    .argument('<file>')
    .option('--keep-last <n>', 'how many checkpoints of each graph to keep')
    .option('--older-than <age>', 'delete threads not written for so long, e.g. 30m, 12h, 90d')
    .option('--vacuum', 'give the room back to the file system; nobody else may use the file')
    .action((file: string, raw: RawPrune) => {
      line = pruneLine(file, raw);
    });
  add('export', 'prints every checkpoint of a thread as a line of JSON')
    .argument('<file>')
    .argument('<thread>')
    .action((file: string, thread: string) => {
      line = { task: 'export', file, thread };
    });
  for (const part of [threads, ...threads.commands])
    part.exitOverride().configureOutput({ writeOut: (text) => (information += text), writeErr: () => {} });
  try {
    const rest = args.slice(1);
    threads.parse(rest.length === 0 ? ['--help'] : rest, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { information };
    throw usageError(`${error.message.replace(/^error: /, '').replaceAll('\n', ' ')}; see threads --help`);
  }
  return line ?? { information };
}

function command(name: string): Command {
  return new Command(name).helpOption('--help', 'print this help').helpCommand(false).addHelpText('after', AFTER_HELP);
}

interface RawPrune {
  readonly keepLast?: string;
  readonly olderThan?: string;
  readonly vacuum?: boolean;
}

function pruneLine(file: string, { keepLast, olderThan, vacuum = false }: RawPrune): ThreadsLine {
  if (keepLast === undefined && olderThan === undefined && !vacuum) {
    throw usageError('threads prune has nothing to do; give --keep-last, --older-than or --vacuum');
  }
  return {
    task: 'prune',
    file,
    keepLast: keepLast === undefined ? undefined : countOf(keepLast),
    ttl: olderThan === undefined ? undefined : ageOf(olderThan),
    vacuum,
  };
}

function countOf(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw usageError(`--keep-last "${text}" is no whole number of at least 1`);
}

function ageOf(text: string): number {
  const [, amount, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? [];
  const ms = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (ms > 0) return ms;
  throw usageError(`--older-than "${text}" is no age, such as 30m, 12h or 90d`);
}
