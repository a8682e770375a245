/**
 * Programs on which the two libraries differ on purpose: faults of the original that are not copied. Each with its reason;
 * one that no longer differs has to leave this list.
 */
export const knownDifferences: Readonly<Record<string, string>> = {};
