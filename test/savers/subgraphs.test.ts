import { setTimeout } from 'node:timers/promises';
import { Annotation, Command, StateGraph, interrupt as ask } from '@langchain/langgraph';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { START, StateGraphEngine, interrupt, reducer, stateGraph, subgraph } from '../../src/engine/index.ts';
import { fromLangChainSaver, type LangChainSaver } from '../../src/savers/index.ts';
import { RecordingSaver } from './recording-saver.ts';

type Persistence = 'inherited' | 'own';

const State = Annotation.Root({
  log: Annotation<string[]>({ reducer: (held, more) => [...held, ...more], default: () => [] }),
});
const list = () =>
  reducer<readonly string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );
const config = { configurable: { thread_id: 't' } };

function langgraph(saver: MemorySaver, persistence: Persistence) {
  const inner = new StateGraph(State)
    .addNode('first', () => ({ log: ['first'] }))
    .addNode('in', () => ({ log: [`in:${ask('q')}`] }))
    .addEdge(START, 'first')
    .addEdge('first', 'in')
    .compile(persistence === 'own' ? { checkpointer: true } : {});
  return new StateGraph(State).addNode('sub', inner).addEdge(START, 'sub').compile({ checkpointer: saver });
}

function ours(saver: LangChainSaver, persistence: Persistence) {
  const inner = stateGraph({ log: list() })
    .addNode('first', () => ({ log: ['first'] }))
    .addNode('in', () => ({ log: [`in:${interrupt<string>('q')}`] }))
    .addEdge(START, 'first')
    .addEdge('first', 'in')
    .compile();
  const plan = stateGraph({ log: list() })
    .addNode('sub', subgraph(inner, { persistence }))
    .addEdge(START, 'sub')
    .compile();
  return new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
}

/** A subgraph of the engine gets every key, one of LangGraph those that have been written. */
const inputless = (calls: unknown[]): unknown[] =>
  (calls as { putWrites?: string; put?: string; namespace?: string; task?: string }[]).map(
    ({ putWrites, put, namespace, task }) => ({ putWrites, put, namespace, task }),
  );

describe.each(['inherited', 'own'] as const)('a subgraph, kept %s', (persistence) => {
  it.each(['sync', 'exit'] as const)('is stored where LangGraph stores it: %s', async (durability) => {
    const theirs = new RecordingSaver();
    const own = new RecordingSaver();
    const graph = langgraph(theirs, persistence);
    const engine = ours(own, persistence);
    await graph.invoke({ log: ['x'] }, { ...config, durability });
    await engine.invoke({ log: ['x'] }, { threadId: 't', durability });
    expect(inputless(own.take())).toEqual(inputless(theirs.take()));
    await graph.invoke(new Command({ resume: 'yes' }), { ...config, durability });
    await engine.resume('yes', { threadId: 't', durability });
    const called = (calls: unknown[]) => inputless(calls).filter((call) => (call as { put?: string }).put);
    expect(called(own.take())).toEqual(called(theirs.take()));
  });

  it('goes on in the engine', async () => {
    const saver = new MemorySaver();
    await langgraph(saver, persistence).invoke({ log: ['x'] }, config);
    await setTimeout(2);
    const engine = ours(saver, persistence);
    const state = await engine.state('t', { subgraphs: true });
    expect(state?.interrupts).toMatchObject([{ value: 'q', node: 'sub' }]);
    expect(state?.tasks[0]?.state).toMatchObject({ next: ['in'], values: { log: ['x', 'first'] } });
    const { log } = await engine.resume('yes', { threadId: 't' });
    expect(log.filter((entry) => entry === 'first')).toHaveLength(1);
    expect(log.at(-1)).toBe('in:yes');
  });

  it('goes on in LangGraph', async () => {
    const saver = new MemorySaver();
    await ours(saver, persistence).invoke({ log: ['x'] }, { threadId: 't' });
    await setTimeout(2);
    const graph = langgraph(saver, persistence);
    const { next, tasks } = await graph.getState(config, { subgraphs: true });
    expect(next).toEqual(['sub']);
    expect(tasks).toMatchObject([{ name: 'sub', interrupts: [{ value: 'q' }] }]);
    // LangGraph looks for the state of a subgraph only where it keeps inherited ones.
    if (persistence === 'inherited') expect(tasks[0]?.state).toMatchObject({ next: ['in'] });
    const { log } = await graph.invoke(new Command({ resume: 'yes' }), config);
    expect(log.filter((entry: string) => entry === 'first')).toHaveLength(1);
    expect(log.at(-1)).toBe('in:yes');
  });
});

it('two questions within one subgraph are both known, and both answered', async () => {
  const inner = stateGraph({ log: list() })
    .addNode('a', () => ({ log: [`a:${interrupt<string>('qa')}`] }))
    .addNode('b', () => ({ log: [`b:${interrupt<string>('qb')}`] }))
    .addEdge(START, 'a')
    .addEdge(START, 'b')
    .compile();
  const plan = stateGraph({ log: list() }).addNode('sub', subgraph(inner)).addEdge(START, 'sub').compile();
  const engine = new StateGraphEngine(plan, { saver: fromLangChainSaver(new MemorySaver()) });
  await engine.invoke({}, { threadId: 't' });
  const questions = (await engine.state('t'))?.interrupts ?? [];
  expect(questions.map(({ value }) => value)).toEqual(['qa', 'qb']);
  const answers = Object.fromEntries(questions.map(({ id, value }) => [id, String(value).slice(1)]));
  expect(await engine.resume(answers, { threadId: 't' })).toEqual({ log: ['a:a', 'b:b'] });
});
