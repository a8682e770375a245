import { describe, expect, it } from 'vitest';
import type { Contender } from '../../benchmarks/contender.ts';
import { contenders } from '../../benchmarks/contenders.ts';
import { loadSuite, suiteNames } from '../../benchmarks/harness/suite.ts';
import { missingContenders } from '../../benchmarks/harness/surroundings.ts';

const suite = await loadSuite('engine', contenders);

describe('the suites', () => {
  it('are the folders with scenarios in them', () => {
    expect(suiteNames()).toEqual(['durability', 'engine', 'langgraph', 'llm']);
  });

  it.each(suite)('compare ours with LangGraph in $name', ({ entries, sizes }) => {
    expect(entries.map(({ contender }) => contender)).toEqual(expect.arrayContaining(['ours', 'langgraph']));
    expect(sizes).not.toEqual([]);
  });
});

describe('missingContenders', () => {
  it('names who needs a package that is not installed', () => {
    const needy = { name: 'needy', label: 'Needy', package: '@nobody/has-this' };
    const because = '@nobody/has-this is not installed in benchmarks/node_modules';
    expect(missingContenders([needy, { name: 'floor', label: 'by hand' }])).toEqual([{ contender: 'needy', because }]);
  });
});

describe('what needs no other package', () => {
  const entries = suite.flatMap(({ name, entries: all, sizes, quickSizes = sizes }) =>
    all
      .filter(({ contender }) => contender === 'ours' || contender === 'floor')
      .map(({ contender, url }) => ({ name, contender, url, size: Math.min(...quickSizes) })),
  );

  it.each(entries)('$contender comes to the right result in $name', async ({ url, size }) => {
    const { contender } = (await import(url)) as { readonly contender: Contender };
    const doOnce = async (): Promise<void> => {
      const work = await contender.prepare(size);
      const letGo = await work();
      if (typeof letGo === 'function') await letGo();
    };
    await expect(doOnce()).resolves.toBeUndefined();
  });
});
