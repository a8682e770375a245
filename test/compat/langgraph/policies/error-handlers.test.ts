import { expect, it } from 'vitest';
import { load } from '../differential/library.ts';
import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import { beside, fails, nameless, quick, sideBySide } from './side-by-side.ts';

const handled = (name: string): Loose => ({
  errorHandler: (_state: Loose, { node, error }: Loose) => ({ log: [`${name}: ${node}, ${error.message}`] }),
});

sideBySide('error handlers', {
  'several handlers in one super-step, and the order of their writes': async (lib, t) => {
    const late = (ms: number, message: string) => async (): Promise<never> => {
      await pause(ms);
      throw new Error(message);
    };
    const after = (ms: number, name: string) => async () => (await pause(ms), { log: [name] });
    const nodes = {
      c: [late(30, 'slow'), handled('hc')],
      b: [late(15, 'quick'), handled('hb')],
      a: after(1, 'a'),
      d: after(45, 'd'),
    };
    for (const streamMode of ['updates', 'tasks', 'values'])
      await t.chunks(streamMode, () => beside(lib, nodes).stream({}, { streamMode }));
  },
  'what a handler is told': async (lib, t) => {
    const errorHandler = (state: Loose, error: Loose, config: Loose): Loose => {
      const { metadata, configurable, executionInfo, runName, tags } = config;
      t.record('state', state);
      t.record('error', [error.node, error.error, lib.isNodeError(error)]);
      t.record('metadata', {
        ...metadata,
        langgraph_checkpoint_ns: nameless(metadata.langgraph_checkpoint_ns),
        checkpoint_ns: nameless(metadata.checkpoint_ns),
      });
      t.record('place', [nameless(configurable.checkpoint_ns), Object.keys(configurable.checkpoint_map).map(nameless)]);
      t.record('info', [executionInfo.nodeAttempt, nameless(executionInfo.checkpointNs), runName, tags]);
      return { log: ['handled'] };
    };
    const options = { errorHandler, metadata: { mine: 1 } };
    const graph = beside(lib, { n: [fails(9), options] }, { checkpointer: t.memory() });
    await t.attempt('result', () =>
      graph.invoke({ log: ['x'] }, { ...thread('1'), metadata: { given: 2 }, tags: ['t'] }),
    );
  },
  'of tasks that are sent for': async (lib, t) => {
    const node = (n: number): Loose => {
      if (n % 2 === 1) throw new Error(`odd ${n}`);
      return { log: [`even ${n}`] };
    };
    const errorHandler = (state: Loose, { error }: Loose): Loose => ({ log: [`${state}: ${error.message}`] });
    const builder: Loose = new lib.StateGraph(
      lib.Annotation.Root({ log: lib.Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }) }),
    )
      .addNode('w', node as Loose, { errorHandler } as Loose)
      .addConditionalEdges(lib.START, (() => [1, 2, 3, 4].map((n) => new lib.Send('w', n))) as Loose, ['w']);
    await t.chunks('chunks', () => builder.compile().stream({}, { streamMode: ['updates', 'values', 'tasks'] }));
  },
  'after retries, of timeouts, not of questions': async (lib, t) => {
    let calls = 0;
    const often = (): never => {
      calls++;
      throw new Error('again');
    };
    await t.attempt('retried', () => beside(lib, { n: [often, { ...handled('h'), retryPolicy: quick }] }).invoke({}));
    t.record('calls', calls);
    const late = beside(lib, {
      n: [() => pause(50), { timeout: 5, errorHandler: (_s: Loose, { error }: Loose) => ({ log: [error.name] }) }],
    });
    await t.attempt('timed', () => late.invoke({}));
    const asks = beside(
      lib,
      { n: [() => ({ log: [lib.interrupt('q')] }), handled('h')] },
      { checkpointer: t.memory() },
    );
    await t.attempt('asks', () => asks.invoke({}, thread('1')));
  },
  'one that fails itself, with a graph-wide retry policy': async (lib, t) => {
    let calls = 0;
    const errorHandler = (): Loose => {
      if (calls++ < 1) throw new RangeError('handler');
      return { log: [`handler ${calls}`] };
    };
    const graph = beside(lib, { n: [fails(9), { errorHandler }] }, { checkpointer: t.memory() });
    await t.attempt('fails', () => graph.invoke({}, thread('1')));
    t.record('state', await graph.getState(thread('1')));
    await t.attempt('goes on', () => graph.invoke(null, thread('1')));
    calls = 0;
    const retrying = beside(lib, { n: [fails(9), { errorHandler }] });
    retrying.retryPolicy = quick;
    await t.attempt('retried', () => retrying.invoke({}));
  },
  'one that asks': async (lib, t) => {
    let runs = 0;
    const node = (): never => {
      runs++;
      throw new Error('x');
    };
    const errorHandler = (_s: Loose, { error }: Loose): Loose => ({
      log: [error.message, error.name, lib.interrupt('what now?')],
    });
    const saver = t.saver();
    const graph = beside(
      lib,
      { n: [node, { errorHandler }], b: async () => (await pause(5), { log: ['b'] }) },
      { checkpointer: saver },
    );
    await t.chunks('asks', () => graph.stream({}, thread('1')));
    t.record('next', (await graph.getState(thread('1'))).next);
    await t.chunks('answered', () => graph.stream(new lib.Command({ resume: 'go' }), thread('1')));
    t.record('runs', runs);
    t.savedBy(saver);
  },
  'one that leads on': async (lib, t) => {
    const errorHandler = (): Loose =>
      new lib.Command({ update: { log: ['h'] }, goto: [new lib.Send('after', { log: [1] }), 'after'] });
    const graph = beside(
      lib,
      {
        n: [fails(9), { errorHandler, ends: ['after'] }],
        after: async (state: Loose) => (await pause(state.log.length * 5), { log: [`after ${state.log.length}`] }),
      },
      { checkpointer: t.memory() },
    );
    await t.chunks('updates', () => graph.stream({}, thread('1')));
    t.record('state', await graph.getState(thread('1')));
  },
  'beside a node that fails without one': async (lib, t) => {
    const saver = t.saver();
    const late = async (): Promise<never> => {
      await pause(10);
      throw new Error('b');
    };
    const graph = beside(lib, { a: [fails(9, 'a'), handled('ha')], b: late }, { checkpointer: saver });
    await t.chunks('chunks', () => graph.stream({}, { ...thread('1'), streamMode: ['updates', 'tasks'] }));
    t.savedBy(saver);
  },
  'of a nested graph': async (lib, t) => {
    const inner = beside(lib, { i: [fails(9, 'inner'), handled('hi')] });
    await t.chunks('inside', () => beside(lib, { sub: inner }).stream({}, { subgraphs: true }));
    const broken = beside(lib, { i: fails(9, 'inner') });
    await t.attempt('outside', () => beside(lib, { sub: [broken, handled('ho')] }).invoke({}));
    const nested = beside(lib, {
      n: [
        fails(9),
        { errorHandler: async (s: Loose) => beside(lib, { i: () => ({ log: ['in handler'] }) }).invoke(s) },
      ],
    });
    await t.attempt('in a handler', () => nested.invoke({ log: ['x'] }));
  },
});

it('on resume neither the node that failed runs again, nor a handler that had ended', async () => {
  const lib = await load('ours');
  const ran: string[] = [];
  const node = (): never => {
    ran.push('node');
    throw new Error('x');
  };
  const errorHandler = (): Loose => (ran.push('handler'), { log: ['handled'] });
  const { MemorySaver } = await import('@langchain/langgraph-checkpoint');
  const nodes = { a: [node, { errorHandler }], b: () => ({ log: [lib.interrupt('q')] }) };
  const graph = beside(lib, nodes, { checkpointer: new MemorySaver() });
  await graph.invoke({}, thread('1'));
  expect(await graph.invoke(new lib.Command({ resume: 'go' }), thread('1'))).toEqual({ log: ['go', 'handled'] });
  expect(ran).toEqual(['node', 'handler']);
});
