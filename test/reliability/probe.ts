/** Measures one row with one subject, and counts what must never happen in a process. */
import { type Figures, type ProbeOptions, type Row, wait } from './row.ts';
import type { Subject } from './subject.ts';

/** The figure that every row has: unhandled rejections, uncaught exceptions and warnings of the process. */
const UNHANDLED = 'unhandled';

/** Milliseconds in which what was left behind may still go wrong. */
const AFTERMATH = 50;

/** Measures in this process. */
export async function measure(row: Row, subject: Subject, options: ProbeOptions): Promise<Figures> {
  let unhandled = 0;
  const count = (what: unknown): void => {
    // Type stripping is experimental in the oldest Node we support, and says so.
    if ((what as { name?: unknown } | undefined)?.name !== 'ExperimentalWarning') unhandled++;
  };
  const events = ['unhandledRejection', 'uncaughtException', 'warning'];
  for (const event of events) process.on(event, count);
  try {
    const figures = await row.probe(subject, options);
    await wait(AFTERMATH);
    return { ...figures, [UNHANDLED]: unhandled };
  } finally {
    for (const event of events) process.off(event, count);
  }
}

export function verdictOn(row: Row, figures: Figures, form: 'full' | 'short'): 'met' | 'missed' {
  return figures[UNHANDLED] === 0 && row.meets(figures, form) ? 'met' : 'missed';
}
