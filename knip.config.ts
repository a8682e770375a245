import type { KnipConfig } from 'knip';
import { doors } from './scripts/doors.ts';

export default {
  entry: [
    ...doors.map((door) => door.source),
    'scripts/*.{ts,mjs}',
    'test/**/*.test.ts',
    'test/documentation/surroundings.ts',
    // Started by path.
    'test/compat/langgraph/differential/main.ts',
    'scripts/clients/run-side.ts',
    'test/resume/{vitest.config,resuming-engine,disk-saver,skip-excepted}.ts',
    'test/savers/make-stored-threads.ts',
    // Compiled, not run.
    'test/compat/langgraph/types/programs/*.ts',
    'benchmarks/{main,child}.ts',
    // Found by their place: benchmarks/SUITE/SCENARIO/CONTENDER.ts.
    'benchmarks/*/*/*.ts',
    'test/benchmarks/fakes/*.ts',
  ],
  project: ['src/**/*.ts', 'compat/**/*.ts', 'scripts/**/*', 'test/**/*.ts', 'benchmarks/**/*.ts'],
  // They have packages of their own.
  ignore: ['compat/*/oracle/**', 'compat/langgraph/clients/**', 'benchmarks/**/peers/**', 'benchmarks/draw-charts.ts'],
  // A type that only its own file names may be part of another export's signature.
  ignoreExportsUsedInFile: { interface: true, type: true },
  // Started by path, on the packed tarball.
  ignoreDependencies: ['@arethetypeswrong/cli'],
} satisfies KnipConfig;
