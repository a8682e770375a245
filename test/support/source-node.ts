/** How to run a TypeScript source file as a child process under the Node that runs the tests. */

/**
 * Flags with which this Node runs `.ts` files without a build and without a warning on stderr.
 * Type stripping is a flag before 22.18, on by default but experimental before 24.12, and stable after.
 *
 * @param version a Node version as in `process.version`
 * @returns arguments to put before the file, e.g. `spawn(process.execPath, [...sourceNodeFlags(), 'src/cli/main.ts'])`
 */
export function sourceNodeFlags(version: string = process.version): string[] {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const atLeast = (wantedMajor: number, wantedMinor: number): boolean =>
    major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
  if (atLeast(24, 12)) return [];
  const quiet = '--disable-warning=ExperimentalWarning';
  const onByDefault = major === 22 ? atLeast(22, 18) : atLeast(23, 6);
  return onByDefault ? [quiet] : ['--experimental-strip-types', quiet];
}
