/** A subgraph that is answered and then fails: whoever goes on, nothing is asked again. */
import { setTimeout } from 'node:timers/promises';
import { Annotation, StateGraph, interrupt as ask } from '@langchain/langgraph';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { START, StateGraphEngine, interrupt, lastValue, stateGraph, subgraph } from '../../src/engine/index.ts';
import { fromLangChainSaver } from '../../src/savers/index.ts';

const State = Annotation.Root({ x: Annotation<string>() });

function langgraph(saver: MemorySaver) {
  const inner = new StateGraph(State)
    .addNode('in', () => ({ x: ask<string, string>('q') }))
    .addEdge(START, 'in')
    .compile();
  return new StateGraph(State).addNode('sub', inner).addEdge(START, 'sub').compile({ checkpointer: saver });
}

/** @param levels of subgraphs; the node within fails once after its answer */
function ours(saver: MemorySaver, persistence: 'inherited' | 'own', levels: number) {
  let failed = false;
  let plan = stateGraph({ x: lastValue('') })
    .addNode('in', () => {
      const x = interrupt<string>('q');
      if (failed) return { x };
      failed = true;
      throw new Error('boom');
    })
    .addEdge(START, 'in')
    .compile();
  for (let level = 0; level < levels; level++) {
    plan = stateGraph({ x: lastValue('') })
      .addNode('sub', subgraph(plan, { persistence }))
      .addEdge(START, 'sub')
      .compile();
  }
  return new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
}

describe.each(['sync', 'async', 'exit'] as const)('an answered subgraph that fails, %s', (durability) => {
  const options = { threadId: 't', durability } as const;

  it.each([
    ['inherited', 1],
    ['inherited', 2],
    ['own', 1],
    ['own', 2],
  ] as const)('goes on with its answer, kept %s, levels %i', async (persistence, levels) => {
    const engine = ours(new MemorySaver(), persistence, levels);
    await engine.invoke({}, options);
    await expect(engine.resume('yes', options)).rejects.toThrow('boom');
    expect((await engine.state('t'))?.interrupts).toEqual([]);
    expect(await engine.invoke(null, options)).toEqual({ x: 'yes' });
  });

  it('goes on in LangGraph', async () => {
    const saver = new MemorySaver();
    const engine = ours(saver, 'inherited', 1);
    await engine.invoke({}, options);
    await expect(engine.resume('yes', options)).rejects.toThrow('boom');
    await setTimeout(2);
    expect(await langgraph(saver).invoke(null, { configurable: { thread_id: 't' } })).toEqual({ x: 'yes' });
  });
});
