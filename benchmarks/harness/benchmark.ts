/** Measures everything that was planned, one process after the other. */
import type { Budget } from './measure.ts';
import type { Failure } from './report.ts';
import { figure, type Outcome } from './rows.ts';
import { runChild, type ChildOptions } from './run-child.ts';
import { rounds, type Measuring } from './schedule.ts';

export interface BenchmarkOptions extends ChildOptions {
  readonly rounds: number;
  readonly budget: Budget;
  /** Told of every figure as it comes. */
  readonly tell: (line: string) => void;
}

/** What fails once is not tried again. */
export async function benchmark(
  measurings: readonly Measuring[],
  options: BenchmarkOptions,
): Promise<{ readonly outcomes: Outcome[]; readonly failures: Failure[] }> {
  const outcomes: Outcome[] = [];
  const failed = new Map<Measuring, Failure>();
  for (const [number, round] of rounds(measurings, options.rounds).entries()) {
    for (const [index, measuring] of round.entries()) {
      if (failed.has(measuring)) continue;
      const { scenario, size, contender } = measuring;
      const place = `[round ${number + 1}/${options.rounds}, ${index + 1}/${round.length}] ${scenario} ${size} ${contender}:`;
      const answer = await measureOnce(measuring, options);
      if ('error' in answer) {
        failed.set(measuring, { scenario, size, contender, error: answer.error });
        options.tell(`${place} FAILED\n${answer.error}`);
      } else {
        outcomes.push({ measuring, measurement: answer.measurement });
        const { us, rssMb, bytes } = answer.measurement;
        const value = figure({ medianUs: us, bytes: bytes ?? null });
        options.tell(
          `${place} ${Number(value.toPrecision(3))} ${bytes === undefined ? 'µs' : 'bytes'} per ${measuring.measured.unit}, ${rssMb.toFixed(0)} MB`,
        );
      }
    }
  }
  return { outcomes, failures: [...failed.values()] };
}

function measureOnce(
  { url, size, measured }: Measuring,
  { budget, ...options }: BenchmarkOptions,
): ReturnType<typeof runChild> {
  const { measure, units, warmUps = 1 } = measured;
  const longer = { ...budget, warmUp: budget.warmUp * warmUps };
  return runChild({ contender: url, measure, size, units: units(size), budget: longer }, options);
}
