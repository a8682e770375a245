/** The port between a run and whoever shows it. */
import type { Failure } from './failure.ts';
import type { Tally } from './tally.ts';

/** A turn that ended well. */
export interface RunOutcome {
  readonly runId: string;
  readonly provider: string;
  readonly model: string;
  /** Content parts of the answer, as `processStream` returns them. */
  readonly content: unknown;
  readonly tally: Tally;
  /** Wall time of the turn in milliseconds. */
  readonly durationMs: number;
}

/** Shows runs. What a method returns is waited for. */
export interface RunReporter {
  /** Names of the events it wants. */
  readonly events: readonly string[];
  /** Shows one event. */
  handle(event: string, data: unknown, metadata?: Readonly<Record<string, unknown>>): void | Promise<void>;
  /** Shows the end of a turn. */
  done(outcome: RunOutcome): void | Promise<void>;
  /** Shows why the command or the turn ended early. */
  failed(failure: Failure): void | Promise<void>;
}
