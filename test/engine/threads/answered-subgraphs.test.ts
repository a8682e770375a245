/** A subgraph that is answered, and then fails: what was answered is not asked again. */
import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  START,
  StateGraphEngine,
  interrupt,
  stateGraph,
  subgraph,
  type Durability,
  type SubgraphOptions,
} from '../../../src/engine/index.ts';
import { list } from './fixtures.ts';

const T = { threadId: 't' } as const;
const state = () => ({ log: list() });

/** Asks `question`, and fails the first time that it has been answered. */
function asking(question: string, fails = true) {
  let left = fails ? 1 : 0;
  return stateGraph(state())
    .addNode('ask', () => {
      const answer = interrupt<string>(question);
      if (left-- > 0) throw new Error('boom');
      return { log: [`${question} ${answer}`] };
    })
    .addEdge(START, 'ask')
    .compile();
}

function around(inner: ReturnType<typeof asking>, options: SubgraphOptions = {}) {
  return stateGraph(state()).addNode('sub', subgraph(inner, options)).addEdge(START, 'sub').compile();
}

const engineOf = (plan: ReturnType<typeof asking>) => new StateGraphEngine(plan, { saver: new MemorySaver() });

describe.each<Durability>(['sync', 'async', 'exit'])('a subgraph that was answered and failed, %s', (durability) => {
  const options = { ...T, durability };

  it.each(['inherited', 'own'] as const)('goes on with the answer, kept %s', async (persistence) => {
    const engine = engineOf(around(asking('who?'), { persistence }));
    await engine.invoke({}, options);
    await expect(engine.resume('Ada', options)).rejects.toThrow('boom');
    expect((await engine.state('t'))?.interrupts).toEqual([]);
    expect(await engine.invoke(null, options)).toEqual({ log: ['who? Ada'] });
  });

  it('does so two levels deep', async () => {
    const engine = engineOf(around(around(asking('who?'))));
    await engine.invoke({}, options);
    await expect(engine.resume('Ada', options)).rejects.toThrow('boom');
    expect(await engine.invoke(null, options)).toEqual({ log: ['who? Ada'] });
  });

  it('does so beside another that waits, and is answered by id', async () => {
    const plan = stateGraph(state())
      .addNode('left', subgraph(asking('left?')))
      .addNode('right', subgraph(asking('right?', false)))
      .addEdge(START, 'left')
      .addEdge(START, 'right')
      .compile();
    const engine = engineOf(plan);
    await engine.invoke({}, options);
    const [left, right] = (await engine.state('t'))?.interrupts ?? [];
    await expect(engine.resume({ [left?.id ?? '']: 'yes' }, options)).rejects.toThrow('boom');
    expect((await engine.state('t'))?.interrupts).toEqual([right]);
    expect(await engine.invoke(null, options)).toEqual({ log: [] });
    expect(await engine.resume('no', options)).toEqual({ log: ['left? yes', 'right? no'] });
  });

  it('asks what is still open', async () => {
    const inner = stateGraph(state())
      .addNode('a', () => ({ log: [`a ${interrupt<string>('a?')}`] }))
      .addNode('b', () => ({ log: [`b ${interrupt<string>('b?')}`] }))
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .compile();
    const engine = engineOf(around(inner));
    await engine.invoke({}, options);
    const [a, b] = (await engine.state('t'))?.interrupts ?? [];
    await engine.resume({ [a?.id ?? '']: 1 }, options);
    expect((await engine.state('t'))?.interrupts).toEqual([b]);
    expect(await engine.resume(2, options)).toEqual({ log: ['a 1', 'b 2'] });
  });
});
