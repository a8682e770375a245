import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import * as door from '../../../../compat/langgraph/constants.ts';

// They are not public upstream, but stored threads and configs hold them.
const entry = createRequire(import.meta.url)
  .resolve('@langchain/langgraph')
  .replace('index.cjs', 'constants.js');

it('are those of stored threads', async () => {
  const oracle = (await import(pathToFileURL(entry).href)) as Record<string, unknown>;
  const names = Object.keys(oracle).filter((name) => name === name.toUpperCase());
  expect(names.length).toBeGreaterThanOrEqual(40);
  for (const name of names) expect([name, (door as Record<string, unknown>)[name]]).toEqual([name, oracle[name]]);
});
