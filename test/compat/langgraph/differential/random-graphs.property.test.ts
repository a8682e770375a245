import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstDifference } from './differences.ts';
import { load, oursExists } from './library.ts';
import { thread } from './programs/log-state.ts';
import { buildRandomGraph, joinsMayBeLost, randomGraphs, type RandomGraph } from './random-graph.ts';
import { runProgram, type Program } from './run-program.ts';

const RUNS = Number(process.env.DIFFERENTIAL_RUNS ?? 150);
const LIMIT = { recursionLimit: 7 };

const [oracle, library] = [await load('oracle'), await load(oursExists() ? 'ours' : 'oracle')];

/** Both come to the same with every random graph. A failure names the seed with which to repeat it. */
async function alike(program: (graph: RandomGraph) => Program): Promise<string[]> {
  const ends = new Set<string>();
  const property = fc.asyncProperty(
    randomGraphs.filter((graph) => !joinsMayBeLost(graph)),
    async (graph) => {
      const expected = await runProgram(program(graph), oracle);
      for (const { name } of expected) if (/^result|^values: /.test(name)) ends.add(name);
      expect(firstDifference(expected, await runProgram(program(graph), library))).toBeUndefined();
    },
  );
  await fc.assert(property, { numRuns: RUNS, ...seedGiven() });
  return [...ends].sort();
}

function seedGiven(): { seed?: number } {
  const seed = process.env.DIFFERENTIAL_SEED;
  return seed === undefined ? {} : { seed: Number(seed) };
}

describe('random graphs', () => {
  it('come to the same, or fail alike', async () => {
    const ends = await alike((graph) => async (lib, t) => {
      await t.attempt('result', () => buildRandomGraph(lib, graph).compile().invoke({}, LIMIT));
    });
    // The graphs drawn are worth something: some end, some do not.
    expect(ends).toEqual(['result', 'result: throws']);
  });

  it('stream the same values and updates in the same order', async () => {
    const ends = alike((graph) => async (lib, t) => {
      const compiled = buildRandomGraph(lib, graph).compile();
      await t.chunks('values', () => compiled.stream({ sum: 1 }, { ...LIMIT, streamMode: 'values' }));
      await t.chunks('updates', () => compiled.stream({ list: ['in'] }, { ...LIMIT, streamMode: 'updates' }));
      await t.chunks('both', () => compiled.stream({ p0: 'x' }, { ...LIMIT, streamMode: ['updates', 'values'] }));
    });
    await expect(ends).resolves.toBeDefined();
  });

  it('store the same on a thread, and go on from it alike', async () => {
    const ends = alike((graph) => async (lib, t) => {
      const saver = t.saver();
      const compiled = buildRandomGraph(lib, graph).compile({ checkpointer: saver });
      await t.attempt('first', () => compiled.invoke({ list: ['1'] }, { ...LIMIT, ...thread('1') }));
      await t.attempt('second', () => compiled.invoke({ list: ['2'] }, { ...LIMIT, ...thread('1') }));
      await t.attempt('state', () => compiled.getState(thread('1')));
      t.savedBy(saver);
    });
    await expect(ends).resolves.toBeDefined();
  });

  it('stop at the same breakpoints', async () => {
    const ends = alike((graph) => async (lib, t) => {
      const compiled = buildRandomGraph(lib, graph).compile({ checkpointer: t.memory(), interruptBefore: '*' });
      for (let turn = 0; turn < 4; turn++) {
        const input = turn === 0 ? { list: ['in'] } : null;
        await t.attempt(`turn ${turn}`, () => compiled.invoke(input, { ...LIMIT, ...thread('1') }));
        await t.attempt(`next ${turn}`, async () => (await compiled.getState(thread('1'))).next);
      }
    });
    await expect(ends).resolves.toBeDefined();
  });
});
