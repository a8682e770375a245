/** A conversation on a terminal, line by line. */
import { createInterface } from 'node:readline/promises';
import { abortError } from '../base/index.ts';

export interface ChatOptions {
  readonly input: NodeJS.ReadableStream;
  /** Where the prompt is written. */
  readonly output: NodeJS.WritableStream;
  /** Answers one question; must not reject for a failed answer, the chat goes on. */
  readonly ask: (question: string) => Promise<void>;
  /** Aborting it ends the chat. */
  readonly signal: AbortSignal;
  /** Called for Ctrl-C, which the line editor takes from the terminal. */
  readonly onInterrupt: () => void;
}

const PROMPT = '> ';

/**
 * Asks for lines and has them answered, until the input ends.
 *
 * @throws AbortError when `signal` is aborted
 */
export async function chat({ input, output, ask, signal, onInterrupt }: ChatOptions): Promise<void> {
  const editor = createInterface({ input, output, prompt: PROMPT });
  const close = (): void => editor.close();
  let open = true;
  editor.on('SIGINT', onInterrupt).once('close', () => {
    open = false;
  });
  signal.addEventListener('abort', close);
  if (signal.aborted) close();
  try {
    editor.prompt();
    for await (const line of editor) {
      if (line.trim() !== '') await ask(line.trim());
      if (signal.aborted) break;
      // Lines may be left although the input has ended.
      if (open) editor.prompt();
    }
  } finally {
    signal.removeEventListener('abort', close);
    editor.close();
  }
  output.write('\n');
  if (signal.aborted) throw abortError(signal.reason);
}
