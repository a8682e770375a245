/** One run of the command, from arguments to exit status. */
import type { Readable } from 'node:stream';
import { chat } from './chat.ts';
import { parseCommandLine, type CommandLine, type Information } from './command-line.ts';
import { embeddedConnection, keysOf, planConnection, type Connection, type Environment } from './connection.ts';
import { Conversation } from './conversation.ts';
import { describeFailure, type Failure } from './failure.ts';
import { readQuestion, readSystemPrompt } from './input.ts';
import { type SignalSource, watchInterrupts } from './interrupt.ts';
import { JsonPrinter } from './json-printer.ts';
import { Output, type OutputStream } from './output.ts';
import { Printer } from './printer.ts';
import type { RunReporter } from './run-reporter.ts';
import { isThreadsLine, parseThreadsLine, type ThreadsLine } from './threads-line.ts';
import { runThreads } from './threads.ts';
import { makeTools } from './tools/index.ts';
import { usageError } from './usage-error.ts';

/** The surroundings of the command; `process` has them all. */
export interface CommandHost {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  readonly env: Environment;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly signals: SignalSource;
  /** The folder below which tools may read. */
  readonly folder: string;
  /** Ends the process at once. */
  readonly exit: (code: number) => void;
}

/** What the steps of a command share. */
interface Session {
  readonly host: CommandHost;
  readonly line: CommandLine;
  readonly output: Output;
  readonly reporter: RunReporter;
  /** Aborted by Ctrl-C, and when the answer can no longer be written. */
  readonly signal: AbortSignal;
  readonly interrupt: () => void;
  readonly describe: (error: unknown) => Failure;
}

/**
 * Runs the command. Everything it has to say is printed when it resolves; it never rejects for what a user or a server can do.
 *
 * @returns the exit status: 0 answered, 1 failed, 2 misuse, 130 interrupted
 */
export async function runCommand(host: CommandHost): Promise<number> {
  const output = new Output(host.stdout, host.stderr);
  const interrupts = watchInterrupts(host.signals, () => host.exit(130));
  const signal = AbortSignal.any([interrupts.signal, output.broken]);
  const secrets = keysOf(host.env);
  const describe = (error: unknown): Failure =>
    describeFailure(error, { interrupted: interrupts.signal.aborted, secrets });
  let reporter: RunReporter = host.args.includes('--json') ? new JsonPrinter(output) : new Printer(output);
  try {
    const line: CommandLine | ThreadsLine | Information = isThreadsLine(host.args)
      ? parseThreadsLine(host.args)
      : parseCommandLine(host.args);
    if ('information' in line) await output.answer(line.information);
    else if ('task' in line) await runThreads(line, output);
    else {
      reporter = line.json ? new JsonPrinter(output) : new Printer(output);
      await converse({ host, line, output, reporter, signal, interrupt: interrupts.interrupt, describe });
    }
    await output.flush();
    return output.broken.aborted ? await lostOutput(output) : 0;
  } catch (error) {
    if (output.broken.aborted) return lostOutput(output);
    const failure = describe(error);
    await reporter.failed(failure);
    return failure.exitCode;
  } finally {
    interrupts.stop();
  }
}

/** A reader that has seen enough, as behind `| head -1`, is no failure; a full disk is. */
async function lostOutput(output: Output): Promise<number> {
  const { reason } = output.broken;
  if (reason instanceof Error && 'code' in reason && reason.code === 'EPIPE') return 0;
  await output.alert(`error: standard output cannot be written: ${String(reason)}`);
  return 1;
}

/** Finds the model and has the question, or every question of a chat, answered. */
async function converse(session: Session): Promise<void> {
  const { host, line } = session;
  const isChat = line.question === '' && host.stdin.isTTY === true;
  if (isChat && line.json) throw usageError('--json needs a question; give one as an argument');
  const instructions = line.systemFile === undefined ? undefined : await readSystemPrompt(line.systemFile);
  const question = isChat || line.question !== '' ? line.question : await readQuestion(host.stdin, session.signal);
  await withConnection(session, async (connection) => {
    const { reporter, signal } = session;
    const tools = makeTools(line.tools, host.folder);
    const conversation = new Conversation({ connection, instructions, tools, reporter, signal });
    if (isChat) await converseByLine(session, conversation);
    else await reporter.done(await conversation.ask(question));
  });
}

/** Opens the connection for as long as `use` takes. */
async function withConnection(session: Session, use: (connection: Connection) => Promise<void>): Promise<void> {
  const plan = planConnection(session.line, session.host.env);
  if (plan.kind === 'server') return use(plan.connection);
  if (plan.notice !== undefined) await session.output.alert(plan.notice);
  const { startOfflineServer } = await import('./offline/index.ts');
  const server = await startOfflineServer();
  try {
    await use(embeddedConnection(plan, server.url));
  } finally {
    await server.close();
  }
}

/** A chat. A turn that fails is reported, and the next one may do better. */
async function converseByLine(session: Session, conversation: Conversation): Promise<void> {
  const { host, reporter, signal, interrupt, describe } = session;
  const ask = async (question: string): Promise<void> => {
    try {
      await reporter.done(await conversation.ask(question));
    } catch (error) {
      if (!signal.aborted) await reporter.failed(describe(error));
    }
  };
  await chat({ input: host.stdin, output: host.stderr, ask, signal, onInterrupt: interrupt });
}
