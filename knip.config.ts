import type { KnipConfig } from 'knip';
import { doors } from './scripts/doors.ts';

export default {
  entry: [
    ...doors.map((door) => door.source),
    'scripts/*.{ts,mjs}',
    'test/**/*.test.ts',
    'test/documentation/surroundings.ts',
    'benchmarks/*/bench.ts',
  ],
  project: ['src/**/*.ts', 'compat/**/*.ts', 'scripts/**/*', 'test/**/*.ts', 'benchmarks/**/*.ts'],
  // A workspace of its own.
  ignore: ['compat/*/oracle/**'],
  // A type that only its own file names may be part of another export's signature.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Started by path, on the packed tarball.
  ignoreDependencies: ['@arethetypeswrong/cli'],
} satisfies KnipConfig;
