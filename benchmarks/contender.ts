/** The two contracts of a benchmark: what is measured, and who is measured. */

/**
 * Does a scenario once, and throws unless what came out is right. Called many times in a row.
 *
 * @returns where memory is measured: what has to stay alive meanwhile, as a function that lets it go; where storage is: a number of bytes
 */
export type Work = () => unknown;

/** One system in one scenario: exported as `contender` by the file of its name in the scenario's folder. */
export interface Contender {
  /** Makes ready for a scenario of the given size. Not measured; where memory is measured it must also warm up. */
  readonly prepare: (size: number) => Work | Promise<Work>;
  /** The module whose import is measured and bundled, in the scenario `import` only. */
  readonly specifier?: string;
}

/** One folder: exported as `scenario` by its `scenario.ts`. */
export interface Scenario {
  /** What the figure is for, e.g. `step`. */
  readonly unit: string;
  /** What is done, in a few words, e.g. `chain of nodes`. */
  readonly about: string;
  /** What a size counts, e.g. `nodes`. */
  readonly sizeOf: string;
  readonly sizes: readonly number[];
  /** The sizes of a `--quick` run; all of `sizes` where this is left out. */
  readonly quickSizes?: readonly number[];
  /** How many units one call of the work does. */
  readonly units: (size: number) => number;
  /**
   * - `time`: main-thread CPU per unit, after a warm-up
   * - `memory`: heap and buffers that one call of the work keeps alive, per unit
   * - `storage`: the bytes that lie in a store at the end of one call of the work, which it returns, per unit
   * - `import`: main-thread CPU and resident memory of the work's first and only call, an import
   */
  readonly measure: 'time' | 'memory' | 'storage' | 'import';
  /** How many times as long as others it warms up, where there is so much code that compilers take longer to be done with it. */
  readonly warmUps?: number;
  /** Rounds at most, where fewer are exact enough for what they take. */
  readonly rounds?: number;
  /** Contenders that cannot do every size: the largest they do, and why. */
  readonly limits?: Readonly<Record<string, { readonly largest: number; readonly because: string }>>;
}

/** Ends the benchmark if a contender came to something else than it should. */
export function expectResult(actual: unknown, expected: number): void {
  if (actual !== expected) throw new Error(`The result is ${String(actual)}, not ${expected}.`);
}
