/** `npm run test:resume`: the tests of the engine, each super-step of theirs in a fresh engine with its state read back from disk. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** What the engine's index exports in this mode. */
const INSTEAD: Readonly<Record<string, string>> = {
  './state-graph-engine.ts': here('resuming-engine.ts'),
  './memory-saver.ts': here('disk-saver.ts'),
};

export default defineConfig({
  root: here('../../'),
  plugins: [
    {
      name: 'resume-every-step',
      enforce: 'pre',
      resolveId: (source, importer) => (importer?.endsWith('/src/engine/index.ts') ? INSTEAD[source] : undefined),
    },
  ],
  test: {
    include: ['test/engine/**/*.test.ts', 'test/base/stored-values/*.test.ts'],
    setupFiles: [here('skip-excepted.ts')],
    testTimeout: 120_000,
  },
});
