/** Where text goes: the answer to standard output, all that is about it to standard error. */
import { styleText } from 'node:util';
import type { Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type OutputStream = Writable & { readonly isTTY?: boolean };

/** Control characters but tab and newline: a model or a file must not steer the terminal. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/** Resolves when the stream takes more, or never will. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      for (const event of ['drain', 'close', 'error']) stream.off(event, settle);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) stream.on(event, settle);
  });
}

/**
 * Both output streams as one page: it knows whether a line is unfinished, so that what belongs on its own line gets one.
 * A method that returns a promise asks the caller to wait: the reader is slower than the run.
 */
export class Output {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #broken = new AbortController();
  /** The stream whose last line has not ended. */
  #unfinished: OutputStream | undefined;

  constructor(stdout: OutputStream, stderr: OutputStream) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    stdout.on('error', (error) => this.#broken.abort(error));
    // With nobody to read what is said about the answer, the answer itself still counts.
    stderr.on('error', () => {});
  }

  /** Aborted, with the error as its reason, when standard output can no longer be written. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Resolves when standard output has taken everything, or is broken. */
  flush(): Promise<void> {
    if (this.#stdout.destroyed || this.broken.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      // The stream tells of an error a moment after its callback.
      this.#stdout.write('', () => setImmediate(resolve));
    });
  }

  /** A piece of the answer. */
  answer(text: string): void | Promise<void> {
    return this.#continue(this.#stdout, this.#stdout.isTTY ? text.replace(CONTROL, '') : text);
  }

  /** A piece of what goes with the answer, like reasoning. */
  aside(text: string): void | Promise<void> {
    return this.#continue(this.#stderr, text.replace(CONTROL, ''), (shown) => this.#dim(shown));
  }

  /** A line about the run. */
  note(line: string): void | Promise<void> {
    this.endLine();
    return this.#write(this.#stderr, `${this.#dim(line.replace(CONTROL, ''))}\n`);
  }

  /** A line that must be seen. */
  alert(line: string): void | Promise<void> {
    this.endLine();
    return this.#write(this.#stderr, `${line.replace(CONTROL, '')}\n`);
  }

  /** A line of the answer as it is, for programs. */
  data(line: string): void | Promise<void> {
    return this.#write(this.#stdout, `${line}\n`);
  }

  /** Ends the line that was begun, if any. */
  endLine(): void {
    if (this.#unfinished !== undefined) void this.#write(this.#unfinished, '\n');
    this.#unfinished = undefined;
  }

  #continue(stream: OutputStream, text: string, style = (shown: string): string => shown): void | Promise<void> {
    if (text === '') return;
    if (this.#unfinished !== stream) this.endLine();
    this.#unfinished = text.endsWith('\n') ? undefined : stream;
    return this.#write(stream, style(text));
  }

  #write(stream: OutputStream, text: string): void | Promise<void> {
    if (stream.destroyed || (stream === this.#stdout && this.broken.aborted)) return;
    if (!stream.write(text)) return drained(stream);
  }

  #dim(text: string): string {
    return styleText('dim', text, { stream: this.#stderr });
  }
}
