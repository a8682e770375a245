/** Error handlers that ask: nobody is asked twice, whatever fails afterwards and whoever goes on. */
import { setTimeout } from 'node:timers/promises';
import { Annotation, Command, StateGraph, interrupt as ask } from '@langchain/langgraph';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import { START, StateGraphEngine, interrupt, reducer, stateGraph, subgraph } from '../../src/engine/index.ts';
import { fromLangChainSaver } from '../../src/savers/index.ts';

const list = () =>
  reducer<readonly string[]>(
    (held, more) => [...held, ...more],
    () => [],
  );

function down(): never {
  throw new Error('down');
}

interface Parts {
  readonly work?: () => { log: string[] };
  readonly errorHandler: () => { log: string[] };
}

/** @returns an engine per call, as in another process */
function engines(saver: MemorySaver, { work = down, errorHandler }: Parts) {
  const plan = stateGraph({ log: list() })
    .addNode('work', work, { errorHandler })
    .addNode('beside', () => ({ log: ['beside'] }))
    .addEdge(START, 'work')
    .addEdge(START, 'beside')
    .compile();
  return () => new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
}

/** The same within a subgraph that is the node. */
function enginesAround(saver: MemorySaver, { work = down, errorHandler }: Parts) {
  const inner = stateGraph({ log: list() }).addNode('work', work).addEdge(START, 'work').compile();
  const plan = stateGraph({ log: list() })
    .addNode('work', subgraph(inner), { errorHandler })
    .addNode('beside', () => ({ log: ['beside'] }))
    .addEdge(START, 'work')
    .addEdge(START, 'beside')
    .compile();
  return () => new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
}

const questions = async (engine: ReturnType<ReturnType<typeof engines>>) =>
  (await engine.state('t'))?.interrupts.map(({ value }) => value);

const asksTwice = () => ({ log: [interrupt<string>('q1'), interrupt<string>('q2')] });

describe.each(['sync', 'async', 'exit'] as const)('an error handler that asks, %s', (durability) => {
  const options = { threadId: 't', durability } as const;

  it.each([
    ['a node', engines],
    ['a subgraph', enginesAround],
  ])('of %s asks one thing after the other', async (_of, make) => {
    const engine = make(new MemorySaver(), { errorHandler: asksTwice });
    await engine().invoke({}, options);
    expect(await questions(engine())).toEqual(['q1']);
    await engine().invoke(null, options);
    expect(await questions(engine())).toEqual(['q1']);
    await engine().resume('same', options);
    expect(await questions(engine())).toEqual(['q2']);
    expect(await engine().resume('same', options)).toEqual({ log: ['same', 'same', 'beside'] });
  });

  it('gets the answers that come after those of its node', async () => {
    const work = (): never => {
      interrupt('first');
      return down();
    };
    const engine = engines(new MemorySaver(), { work, errorHandler: asksTwice });
    await engine().invoke({}, options);
    for (const question of ['first', 'q1', 'q2']) {
      expect(await questions(engine())).toEqual([question]);
      await engine().resume('same', options);
    }
    expect((await engine().state('t'))?.values).toEqual({ log: ['same', 'same', 'beside'] });
  });

  it.each([
    ['a node', engines, 'one', 'two'],
    ['a node', engines, 'same', 'same'],
    ['a subgraph', enginesAround, 'one', 'two'],
    ['a subgraph', enginesAround, 'same', 'same'],
  ])('of %s keeps its answers when it fails in the end', async (_of, make, one, two) => {
    let failing = true;
    const errorHandler = () => {
      const update = asksTwice();
      if (failing) throw new Error('handler down');
      return update;
    };
    const engine = make(new MemorySaver(), { errorHandler });
    await engine().invoke({}, options);
    await engine().resume(one, options);
    await expect(engine().resume(two, options)).rejects.toThrow('handler down');
    expect(await questions(engine())).toEqual([]);
    await expect(engine().invoke(null, options)).rejects.toThrow('handler down');
    failing = false;
    expect(await engine().invoke(null, options)).toEqual({ log: [one, two, 'beside'] });
  });

  it('keeps its answer when it fails before it asks on', async () => {
    let failing = true;
    const errorHandler = () => {
      const first = interrupt<string>('q1');
      if (failing) throw new Error('handler down');
      return { log: [first, interrupt<string>('q2')] };
    };
    const engine = engines(new MemorySaver(), { errorHandler });
    await engine().invoke({}, options);
    await expect(engine().resume('one', options)).rejects.toThrow('handler down');
    failing = false;
    await engine().invoke(null, options);
    expect(await questions(engine())).toEqual(['q2']);
    expect(await engine().resume('two', options)).toEqual({ log: ['one', 'two', 'beside'] });
  });
});

describe('an error handler that asks, and LangGraph', () => {
  const thread = { configurable: { thread_id: 't' } };
  const errorHandler = () => ({ log: [interrupt<string>('now?')] });

  function langgraph(saver: MemorySaver) {
    const log = Annotation<string[]>({ reducer: (held, more) => [...held, ...more], default: () => [] });
    return new StateGraph(Annotation.Root({ log }))
      .addNode('work', down, { errorHandler: () => ({ log: [ask<string, string>('now?')] }) })
      .addNode('beside', () => ({ log: ['beside'] }))
      .addEdge(START, 'work')
      .addEdge(START, 'beside')
      .compile({ checkpointer: saver });
  }

  it('asked here gets its answer there', async () => {
    const saver = new MemorySaver();
    await engines(saver, { errorHandler })().invoke({}, { threadId: 't' });
    await setTimeout(2);
    const { log } = await langgraph(saver).invoke(new Command({ resume: 'yes' }), thread);
    expect(log.toSorted()).toEqual(['beside', 'yes']);
  });

  it('asked there asks once more here', async () => {
    const saver = new MemorySaver();
    await langgraph(saver).invoke({ log: [] }, thread);
    await setTimeout(2);
    const engine = engines(saver, { errorHandler });
    expect(await questions(engine())).toEqual([]);
    await engine().invoke(null, { threadId: 't' });
    expect(await questions(engine())).toEqual(['now?']);
    expect(await engine().resume('yes', { threadId: 't' })).toEqual({ log: ['yes', 'beside'] });
  });
});
