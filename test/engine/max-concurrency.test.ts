import { describe, expect, it } from 'vitest';
import { START, StateGraphEngine, lastValue, send, stateGraph } from '../../src/engine/index.ts';

describe('maxConcurrency', () => {
  it('bounds the tasks of a super-step that run at the same time', async () => {
    let open = 0;
    let most = 0;
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('work', async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
      })
      .addNode('after', () => ({ n: open }))
      .addEdge('work', 'after')
      .addConditionalEdges(START, () => Array.from({ length: 20 }, (_, place) => send('work', place)))
      .compile();
    const engine = new StateGraphEngine(plan);
    expect(await engine.invoke({}, { maxConcurrency: 3 })).toEqual({ n: 0 });
    expect(most).toBe(3);
    await engine.invoke({});
    expect(most).toBeGreaterThan(3);
  });

  it.each([[0], [-1], [1.5], ['3'], [Number.NaN]])('is refused when it is %s', async (maxConcurrency) => {
    const plan = stateGraph({})
      .addNode('a', () => {})
      .addEdge(START, 'a')
      .compile();
    const running = new StateGraphEngine(plan).invoke({}, { maxConcurrency: maxConcurrency as number });
    await expect(running).rejects.toThrow(/maxConcurrency is .*at least 1/);
  });
});
