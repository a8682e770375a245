/** What callback handlers are told of runs. */
import { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { CallbackManager } from '@langchain/core/callbacks/manager';
import { RunnableLambda, RunnableSequence } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { FakeListChatModel } from '@langchain/core/utils/testing';
import { z } from 'zod';
import type { Library } from '../differential/library.ts';
import { logger, logState, pause, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

/** Notes everything a handler is told. */
const listener = (t: Loose, who = ''): Loose => {
  const note =
    (event: string) =>
    (serialized: Loose, ...args: Loose[]): void => {
      const shown = event.endsWith('start') ? [serialized?.type, serialized?.id] : serialized;
      // What a model is called with is its own affair.
      t.record(`${who}${event}`, [
        shown,
        ...args.map((arg) => (arg?.invocation_params ? Object.keys(arg).sort() : arg)),
      ]);
    };
  return {
    name: `listener ${who}`,
    awaitHandlers: true,
    handleChainStart: note('chain start'),
    handleChainEnd: note('chain end'),
    handleChainError: note('chain error'),
    handleChatModelStart: note('model start'),
    handleLLMEnd: note('model end'),
    handleToolStart: note('tool start'),
    handleToolEnd: note('tool end'),
    handleToolError: note('tool error'),
    handleCustomEvent: note('custom'),
  };
};

const chain = (lib: Library, nodes: Record<string, Loose>, compile: Loose = {}): Loose => {
  const builder: Loose = new lib.StateGraph(logState(lib));
  let last = lib.START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node).addEdge(last, name);
    last = name;
  }
  return builder.compile(compile);
};

const fails = (): never => {
  throw new RangeError('fails');
};

export const callbackPrograms: Programs = {
  'everything of a run of functions, with edges': async (lib, t) => {
    const builder: Loose = new lib.StateGraph(logState(lib))
      .addNode('a', logger('a'), { metadata: { kind: 'k' } })
      .addNode('b', logger('b'))
      .addNode('c', (() => new lib.Command({ update: { log: ['c'] }, goto: 'b' })) as Loose, { ends: ['b'] })
      .addEdge(lib.START, 'a')
      .addConditionalEdges('a', function routes(s: Loose) {
        return s.log.length > 3 ? lib.END : 'c';
      } as Loose)
      .addConditionalEdges('b', (() => [new lib.Send('d', { log: [1] })]) as Loose, ['d'] as Loose)
      .addNode('d', logger('d'));
    await builder.compile().invoke({ log: ['x'] }, { callbacks: [listener(t)], tags: ['t'], metadata: { m: 1 } });
  },
  'runnables as nodes': async (lib, t) => {
    const graph = chain(lib, {
      lambda: RunnableLambda.from(logger('l')),
      named: RunnableLambda.from(logger('n')).withConfig({ runName: 'mine', tags: ['own'], metadata: { o: 1 } }),
      sequence: RunnableSequence.from([(s: Loose) => s, RunnableLambda.from(logger('s'))]),
      returns: () => RunnableLambda.from(logger('r')),
      model: async (_s: Loose, c: Loose) => ({
        plain: (await new FakeListChatModel({ responses: ['a'] }).invoke('x', c)).content,
      }),
      modelWithout: async () => ({ plain: (await new FakeListChatModel({ responses: ['a'] }).invoke('x')).content }),
    });
    await graph.invoke({}, { callbacks: [listener(t)] });
  },
  'tools and what they call': async (lib, t) => {
    const inner = chain(lib, { i: logger('i') });
    const calls = tool(async (_i: Loose, config: Loose) => (await inner.invoke({}, config)).log.join(), {
      name: 'calls', description: 'd', schema: z.object({ q: z.string() }), tags: ['tooled'], metadata: { tm: 1 },
    }); // prettier-ignore
    const bad = tool(fails, { name: 'bad', description: 'd', schema: z.object({}) });
    const graph = chain(lib, {
      n: async (_s: Loose, c: Loose) => ({ log: [await calls.invoke({ q: '1' }, c), await calls.invoke({ q: '2' })] }),
      m: async () => ({ log: [await bad.invoke({}).catch((error: Error) => error.message)] }),
    });
    await graph.invoke({}, { callbacks: [listener(t)] });
  },
  'nested graphs, with config and without': async (lib, t) => {
    const inner = chain(lib, { i: logger('i') }, { name: 'inner' });
    const graph = chain(lib, {
      sub: inner,
      with: async (s: Loose, c: Loose) => ({ plain: await inner.invoke(s, c) }),
      without: async (s: Loose) => ({ plain: await inner.invoke(s) }),
      more: async (s: Loose) => ({ plain: await inner.invoke(s, { tags: ['u'], metadata: { v: 1 }, runName: 'own' }) }),
      own: async (s: Loose) => ({ plain: await inner.invoke(s, { callbacks: [listener(t, 'own ')] }) }),
      streamed: async (s: Loose) => ({ plain: await t.collect(await inner.stream(s)) }),
      lambda: RunnableLambda.from(async (s: Loose) => ({ plain: await inner.invoke(s) })),
    });
    await graph.invoke({}, { callbacks: [listener(t)], tags: ['t'], metadata: { m: 1 } });
  },
  'bound and call-time handlers': async (lib, t) => {
    const graph = chain(lib, { n: logger('n') });
    const one = listener(t, 'one ');
    const two = listener(t, 'two ');
    await graph.withConfig({ callbacks: [one] }).invoke({}, { callbacks: [two] });
    await graph
      .withConfig({ callbacks: [one] })
      .withConfig({ callbacks: [two] })
      .invoke({});
    await graph.withConfig({ callbacks: [one] }).invoke({}, { callbacks: [one] });
    const manager = new CallbackManager();
    manager.addHandler(BaseCallbackHandler.fromMethods(one), true);
    await graph.withConfig({ callbacks: [two] }).invoke({}, { callbacks: manager });
    await graph.withConfig({ callbacks: manager }).invoke({}, { callbacks: [two] });
    await graph.withConfig({ callbacks: manager }).invoke({}, { callbacks: manager });
    const local = new CallbackManager();
    local.addHandler(BaseCallbackHandler.fromMethods(one), false);
    await graph.invoke({}, { callbacks: local });
  },
  errors: async (lib, t) => {
    const run = (graph: Loose, config: Loose = {}): Loose =>
      t.attempt('run', () => graph.invoke({}, { callbacks: [listener(t)], ...config }));
    await run(chain(lib, { a: logger('a'), bad: fails }));
    await run(chain(lib, { bad: async () => (await pause(1), fails()) }));
    await run(chain(lib, { sub: chain(lib, { bad: fails }) }));
    await run(chain(lib, { lambda: RunnableLambda.from(fails) }));
    await run(chain(lib, { a: () => 5 }));
    await run(chain(lib, { a: logger('a'), b: logger('b') }), { recursionLimit: 1 });
    const builder: Loose = new lib.StateGraph(logState(lib)).addNode('a', logger('a')).addEdge(lib.START, 'a');
    await run(builder.addConditionalEdges('a', fails).compile());
    await t.attempt('no input', () => chain(lib, { a: logger('a') }).invoke(null, { callbacks: [listener(t)] }));
    await run(chain(lib, { a: logger('a') }), { recursionLimit: 0 });
  },
  'questions and answers': async (lib, t) => {
    const asks = (): Loose => ({ plain: lib.interrupt('q') });
    for (const node of [asks, chain(lib, { asks }), RunnableLambda.from(asks)] as Loose[]) {
      const graph = chain(lib, { a: logger('a'), n: node }, { checkpointer: t.memory() });
      const config = { ...thread('1'), callbacks: [listener(t)] };
      await t.attempt('asks', () => graph.invoke({}, config));
      await t.attempt('answered', () => graph.invoke(new lib.Command({ resume: 'r' }), config));
    }
    const stops = chain(lib, { a: logger('a'), b: logger('b') }, { checkpointer: t.memory(), interruptBefore: ['b'] });
    await stops.invoke({}, { ...thread('2'), callbacks: [listener(t)] });
    await stops.invoke(null, { ...thread('2'), callbacks: [listener(t)] });
  },
  'inputs and outputs that are no records': async (lib, t) => {
    const flow: Loose = lib.entrypoint('flow', async (n: number) => n + 1);
    await flow.invoke(1, { callbacks: [listener(t)] });
    const list: Loose = lib.entrypoint('list', async (n: number[]) => n);
    await list.invoke([1], { callbacks: [listener(t)] });
    const work: Loose = lib.task('work', async (n: number) => n * 2);
    const calls: Loose = lib.entrypoint('calls', async (n: number) => [await work(n), await work(n + 1)]);
    await calls.invoke(3, { callbacks: [listener(t)] });
    const when: Loose = lib.entrypoint('when', async (d: Date) => d);
    await when.invoke(new Date(0), { callbacks: [listener(t)] });
    const keyed = chain(lib, { n: logger('n') });
    await keyed.invoke({ log: ['x'], plain: 1 }, { callbacks: [listener(t)], outputKeys: 'log' });
    await keyed.invoke(new lib.Command({ update: { log: ['x'] } }), { callbacks: [listener(t)] });
  },
  'names and ids of runs': async (lib, t) => {
    const runId = '0190a0a0-0000-7000-8000-000000000001';
    const graph = chain(lib, { n: logger('n') }, { name: 'named' });
    await graph.invoke({}, { callbacks: [listener(t)], runId, runName: 'mine' });
    await graph.withConfig({ runName: 'bound' }).invoke({}, { callbacks: [listener(t)] });
    await graph.withConfig({ runName: 'bound' }).invoke({}, { callbacks: [listener(t)], runName: 'called' });
    await graph.withConfig({ runId } as Loose).invoke({}, { callbacks: [listener(t)] });
    await graph.batch([{}, {}], [{ callbacks: [listener(t, 'x ')] }, { callbacks: [listener(t, 'y ')] }]);
  },
  'what metadata tell of the config': async (lib, t) => {
    const graph = chain(lib, { n: logger('n') }, { checkpointer: t.memory() });
    await graph.invoke({}, {
      ...thread('1', { api_key: 's', apiKey: 's', Token: 's', password: 's', plain: 1, flag: true, object: {}, __own: 1, author: 'me', user_id: 'u', model: 'm' }),
      callbacks: [listener(t)], context: { plain: 1, user_id: 'other' }, metadata: { user_id: 'mine' },
    }); // prettier-ignore
  },
  'custom events': async (lib, t) => {
    const { dispatchCustomEvent } = await import('@langchain/core/callbacks/dispatch');
    const graph = chain(lib, {
      n: async (_s: Loose, c: Loose) => (
        await dispatchCustomEvent('e', { x: 1 }),
        await dispatchCustomEvent('f', 2, c),
        {}
      ),
    });
    await graph.invoke({}, { callbacks: [listener(t)] });
  },
};
