/** The rows of the scorecard that exist so far, by number, then the security cases. */
import { abortRows } from './abort-rows.ts';
import { crashRows } from './crash-rows.ts';
import { costRows } from './cost-rows.ts';
import { failingStoreRows } from './failing-store-rows.ts';
import { faultRows } from './fault-rows.ts';
import { idRows } from './id-rows.ts';
import { leavingRows } from './leaving-rows.ts';
import { processRows } from './process-rows.ts';
import { providerRows } from './provider-rows.ts';
import { queryRows } from './query-rows.ts';
import type { Row } from './row.ts';
import { securityRows } from './security-rows.ts';
import { semanticsRow } from './semantics-row.ts';
import { storageRows } from './storage-rows.ts';
import { storeSecurityRows } from './store-security-rows.ts';
import { threadRows } from './thread-rows.ts';
import { valueRows } from './value-rows.ts';

/** `S9` after all that have a number alone. */
const place = ({ row }: Row): number => (row.startsWith('S') ? 1_000 + Number(row.slice(1)) : Number(row));

export const rows: readonly Row[] = [
  ...crashRows,
  ...failingStoreRows,
  ...processRows,
  ...threadRows,
  ...valueRows,
  ...idRows,
  ...storageRows,
  ...abortRows,
  ...leavingRows,
  ...faultRows,
  ...costRows,
  semanticsRow,
  ...securityRows,
  ...storeSecurityRows,
  ...providerRows,
  ...queryRows,
].toSorted((one, other) => place(one) - place(other));
