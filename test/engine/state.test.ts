import { describe, expect, it } from 'vitest';
import { START, StateGraphEngine, lastValue, stateGraph } from '../../src/engine/index.ts';

type State = Record<string, unknown>;

/** What `look` makes of the state a node gets. */
async function inside<T>(look: (state: State) => T): Promise<T> {
  let seen: { value: T } | undefined;
  const plan = stateGraph({ n: lastValue(1), list: lastValue(['a']), empty: lastValue<string>() })
    .addNode('a', (state) => void (seen = { value: look(state as State) }))
    .addEdge(START, 'a')
    .compile();
  await new StateGraphEngine(plan).invoke({});
  if (seen === undefined) throw new Error('the node did not run');
  return seen.value;
}

describe('the state a node gets', () => {
  it('reads like a plain object without the channels that hold nothing', async () => {
    expect(await inside((state) => ({ ...state }))).toEqual({ n: 1, list: ['a'] });
    expect(await inside((state) => JSON.stringify(state))).toBe('{"n":1,"list":["a"]}');
    expect(
      await inside((state) => [
        'n' in state,
        'empty' in state,
        state['empty'],
        state['toString'] === Object.prototype.toString,
      ]),
    ).toEqual([true, false, undefined, true]);
  });

  it.each<[string, (state: State) => unknown]>([
    ['assignment', (state) => (state['n'] = 2)],
    ['a new key', (state) => (state['other'] = 2)],
    ['deletion', (state) => delete state['n']],
    ['definition', (state) => Object.defineProperty(state, 'n', { value: 2 })],
    ['freezing', (state) => Object.freeze(state)],
    ['another prototype', (state) => Object.setPrototypeOf(state, null)],
  ])('refuses %s with a typed error that tells what to do', async (_, change) => {
    await expect(inside(change)).rejects.toMatchObject({
      code: 'STATE_READ_ONLY',
      message: expect.stringMatching(/read-only.*return \{/),
    });
  });
});

describe('the final state', () => {
  it('is a plain object of its own for every run', async () => {
    const engine = new StateGraphEngine(
      stateGraph({ n: lastValue(1) })
        .addNode('a', () => {})
        .addEdge(START, 'a')
        .compile(),
    );
    const first = (await engine.invoke({})) as { n: number };
    first.n = 99;
    expect(await engine.invoke({})).toStrictEqual({ n: 1 });
  });

  it('of concurrent runs does not mix', async () => {
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('a', async (state) => ({ n: state.n + 1 }))
      .addNode('b', async (state) => ({ n: state.n * 10 }))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .compile();
    const engine = new StateGraphEngine(plan);
    const states = await Promise.all(Array.from({ length: 50 }, (_, n) => engine.invoke({ n })));
    expect(states.map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, n) => (n + 1) * 10));
  });
});

describe('names that objects have anyway', () => {
  const names = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__', 'then'];

  it.each(names)('"%s" works as a channel', async (name) => {
    const plan = stateGraph({ [name]: lastValue<number>() })
      .addNode('a', (state) => ({ [name]: (state[name] ?? 0) + 1 }))
      .addEdge(START, 'a')
      .compile();
    const state = await new StateGraphEngine(plan).invoke({ [name]: 41 });
    expect(Object.entries(state)).toEqual([[name, 42]]);
  });

  it.each(names)('"%s" is absent until it is written, for nodes and for callers', async (name) => {
    const seen: unknown[] = [];
    const look = (state: Readonly<Record<string, unknown>>) => void seen.push(state[name], name in state);
    const plan = stateGraph({ [name]: lastValue<number>(), n: lastValue(0) })
      .addNode('whole', look)
      .addNode('keys', look, { input: [name] })
      .addNode('write', () => ({ [name]: 1 }))
      .addEdge(START, 'whole')
      .addEdge(START, 'keys')
      .addConditionalEdges('whole', (state) => (look(state), 'write'))
      .compile();
    const engine = new StateGraphEngine(plan);
    const told: boolean[] = [];
    for await (const { data } of engine.stream({}, { modes: ['values'] })) told.push(Object.hasOwn(data, name));
    expect(told).toEqual([false, true]);
    expect(seen).toEqual([undefined, false, undefined, false, undefined, false]);
    const silent = stateGraph({ [name]: lastValue<number>() })
      .addNode('whole', look)
      .addEdge(START, 'whole')
      .compile();
    expect((await new StateGraphEngine(silent).invoke({}))[name]).toBeUndefined();
  });

  it.each([...names, '__proto__', ' ', 'a:b|c'])('"%s" works as a node', async (name) => {
    const plan = stateGraph({ n: lastValue(0) })
      .addNode(name, () => ({ n: 1 }))
      .addNode('end', (state) => ({ n: state.n + 1 }))
      .addEdge(START, name)
      .addConditionalEdges(name, () => 'end', ['end'])
      .compile();
    const chunks: unknown[] = [];
    const stream = new StateGraphEngine(plan).stream({});
    for await (const { data } of stream) chunks.push(...Object.entries(data));
    expect(chunks).toEqual([
      [name, { n: 1 }],
      ['end', { n: 2 }],
    ]);
    expect(await stream.result()).toEqual({ n: 2 });
  });
});
