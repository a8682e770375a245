/** Everything one run of the benchmarks came to. */
import type { Scenario } from '../contender.ts';
import type { Row } from './rows.ts';
import type { Omission } from './schedule.ts';
import type { Surroundings } from './surroundings.ts';

export interface Report {
  readonly suite: string;
  /** What has to be typed to measure the same again. */
  readonly command: string;
  readonly rounds: number;
  readonly rows: readonly Row[];
  /** What should have been measured and could not be. */
  readonly failures: readonly Failure[];
  /** Contenders of which the package is not installed. */
  readonly missing: readonly { readonly contender: string; readonly because: string }[];
  /** What is left out on purpose. */
  readonly omissions: readonly Omission[];
  readonly scenarios: readonly ScenarioInfo[];
  readonly surroundings: Surroundings;
}

export interface Failure {
  readonly scenario: string;
  readonly size: number;
  readonly contender: string;
  readonly error: string;
}

export type ScenarioInfo = Pick<Scenario, 'about' | 'unit' | 'sizeOf' | 'measure'> & { readonly name: string };
