/**
 * Prints how vitest's JSON report counts its tests. The last line is always `N passed, N failed`; skipped tests are named before it.
 * Ends with 1 if a test or a whole file failed, or if nothing was tested.
 *
 * Usage: node scripts/tally.ts REPORT.json
 */
import { readFileSync } from 'node:fs';

interface TestResult {
  readonly fullName: string;
  readonly status: string;
}

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly TestResult[] }[];
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('Usage: node scripts/tally.ts REPORT.json');
const report = JSON.parse(readFileSync(path, 'utf8')) as Report;

// A file that cannot be loaded has no tests to count, so it counts as one failure itself.
const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
const failed = report.numFailedTests + broken.length;
if (!report.success || failed > 0 || report.numPassedTests === 0) process.exitCode = 1;
for (const { fullName, status } of report.testResults.flatMap((file) => file.assertionResults))
  if (status !== 'passed' && status !== 'failed') console.log(`Skipped: ${fullName}`);
console.log(`${report.numPassedTests} passed, ${failed} failed`);
