/** Runs for programs: a line of JSON for every event. */
import { EVERY_EVENT } from './event-data.ts';
import type { Failure } from './failure.ts';
import { jsonLine } from './json-line.ts';
import type { Output } from './output.ts';
import type { RunOutcome, RunReporter } from './run-reporter.ts';

/** Prints `{ event, data, metadata }` as handlers get them; the last line is `done` or `error` with `data` alone. */
export class JsonPrinter implements RunReporter {
  readonly events = EVERY_EVENT;
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  handle(event: string, data: unknown, metadata?: Readonly<Record<string, unknown>>): void | Promise<void> {
    return this.#output.data(jsonLine({ event, data, metadata }));
  }

  done({ tally, ...outcome }: RunOutcome): void | Promise<void> {
    return this.#output.data(jsonLine({ event: 'done', data: { ...outcome, ...tally } }));
  }

  failed({ name, code, message }: Failure): void | Promise<void> {
    return this.#output.data(jsonLine({ event: 'error', data: { name, code, message } }));
  }
}
