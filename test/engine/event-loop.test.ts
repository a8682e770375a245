import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  END,
  START,
  StateGraphEngine,
  isAbortError,
  lastValue,
  reducer,
  send,
  stateGraph,
} from '../../src/engine/index.ts';

function burn(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

/** A run of `steps` synchronous nodes. */
function busy(node: () => void, steps: number) {
  const plan = stateGraph({ n: lastValue(0) })
    .addNode('tick', (state) => {
      node();
      return { n: state.n + 1 };
    })
    .addEdge(START, 'tick')
    .addConditionalEdges('tick', (state) => (state.n < steps ? 'tick' : END))
    .compile();
  const engine = new StateGraphEngine(plan);
  return (signal?: AbortSignal) => engine.invoke({}, { signal, stepLimit: Number.MAX_SAFE_INTEGER });
}

/** Nodes, and how many of them last far longer than any of these tests should. */
const nodes: [string, () => void, number][] = [
  ['that do next to nothing', () => {}, 3_000_000],
  ['that burn a millisecond each', () => burn(1), 1000],
];

describe('synchronous nodes', () => {
  it.each(nodes)('%s: a timer can abort the run', async (_, node, steps) => {
    await expect(busy(node, steps)(AbortSignal.timeout(20))).rejects.toSatisfy(isAbortError);
  });

  it.each(nodes)('%s: the event loop turns while they run', async (_, node, steps) => {
    let turns = 0;
    const controller = new AbortController();
    const turn = (): void => void (++turns < 10 ? setImmediate(turn) : controller.abort());
    setImmediate(turn);
    await expect(busy(node, steps)(controller.signal)).rejects.toSatisfy(isAbortError);
    expect(turns).toBe(10);
  });

  it('of one super-step let the event loop turn between them', async () => {
    let turns = 0;
    let ran = 0;
    const turn = (): void => void (++turns, ran < 40 && setImmediate(turn));
    const plan = stateGraph({
      sum: reducer(
        (held: number, more: number) => held + more,
        () => 0,
      ),
    })
      .addNode('work', () => {
        ran++;
        burn(1);
        return { sum: 1 };
      })
      .addConditionalEdges(START, () => Array.from({ length: 40 }, () => send('work', 0)))
      .compile();
    setImmediate(turn);
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ sum: 40 });
    expect(turns).toBeGreaterThan(4);
  });

  it('of many runs share the loop: it turns between any two of them', async () => {
    const inRow: number[] = [];
    let since = 0;
    const node = (): void => {
      since++;
      burn(1);
    };
    const turn = (): void => {
      inRow.push(since);
      since = 0;
      if (!done) setImmediate(turn);
    };
    let done = false;
    setImmediate(turn);
    await Promise.all(Array.from({ length: 20 }, () => busy(node, 15)()));
    done = true;
    await wait(1);
    // 300 nodes of 1 ms in turns of 4 ms. The start is the caller's own loop, in which each run may take one step.
    expect(Math.max(...inRow.slice(1))).toBeLessThan(20);
    expect(inRow.length).toBeGreaterThan(25);
  });
});
