import { describe, expect, it } from 'vitest';
import {
  EMPTY,
  START,
  StateGraphEngine,
  lastValue,
  reducer,
  stateGraph,
  type Channel,
} from '../../src/engine/index.ts';
import { runChannelSuite } from '../conformance/channel.ts';

const maximum: Channel<number> = {
  sharable: true,
  update: (held, writes) => Math.max(held === EMPTY ? -Infinity : held, ...writes),
};

runChannelSuite('lastValue', { make: () => lastValue<string>(), writes: ['a', 'b', 'c'], expected: 'c' });
runChannelSuite('lastValue with a default', { make: () => lastValue(0), writes: [3, 1, 2], expected: 2 });
runChannelSuite('reducer', {
  make: () =>
    reducer<string[]>(
      (held, more) => [...held, ...more],
      () => [],
    ),
  writes: [['a'], ['b', 'c'], ['d']],
  expected: ['a', 'b', 'c', 'd'],
});
runChannelSuite('reducer with another type of write', {
  make: () =>
    reducer(
      (held: number, write: string) => held * 10 + write.length,
      () => 0,
    ),
  writes: ['a', 'bb', 'ccc'],
  expected: 123,
});
runChannelSuite('a custom one', { make: () => maximum, writes: [3, 7, 5], expected: 7 });

/** An engine whose nodes write `updates` to one channel, one after the other. */
function engineOf<Value, Update>(channel: Channel<Value, Update>, ...updates: Update[]) {
  const graph = stateGraph({ key: channel as Channel<unknown, unknown> })
    .addNode('n0' as string, () => {})
    .addEdge(START, 'n0');
  for (const [place, key] of updates.entries())
    graph.addNode(`n${place + 1}`, () => ({ key })).addEdge(`n${place}`, `n${place + 1}`);
  return new StateGraphEngine(graph.compile());
}

describe('lastValue', () => {
  it('is absent from the state until it is written', async () => {
    expect(await engineOf(lastValue<number>()).invoke({})).toEqual({});
    expect(Object.keys(await engineOf(lastValue<number>()).invoke({}))).toEqual([]);
  });

  it.each([[0], [''], [false], [null], [undefined], [Number.NaN]])(
    'keeps %s as a value that was written',
    async (value) => {
      const state = await engineOf(lastValue<unknown>('before'), value).invoke({});
      expect(Object.entries(state)).toEqual([['key', value]]);
    },
  );
});

describe('reducer', () => {
  it('makes its first value afresh for every run', async () => {
    const made: object[] = [];
    const channel = reducer<object>(
      (held) => held,
      () => {
        made.push({});
        return made.at(-1) ?? {};
      },
    );
    const engine = engineOf(channel);
    const [first, second] = [await engine.invoke({}), await engine.invoke({})];
    expect(first.key).not.toBe(second.key);
    expect(made).toHaveLength(2);
  });

  it('folds the input too', async () => {
    const channel = reducer<number>(
      (held, more) => held + more,
      () => 100,
    );
    expect(await engineOf(channel, 1).invoke({ key: 10 })).toEqual({ key: 111 });
  });
});
