import { describe, expect, expectTypeOf, it } from 'vitest';
import { START, StateGraphEngine, lastValue, stateGraph } from '../../src/engine/index.ts';

const channels = () => ({ question: lastValue<string>(), answer: lastValue<string>(), scratch: lastValue<number>() });

describe('a node with input keys', () => {
  it('sees these keys only, by its types and at run time', async () => {
    const seen: unknown[] = [];
    const plan = stateGraph(channels())
      .addNode(
        'a',
        (state) => {
          expectTypeOf(state).toEqualTypeOf<{ readonly question: string; readonly scratch: number }>();
          seen.push({ ...state });
          return { answer: 'a' };
        },
        { input: ['question', 'scratch'] },
      )
      .addEdge(START, 'a')
      .compile();
    await new StateGraphEngine(plan).invoke({ question: 'q', answer: 'old' });
    expect(seen).toEqual([{ question: 'q' }]);
  });

  it('is refused for a key that is not declared', () => {
    const graph = stateGraph(channels())
      .addNode('a', () => {}, { input: ['ghost' as 'question'] })
      .addEdge(START, 'a');
    expect(() => graph.compile()).toThrow(/input of "a" names "ghost".*"question", "answer", "scratch"/);
  });

  it('cannot change what it sees', async () => {
    const plan = stateGraph(channels())
      .addNode('a', (state) => void Object.assign(state, { question: 'changed' }), { input: ['question'] })
      .addEdge(START, 'a')
      .compile();
    await expect(new StateGraphEngine(plan).invoke({ question: 'q' })).rejects.toMatchObject({
      code: 'STATE_READ_ONLY',
    });
  });
});

describe('a private key', () => {
  const plan = stateGraph(channels(), { private: ['scratch'] })
    .addSequence([
      ['a', () => ({ scratch: 7 })],
      ['b', (state) => ({ answer: `${state.scratch}` })],
    ])
    .addEdge(START, 'a')
    .compile();

  it('travels between nodes, and is in neither the result nor the values', async () => {
    const stream = new StateGraphEngine(plan).stream({ question: 'q' }, { modes: ['values'] });
    const values: unknown[] = [];
    for await (const { data } of stream) values.push(data);
    expect(values).toEqual([{ question: 'q' }, { question: 'q' }, { question: 'q', answer: '7' }]);
    const result = await stream.result();
    expectTypeOf(result).toEqualTypeOf<Omit<{ readonly question: string; readonly answer: string }, never>>();
    expect(result).toEqual({ question: 'q', answer: '7' });
  });

  it('is not taken from the input', async () => {
    // @ts-expect-error the input does not have it
    const running = new StateGraphEngine(plan).invoke({ scratch: 1 });
    await expect(running).rejects.toMatchObject({
      code: 'UNKNOWN_CHANNEL',
      message: expect.stringMatching(/"scratch", which the graph keeps to itself.*"question", "answer"/),
    });
  });

  it('is refused where it is not declared', () => {
    expect(() => stateGraph(channels(), { private: ['ghost' as 'scratch'] })).toThrow(
      /private key "ghost".*"question"/,
    );
  });
});
