import { describe, expect, it } from 'vitest';
import {
  EMPTY,
  START,
  StateGraphEngine,
  afterFinish,
  anyValue,
  delta,
  ephemeral,
  lastValue,
  lastValueAfterFinish,
  namedBarrier,
  overwrite,
  reducer,
  stateGraph,
  topic,
  untracked,
  type Channel,
} from '../../src/engine/index.ts';
import { runChannelSuite } from '../conformance/channel.ts';

const append = () =>
  reducer<string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );
const lines = () =>
  delta<readonly string[], string>(
    (held, more) => [...held, ...more],
    () => [],
  );
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
runChannelSuite('reducer with an overwrite', {
  make: () => append(),
  writes: [['a'], overwrite(['z']), ['b']],
  expected: ['z', 'b'],
  together: ['z'],
});
runChannelSuite('delta', { make: () => lines(), writes: ['a', 'b', 'c'], expected: ['a', 'b', 'c'] });
runChannelSuite('anyValue', { make: () => anyValue<string>(), writes: ['a', 'b', 'c'], expected: 'c' });
runChannelSuite('ephemeral', { make: () => ephemeral<string>(), writes: ['a', 'b', 'c'], expected: 'c' });
runChannelSuite('untracked', { make: () => untracked<string>(), writes: ['a', 'b', 'c'], expected: 'c' });
runChannelSuite('lastValueAfterFinish', {
  make: () => lastValueAfterFinish<string>(),
  writes: ['a', 'b', 'c'],
  expected: 'c',
});
runChannelSuite('topic', {
  make: () => topic<string>(),
  writes: ['a', ['b', 'a'], 'c'],
  expected: ['c'],
  together: ['a', 'b', 'a', 'c'],
});
runChannelSuite('topic that accumulates', {
  make: () => topic<string>({ accumulate: true }),
  writes: ['a', ['b', 'a'], 'c'],
  expected: ['a', 'b', 'a', 'c'],
});
runChannelSuite('topic of unique items', {
  make: () => topic<string>({ unique: true, accumulate: true }),
  writes: ['a', ['b', 'a'], 'c'],
  expected: ['a', 'b', 'c'],
});
runChannelSuite('topic of unique items that passes on', {
  make: () => topic<string>({ unique: true }),
  writes: ['a', ['b', 'a'], ['a', 'b']],
  expected: EMPTY,
  together: ['a', 'b'],
});
runChannelSuite('namedBarrier', {
  make: () => namedBarrier(['a', 'b', 'c']),
  writes: ['c', 'a', 'b'],
  expected: ['c', 'a', 'b'],
});
runChannelSuite('namedBarrier after finish', {
  make: () => afterFinish(namedBarrier(['a', 'b', 'c'])),
  writes: ['c', 'a', 'b'],
  expected: ['c', 'a', 'b'],
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

describe('overwrite', () => {
  const graph = stateGraph({ key: append() })
    .addNode('a', () => ({ key: ['a'] }))
    .addNode('b', () => ({ key: overwrite(['b']) }))
    .addNode('c', () => ({ key: overwrite(['c']) }))
    .addEdge(START, 'a')
    .addEdge(START, 'b');

  it('replaces the value, and drops what others write in the same super-step', async () => {
    const engine = new StateGraphEngine(
      stateGraph({ key: append() })
        .addNode('a', () => ({ key: ['a'] }))
        .addNode('b', () => ({ key: overwrite(['b']) }))
        .addEdge(START, 'a')
        .addEdge(START, 'b')
        .compile(),
    );
    expect(await engine.invoke({ key: ['in'] })).toEqual({ key: ['b'] });
  });

  it('is refused a second time in one super-step', async () => {
    const engine = new StateGraphEngine(graph.addEdge(START, 'c').compile());
    await expect(engine.invoke({})).rejects.toMatchObject({ code: 'INVALID_CONCURRENT_GRAPH_UPDATE' });
  });
});

describe('a value for one super-step', () => {
  it.each([
    ['ephemeral', ephemeral<number>()],
    ['anyValue', anyValue<number>()],
    ['topic', topic<number>()],
  ])('of %s is seen by the next nodes and gone after them', async (_, channel) => {
    const seen: unknown[] = [];
    const look = (state: object): void => void seen.push('key' in state);
    const plan = stateGraph({ key: channel as Channel<unknown, number> })
      .addSequence([
        ['write', () => ({ key: 1 })],
        ['next', look],
        ['later', look],
      ])
      .addEdge(START, 'write')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({});
    expect(seen).toEqual([true, false]);
  });

  it('is replaced, not lost, by a write of the step that sees it', async () => {
    const plan = stateGraph({ key: ephemeral<number>() })
      .addNode('a', ({ key }) => ({ key: key + 1 }))
      .addEdge(START, 'a')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({ key: 1 })).toEqual({ key: 2 });
  });
});

describe('namedBarrier', () => {
  it('refuses a name it does not wait for, telling which it does', async () => {
    await expect(engineOf(namedBarrier(['a', 'b']), 'c' as 'a').invoke({})).rejects.toMatchObject({
      code: 'CHANNEL_WRITE_INVALID',
      message: expect.stringMatching(/"c".*"a", "b"/) as string,
    });
  });

  it('is absent until all names are there', async () => {
    expect(await engineOf(namedBarrier(['a', 'b']), 'a', 'a').invoke({})).toEqual({});
    expect(await engineOf(namedBarrier(['a', 'b']), 'a', 'b').invoke({})).toEqual({ key: ['a', 'b'] });
  });
});

describe('a channel after finish', () => {
  it('is absent while anything is left to run', async () => {
    const seen: unknown[] = [];
    const plan = stateGraph({ key: lastValueAfterFinish<string>() })
      .addSequence([
        ['write', () => ({ key: 'x' })],
        ['look', (state) => void seen.push('key' in state)],
      ])
      .addEdge(START, 'write')
      .compile();
    expect(await new StateGraphEngine(plan).invoke({})).toEqual({ key: 'x' });
    expect(seen).toEqual([false]);
  });
});
