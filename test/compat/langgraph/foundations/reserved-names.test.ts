import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import * as door from '../../../../compat/langgraph/reserved-names.ts';

// They are not public upstream, but stored threads and configs hold them.
const entry = createRequire(import.meta.url)
  .resolve('@langchain/langgraph')
  .replace('index.cjs', 'constants.js');

it('are those of stored threads', async () => {
  const oracle = (await import(pathToFileURL(entry).href)) as Record<string, unknown>;
  const shared = Object.entries(door).filter(([name]) => name in oracle);
  expect(shared.length).toBeGreaterThanOrEqual(24);
  for (const [name, value] of shared) expect([name, value]).toEqual([name, oracle[name]]);
});
