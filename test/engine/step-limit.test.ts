import { describe, expect, it } from 'vitest';
import { END, START, GraphRecursionError, StateGraphEngine, lastValue, stateGraph } from '../../src/engine/index.ts';

function countingTo(end: number) {
  const executed: number[] = [];
  const plan = stateGraph({ n: lastValue(0) })
    .addNode('tick', (state, { step }) => (executed.push(step), { n: state.n + 1 }))
    .addEdge(START, 'tick')
    .addConditionalEdges('tick', (state) => (state.n < end ? 'tick' : END))
    .compile();
  return { engine: new StateGraphEngine(plan), executed };
}

describe('the step limit', () => {
  it.each([1, 2, 7])('lets exactly %i super-steps run, then rejects', async (stepLimit) => {
    const { engine, executed } = countingTo(Infinity);
    await expect(engine.invoke({}, { stepLimit })).rejects.toMatchObject({
      name: 'GraphRecursionError',
      code: 'GRAPH_RECURSION_LIMIT',
    });
    expect(executed).toEqual(Array.from({ length: stepLimit }, (_, index) => index + 1));
  });

  it.each([1, 2, 7])('does not hinder a run that needs exactly %i', async (stepLimit) => {
    expect(await countingTo(stepLimit).engine.invoke({}, { stepLimit })).toEqual({ n: stepLimit });
  });

  it('is 25 unless said otherwise', async () => {
    const { engine, executed } = countingTo(Infinity);
    await expect(engine.invoke({})).rejects.toBeInstanceOf(GraphRecursionError);
    expect(executed).toHaveLength(25);
    expect(await countingTo(25).engine.invoke({})).toEqual({ n: 25 });
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, '3', null])(
    'is refused when it is %s, before anything runs',
    async (stepLimit) => {
      const { engine, executed } = countingTo(1);
      const options = { stepLimit } as { stepLimit: number };
      await expect(engine.invoke({}, options)).rejects.toMatchObject({
        name: 'InvalidConfigError',
        message: expect.stringContaining(`stepLimit is ${typeof stepLimit === 'string' ? 'a string' : stepLimit}`),
      });
      expect(() => engine.stream({}, options)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
      expect(executed).toEqual([]);
    },
  );
});
