/** Decides what is measured, and in which order. Pure. */
import type { Entry, LoadedScenario } from './suite.ts';

/** One contender in one scenario at one size. */
export interface Measuring extends Entry {
  readonly size: number;
  readonly measured: LoadedScenario;
}

/** A measuring that is left out, and why. */
export interface Omission {
  readonly scenario: string;
  readonly size: number;
  readonly contender: string;
  readonly because: string;
}

export interface Selection {
  readonly quick: boolean;
  /** Names to keep; all where left out. */
  readonly scenarios?: readonly string[] | undefined;
  readonly contenders?: readonly string[] | undefined;
}

/** Everything to measure once, scenario by scenario, size by size. */
export function plan(
  suite: readonly LoadedScenario[],
  { quick, scenarios, contenders }: Selection,
): { readonly measurings: Measuring[]; readonly omissions: Omission[] } {
  const measurings: Measuring[] = [];
  const omissions: Omission[] = [];
  for (const measured of suite) {
    if (scenarios?.includes(measured.name) === false) continue;
    for (const size of (quick ? measured.quickSizes : undefined) ?? measured.sizes) {
      for (const entry of measured.entries) {
        if (contenders?.includes(entry.contender) === false) continue;
        const limit = measured.limits?.[entry.contender];
        const because = limit !== undefined && size > limit.largest ? limit.because : undefined;
        if (because === undefined) measurings.push({ ...entry, size, measured });
        else omissions.push({ scenario: measured.name, size, contender: entry.contender, because });
      }
    }
  }
  return { measurings, omissions };
}

/**
 * The same measurings once per round, forwards and backwards in turn: what slows the machine down for a while
 * then meets everybody, and nobody always comes after the same neighbour.
 */
export function rounds(measurings: readonly Measuring[], count: number): (readonly Measuring[])[] {
  return Array.from({ length: count }, (_, round) => {
    const due = measurings.filter(({ measured }) => round < (measured.rounds ?? count));
    return round % 2 === 0 ? due : due.toReversed();
  });
}
