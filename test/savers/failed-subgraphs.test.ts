/** A subgraph that was answered in LangGraph and failed there, or failed and then asked: the engine knows which. */
import { setTimeout } from 'node:timers/promises';
import { Annotation, Command, StateGraph, interrupt as ask } from '@langchain/langgraph';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { START, StateGraphEngine, interrupt, reducer, stateGraph, subgraph } from '../../src/engine/index.ts';
import { fromLangChainSaver } from '../../src/savers/index.ts';

type Fails = 'in the node' | 'in a later node' | 'before it asks';

const config = { configurable: { thread_id: 't' } };

/** The nodes of the subgraph. One fails, once. */
function nodes(question: (value: string) => string, fails: Fails) {
  let left = 1;
  const failAt = (place: Fails): void => {
    if (place === fails && left-- > 0) throw new Error('boom');
  };
  return {
    asks() {
      failAt('before it asks');
      const log = [question('first?')];
      failAt('in the node');
      return { log };
    },
    later() {
      failAt('in a later node');
      return { log: ['later'] };
    },
  };
}

type Persistence = 'inherited' | 'own';

function langgraph(saver: MemorySaver, fails: Fails, persistence: Persistence) {
  const State = Annotation.Root({
    log: Annotation<string[]>({ reducer: (held, more) => [...held, ...more], default: () => [] }),
  });
  const { asks, later } = nodes(ask, fails);
  const inner = new StateGraph(State)
    .addNode('asks', asks)
    .addNode('later', later)
    .addEdge(START, 'asks')
    .addEdge('asks', 'later')
    .compile(persistence === 'own' ? { checkpointer: true } : {});
  return new StateGraph(State).addNode('sub', inner).addEdge(START, 'sub').compile({ checkpointer: saver });
}

function ours(saver: MemorySaver, fails: Fails, persistence: Persistence) {
  const log = () =>
    reducer<readonly string[]>(
      (held, more) => [...held, ...more],
      () => [],
    );
  const { asks, later } = nodes(interrupt, fails);
  const inner = stateGraph({ log: log() })
    .addNode('asks', asks)
    .addNode('later', later)
    .addEdge(START, 'asks')
    .addEdge('asks', 'later')
    .compile();
  const plan = stateGraph({ log: log() })
    .addNode('sub', subgraph(inner, { persistence }))
    .addEdge(START, 'sub')
    .compile();
  return new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
}

describe.each(['inherited', 'own'] as const)('a subgraph that LangGraph has answered, kept %s', (persistence) => {
  describe.each(['LangGraph', 'the engine'])('asked by %s', (first) => {
    async function answered(fails: Fails) {
      const saver = new MemorySaver();
      const graph = langgraph(saver, fails, persistence);
      // This one does not fail any more.
      const engine = ours(saver, fails, persistence);
      if (first === 'LangGraph') await graph.invoke({ log: [] }, config);
      else await engine.invoke({}, { threadId: 't' });
      // LangGraph's ids come from the clock alone: two writers within a millisecond could change places.
      await setTimeout(2);
      await expect(graph.invoke(new Command({ resume: 'yes' }), config)).rejects.toThrow('boom');
      await setTimeout(2);
      return { graph, engine };
    }

    it('asks nothing once it has failed in a later node, and goes on', async () => {
      const { engine } = await answered('in a later node');
      expect(await engine.state('t')).toMatchObject({ interrupts: [], next: ['sub'] });
      await expect(engine.invoke(null, { threadId: 't' })).rejects.toThrow('boom');
      expect((await engine.invoke(null, { threadId: 't' })).log).toEqual(['yes', 'later']);
    });

    it('asks nothing once it has failed in the node itself, and goes on with the answer', async () => {
      const { engine } = await answered('in the node');
      expect(await engine.state('t')).toMatchObject({ interrupts: [], next: ['sub'] });
      await expect(engine.invoke(null, { threadId: 't' })).rejects.toThrow('boom');
      expect((await engine.invoke(null, { threadId: 't' })).log).toEqual(['yes', 'later']);
    });
  });
});

it.each(['inherited', 'own'] as const)(
  'what a subgraph asks after it has failed is known, kept %s',
  async (persistence) => {
    const saver = new MemorySaver();
    const graph = langgraph(saver, 'before it asks', persistence);
    const engine = ours(saver, 'in a later node', persistence);
    await expect(graph.invoke({ log: [] }, config)).rejects.toThrow('boom');
    await graph.invoke(null, config);
    await setTimeout(2);
    expect((await engine.state('t'))?.interrupts).toMatchObject([{ value: 'first?' }]);
    await expect(engine.resume('yes', { threadId: 't' })).rejects.toThrow('boom');
    expect((await engine.invoke(null, { threadId: 't' })).log).toEqual(['yes', 'later']);
  },
);
