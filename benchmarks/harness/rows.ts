/** Turns measurements into the rows of a report. Pure. */
import { FLOOR, RIVAL } from '../contenders.ts';
import type { Measurement } from './measure.ts';
import type { Measuring } from './schedule.ts';
import { median, ratio, spread } from './statistics.ts';

/** One figure of the report. */
export interface Row {
  readonly scenario: string;
  readonly size: number;
  readonly contender: string;
  readonly unit: string;
  /** Microseconds of main-thread CPU per unit, median over the processes. */
  readonly medianUs: number;
  /** The slowest process less the fastest, microseconds per unit. */
  readonly spreadUs: number;
  /** MB of resident memory, median: the process at its peak; for an import, what it added. */
  readonly rssMb: number;
  /** Bytes held per unit, where memory is measured, else null. */
  readonly bytes: number | null;
  /** KB of the minified and compressed bundle, for an import, else null. */
  readonly gzipKb: number | null;
  readonly processes: number;
  /** LangGraph's figure divided by this one: bytes where memory is measured, else time. Null where either is missing or not above zero. */
  readonly cheaperThanLangGraph: number | null;
  /** This figure divided by that of the same work by hand. Null as above. */
  readonly timesFloor: number | null;
}

/** What one process measured, and for whom. */
export interface Outcome {
  readonly measuring: Measuring;
  readonly measurement: Measurement;
}

/** @param gzipKb size of the bundle by scenario and contender, with a space between */
export function toRows(outcomes: readonly Outcome[], gzipKb: ReadonlyMap<string, number> = new Map()): Row[] {
  const groups = Map.groupBy(outcomes, ({ measuring: { scenario, size, contender } }) =>
    [scenario, size, contender].join(' '),
  );
  const bare = [...groups.values()].flatMap((group) => {
    const measuring = group[0]?.measuring;
    return measuring === undefined
      ? []
      : [
          toBareRow(
            measuring,
            group.map(({ measurement }) => measurement),
            gzipKb,
          ),
        ];
  });
  return bare.map((row) => {
    const figureOf = (contender: string): number | undefined => {
      const peer = bare.find(
        (other) => other.scenario === row.scenario && other.size === row.size && other.contender === contender,
      );
      return peer && figure(peer);
    };
    return {
      ...row,
      cheaperThanLangGraph: rounded(ratio(figureOf(RIVAL), figure(row))),
      timesFloor: rounded(ratio(figure(row), figureOf(FLOOR))),
    };
  });
}

/** What a row is judged by: bytes where memory is measured, else microseconds. */
export function figure({ bytes, medianUs }: Pick<Row, 'bytes' | 'medianUs'>): number {
  return bytes ?? medianUs;
}

function toBareRow(
  { scenario, size, contender, measured }: Measuring,
  measurements: readonly Measurement[],
  gzipKb: ReadonlyMap<string, number>,
): Omit<Row, 'cheaperThanLangGraph' | 'timesFloor'> {
  const times = measurements.map(({ us }) => us);
  const bytes = measurements.flatMap(({ bytes: held }) => held ?? []);
  const bundle = measured.measure === 'import' ? gzipKb.get(`${scenario} ${contender}`) : undefined;
  return {
    scenario,
    size,
    contender,
    unit: measured.unit,
    medianUs: round(median(times)),
    spreadUs: round(spread(times)),
    rssMb: round(median(measurements.map(({ rssMb }) => rssMb))),
    bytes: bytes.length === 0 ? null : round(median(bytes)),
    gzipKb: bundle === undefined ? null : round(bundle),
    processes: measurements.length,
  };
}

/** Four digits: more than can be measured. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}

function rounded(value: number | null): number | null {
  return value === null ? null : round(value);
}
