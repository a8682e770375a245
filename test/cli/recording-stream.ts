/** A stream that keeps what it is given, in one transcript with others. */
import { Writable } from 'node:stream';
import type { OutputStream } from '../../src/cli/output.ts';

/** What was written to all streams of a test, in order. */
export type Transcript = { readonly to: string; readonly text: string }[];

/**
 * Makes a stream named `name` that writes to `transcript`.
 *
 * @param colorDepth bits of colour of the terminal that it claims to be; no terminal if left out
 */
export function recordingStream(name: string, transcript: Transcript, colorDepth?: number): OutputStream {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      transcript.push({ to: name, text: String(chunk) });
      done();
    },
  });
  return colorDepth === undefined ? stream : Object.assign(stream, { isTTY: true, getColorDepth: () => colorDepth });
}

/** Everything written to the stream `name`. */
export function written(transcript: Transcript, name: string): string {
  return transcript
    .filter(({ to }) => to === name)
    .map(({ text }) => text)
    .join('');
}
