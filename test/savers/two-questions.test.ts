import { setTimeout } from 'node:timers/promises';
import { Annotation, StateGraph, interrupt as ask } from '@langchain/langgraph';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { expect, it } from 'vitest';
import { START, StateGraphEngine, interrupt, lastValue, stateGraph } from '../../src/engine/index.ts';
import { fromLangChainSaver, type LangChainSaver } from '../../src/savers/index.ts';

function engineOn(saver: LangChainSaver) {
  const plan = stateGraph({ a: lastValue<string>(), b: lastValue<string>() })
    .addNode('na', () => ({ a: interrupt<string>('qa') }))
    .addNode('nb', () => ({ b: interrupt<string>('qb') }))
    .addEdge(START, 'na')
    .addEdge(START, 'nb')
    .compile();
  return new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
}

async function begunInLangGraph(saver: MemorySaver) {
  const graph = new StateGraph(Annotation.Root({ a: Annotation<string>(), b: Annotation<string>() }))
    .addNode('na', () => ({ a: ask('qa') }))
    .addNode('nb', () => ({ b: ask('qb') }))
    .addEdge(START, 'na')
    .addEdge(START, 'nb')
    .compile({ checkpointer: saver });
  await graph.invoke({ a: '-' }, { configurable: { thread_id: 't' } });
  await setTimeout(2);
}

it.each([begunInLangGraph, (saver: MemorySaver) => engineOn(saver).invoke({ a: '-' }, { threadId: 't' })])(
  'two tasks that wait are answered by the ids of their questions, one after the other',
  async (begin) => {
    const saver = new MemorySaver();
    await begin(saver);
    const engine = engineOn(saver);
    const [first, second] = (await engine.state('t'))?.interrupts ?? [];
    expect([first?.value, second?.value]).toEqual(['qa', 'qb']);
    await expect(engine.resume('which?', { threadId: 't' })).rejects.toMatchObject({ code: 'ANSWER_AMBIGUOUS' });
    expect(await engine.resume({ [second!.id]: 'B' }, { threadId: 't' })).toEqual({ a: '-' });
    expect((await engine.state('t'))?.interrupts).toEqual([first]);
    expect(await engine.resume('A', { threadId: 't' })).toEqual({ a: 'A', b: 'B' });
  },
);

it('an answer to one of two is not lost where the process ends before its task does', async () => {
  const saver = new MemorySaver();
  await begunInLangGraph(saver);
  const [, second] = (await engineOn(saver).state('t'))?.interrupts ?? [];
  const putWrites = saver.putWrites.bind(saver);
  saver.putWrites = async (config, writes, task) => {
    if (writes.some(([channel]) => channel === 'b')) throw new Error('killed');
    return putWrites(config, writes, task);
  };
  const dying = engineOn(saver).resume({ [second!.id]: 'B' }, { threadId: 't' });
  await expect(dying).rejects.toMatchObject({ code: 'SAVER_FAILED' });
  saver.putWrites = putWrites;
  expect((await engineOn(saver).state('t'))?.interrupts.map(({ value }) => value)).toEqual(['qa']);
  expect(await engineOn(saver).resume('A', { threadId: 't' })).toEqual({ a: 'A', b: 'B' });
});
