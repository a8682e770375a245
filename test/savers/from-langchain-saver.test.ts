import { setTimeout } from 'node:timers/promises';
import { MemorySaver, type Checkpoint } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import {
  MossError,
  START,
  StateGraphEngine,
  delta,
  interrupt,
  lastValue,
  overwrite,
  reducer,
  send,
  stateGraph,
} from '../../src/engine/index.ts';
import { fromLangChainSaver } from '../../src/savers/index.ts';
import { line } from '../engine/threads/fixtures.ts';
import { RecordingSaver } from './recording-saver.ts';

async function historyOf(engine: StateGraphEngine<unknown, never>) {
  const all = [];
  for await (const { step, source, next, parent, checkpoint } of engine.history('t')) {
    all.push({ step, source, next, parent, checkpoint });
  }
  return all;
}

describe('a thread in a saver of LangChain', () => {
  it('has the history that it has in ours', async () => {
    const engine = new StateGraphEngine(line(), { saver: fromLangChainSaver(new MemorySaver()) });
    await engine.invoke({}, { threadId: 't' });
    const history = await historyOf(engine as never);
    expect(history).toMatchObject([
      { step: 3, source: 'loop', next: [] },
      { step: 2, source: 'loop', next: ['c'] },
      { step: 1, source: 'loop', next: ['b'] },
      { step: 0, source: 'input', next: ['a'], parent: undefined },
    ]);
    expect(history.map(({ parent }) => parent)).toEqual([...history.slice(1).map((of) => of.checkpoint), undefined]);
    await engine.invoke({}, { threadId: 't' });
    // LangGraph counts a further input as a super-step.
    const [newest, , , second, end] = await historyOf(engine as never);
    expect([newest?.step, second?.source, second?.parent]).toEqual([8, 'input', end?.checkpoint]);
    expect((await engine.state('t', { checkpoint: second!.checkpoint }))?.parent).toBe(end?.checkpoint);
  });

  it('goes on from an older checkpoint, as a branch', async () => {
    const engine = new StateGraphEngine(line(), { saver: fromLangChainSaver(new MemorySaver()) });
    await engine.invoke({}, { threadId: 't' });
    const atB = (await historyOf(engine as never)).find(({ next }) => next[0] === 'b')!;
    expect(await engine.invoke(null, { threadId: 't', checkpoint: atB.checkpoint })).toEqual({ log: ['a', 'b', 'c'] });
    const history = await historyOf(engine as never);
    expect(history.map(({ source }) => source)).toEqual(['loop', 'loop', 'fork', 'loop', 'loop', 'loop', 'input']);
    expect(history[2]?.parent).toBe(atB.checkpoint);
  });

  it('takes updates from outside, kept and moved', async () => {
    const engine = new StateGraphEngine(line(), { saver: fromLangChainSaver(new MemorySaver()) });
    await engine.invoke({}, { threadId: 't', interruptBefore: ['b'] });
    await engine.updateState('t', { log: ['seen'] });
    expect(await engine.state('t')).toMatchObject({ next: ['b'], source: 'update', values: { log: ['a', 'seen'] } });
    await engine.updateState('t', { log: ['as b'] }, { asNode: 'b' });
    expect((await engine.state('t'))?.next).toEqual(['c']);
    await engine.updateState('t', null, { asNode: '__end__' });
    expect((await engine.state('t'))?.next).toEqual([]);
    await engine.updateState('t', null, { asNode: 'a' });
    expect(await engine.invoke(null, { threadId: 't' })).toEqual({ log: ['a', 'seen', 'as b', 'b', 'c'] });
  });

  it('begins with an update', async () => {
    const engine = new StateGraphEngine(line(), { saver: fromLangChainSaver(new MemorySaver()) });
    await engine.updateState('t', { log: ['outside'] }, { asNode: 'b' });
    expect(await engine.invoke(null, { threadId: 't' })).toEqual({ log: ['outside', 'c'] });
  });

  it('pauses at breakpoints and goes on behind them', async () => {
    const engine = new StateGraphEngine(line(), { saver: fromLangChainSaver(new MemorySaver()) });
    const options = { threadId: 't', interruptBefore: '*', durability: 'exit' } as const;
    expect(await engine.invoke({}, options)).toEqual({ log: [] });
    expect(await engine.invoke(null, options)).toEqual({ log: ['a'] });
    expect(await engine.invoke(null, { threadId: 't' })).toEqual({ log: ['a', 'b', 'c'] });
  });

  it('keeps an answer of a node that then fails', async () => {
    let failing = true;
    const plan = stateGraph({ x: lastValue('') })
      .addNode('ask', () => {
        const x = interrupt<string>('?');
        if (failing) throw new Error('down');
        return { x };
      })
      .addEdge(START, 'ask')
      .compile();
    for (const durability of ['sync', 'exit'] as const) {
      failing = true;
      const engine = new StateGraphEngine(plan, { saver: fromLangChainSaver(new MemorySaver()) });
      await engine.invoke({}, { threadId: 't', durability });
      await expect(engine.resume('yes', { threadId: 't', durability })).rejects.toThrow('down');
      failing = false;
      expect(await engine.invoke(null, { threadId: 't', durability })).toEqual({ x: 'yes' });
    }
  });

  it('keeps overwrites and sends of a task that ended beside one that asks', async () => {
    const plan = stateGraph({
      log: reducer<readonly string[]>(
        (held, more) => [...held, ...more],
        () => ['from the beginning'],
      ),
    })
      .addNode('a', () => ({ log: overwrite(['over']) }))
      .addNode('b', () => ({ log: [interrupt<string>('?')] }))
      .addNode('w', (input) => ({ log: [String(input)] }))
      .addEdge(START, 'a')
      .addEdge(START, 'b')
      .addConditionalEdges('a', () => send('w', 'sent'), ['w'])
      .compile();
    const saver = fromLangChainSaver(new MemorySaver());
    await new StateGraphEngine(plan, { saver }).invoke({}, { threadId: 't' });
    const { log } = await new StateGraphEngine(plan, { saver }).resume('b', { threadId: 't' });
    expect(log).toEqual(['over', 'sent']);
  });

  it('keeps the whole value of a key that is written on', async () => {
    const plan = stateGraph({
      log: delta<readonly string[], string>(
        (held, lines) => [...held, ...lines],
        () => [],
      ),
    })
      .addSequence([
        ['a', () => ({ log: 'a' })],
        ['b', () => ({ log: interrupt<string>('?') })],
      ])
      .addEdge(START, 'a')
      .compile();
    for (const durability of ['sync', 'exit'] as const) {
      const saver = new MemorySaver();
      const engine = () => new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
      await engine().invoke({}, { threadId: 't', durability });
      await engine().resume('b', { threadId: 't', durability });
      await engine().updateState('t', { log: 'outside' });
      await engine().invoke({ log: 'in' }, { threadId: 't', durability });
      const log = ['a', 'b', 'outside', 'in', 'a'];
      const stored = await saver.getTuple({ configurable: { thread_id: 't' } });
      expect(stored?.checkpoint.channel_values['log']).toEqual(log);
      expect((await engine().state('t'))?.values).toEqual({ log });
      expect(await engine().resume('c', { threadId: 't', durability })).toEqual({ log: [...log, 'c'] });
    }
  });

  it('is written by one run at a time, through whichever adapter', async () => {
    const saver = new MemorySaver();
    const engines = [1, 2].map(
      () =>
        new StateGraphEngine(
          line(() => setTimeout(5)),
          { saver: fromLangChainSaver(saver) },
        ),
    );
    const runs = await Promise.allSettled(engines.map((engine) => engine.invoke({}, { threadId: 't' })));
    expect(runs.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(MossError.is((runs[1] as PromiseRejectedResult).reason, 'THREAD_CONFLICT')).toBe(true);
  });

  it('skips an input that nobody took', async () => {
    const saver = new MemorySaver();
    const engine = new StateGraphEngine(line(), { saver: fromLangChainSaver(saver, { retries: 0 }) });
    await engine.invoke({}, { threadId: 't' });
    const put = saver.put.bind(saver);
    let left = 1;
    saver.put = async (...call) => {
      if (left-- === 0) throw new Error('killed');
      return put(...call);
    };
    await expect(engine.invoke({}, { threadId: 't' })).rejects.toMatchObject({ code: 'SAVER_FAILED' });
    saver.put = put;
    expect(await engine.state('t')).toMatchObject({ step: 3, next: [] });
    expect((await engine.invoke({}, { threadId: 't' })).log).toHaveLength(6);
  });
});

describe('a saver of LangChain that fails', () => {
  it.each(['getTuple', 'put', 'putWrites'] as const)('%s fails the run with a SaverError', async (method) => {
    for (const durability of ['sync', 'async', 'exit'] as const) {
      const saver = new MemorySaver();
      saver[method] = async () => Promise.reject(new TypeError('disk full'));
      const plan = stateGraph({ x: lastValue('') })
        .addNode('ask', () => ({ x: interrupt<string>('?') }))
        .addEdge(START, 'ask')
        .compile();
      const engine = new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
      await expect(engine.invoke({ x: 'a' }, { threadId: 't', durability })).rejects.toMatchObject({
        code: 'SAVER_FAILED',
        cause: new TypeError('disk full'),
      });
    }
  });

  it('list fails the history with a SaverError', async () => {
    const saver = new MemorySaver();
    saver.list = () => {
      throw new TypeError('disk full');
    };
    const engine = new StateGraphEngine(line(), { saver: fromLangChainSaver(saver) });
    await expect(historyOf(engine as never)).rejects.toMatchObject({ code: 'SAVER_FAILED' });
  });
});

it('hands out nothing that changes later', async () => {
  const kept: [live: Checkpoint, then: Checkpoint][] = [];
  class Watching extends MemorySaver {
    override async put(...[config, checkpoint, metadata]: Parameters<MemorySaver['put']>) {
      kept.push([checkpoint, structuredClone(checkpoint)]);
      return super.put(config, checkpoint, metadata);
    }
  }
  const engine = new StateGraphEngine(line(), { saver: fromLangChainSaver(new Watching()) });
  await engine.invoke({}, { threadId: 't' });
  await engine.invoke({}, { threadId: 't', durability: 'exit' });
  expect(kept).toHaveLength(6);
  for (const [live, then] of kept) expect(live).toEqual(then);
});

it('uses the versions that the saver makes', async () => {
  class Texts extends RecordingSaver {
    override getNextVersion(current: number | undefined): number {
      return String(Number(current ?? 0) + 1).padStart(8, '0') as unknown as number;
    }
  }
  const saver = new Texts();
  const engine = new StateGraphEngine(line(), { saver: fromLangChainSaver(saver) });
  await engine.invoke({}, { threadId: 't', interruptBefore: ['c'] });
  expect(await engine.invoke(null, { threadId: 't' })).toEqual({ log: ['a', 'b', 'c'] });
  const puts = saver.take() as { channel_versions?: Record<string, string> }[];
  expect(puts.at(-1)?.channel_versions?.['log']).toBe('00000005');
});

it('cannot be used without a graph', () => {
  const saver = fromLangChainSaver(new MemorySaver());
  expect(() => saver.load({ thread: 't', namespace: '' })).toThrow('StateGraphEngine');
  expect(fromLangChainSaver).toHaveLength(1);
});
