/** The rows of the scorecard that exist so far, in their order. */
import { abortRows } from './abort-rows.ts';
import { costRows } from './cost-rows.ts';
import { faultRows } from './fault-rows.ts';
import { leavingRows } from './leaving-rows.ts';
import type { Row } from './row.ts';
import { securityRows } from './security-rows.ts';
import { semanticsRow } from './semantics-row.ts';

export const rows: readonly Row[] = [
  ...abortRows,
  ...leavingRows,
  ...faultRows,
  ...costRows,
  semanticsRow,
  ...securityRows,
];
