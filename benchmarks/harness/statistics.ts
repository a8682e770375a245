/** The little statistics that is needed. Pure. */

/** The middle figure, or the mean of the two in the middle; NaN for none. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** The largest figure less the smallest; NaN for none. */
export function spread(figures: readonly number[]): number {
  return figures.length === 0 ? Number.NaN : Math.max(...figures) - Math.min(...figures);
}

/** `a / b`, or null where that says nothing: one of them is missing, not finite, or not above zero. */
export function ratio(a: number | undefined, b: number | undefined): number | null {
  if (a === undefined || b === undefined || !(a > 0) || !(b > 0)) return null;
  const quotient = a / b;
  return Number.isFinite(quotient) ? quotient : null;
}
