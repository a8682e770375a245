/** Runs as tracers see them: a tree of whatever a call has run. */
import { RunnableLambda } from '@langchain/core/runnables';
import { BaseTracer, type Run } from '@langchain/core/tracers/base';
import { InMemoryCache } from '@langchain/langgraph-checkpoint';
import type { Library } from '../differential/library.ts';
import { logger, logState, thread, type Loose } from '../differential/programs/log-state.ts';
import type { Programs } from '../differential/run-program.ts';

class Tree extends BaseTracer {
  override name = 'tree';
  override awaitHandlers = true;
  readonly runs: Run[] = [];

  protected override async persistRun(run: Run): Promise<void> {
    this.runs.push(run);
  }
}

const shape = (run: Run): Loose => ({
  name: run.name,
  type: run.run_type,
  inputs: run.inputs,
  outputs: run.outputs,
  error: run.error?.split('\n')[0],
  tags: run.tags,
  metadata: run.extra?.metadata,
  within: run.child_runs.map(shape),
  events: run.events?.map(({ name }) => name),
});

const one = (lib: Library, node: Loose, compile: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib)).addNode('n', node).addEdge(lib.START, 'n').compile(compile);

export const treePrograms: Programs = {
  'run trees': async (lib, t) => {
    const inner = one(lib, logger('i'));
    for (const node of [
      logger('a'),
      inner,
      async (s: Loose) => ({ plain: (await inner.invoke(s)).log }),
      RunnableLambda.from(logger('l')),
      () => {
        throw new RangeError('bad');
      },
      () => ({ plain: lib.interrupt('q') }),
    ]) {
      const tree = new Tree();
      await t.attempt('r', () =>
        one(lib, node, { checkpointer: t.memory() }).invoke(
          { log: ['x'] },
          { callbacks: [tree], tags: ['t'], metadata: { m: 1 }, ...thread('1') },
        ),
      );
      t.record('tree', tree.runs.map(shape));
    }
  },
  'low level nodes traced': async (lib, t) => {
    const { Channel, Pregel } = lib.pregel as Loose;
    const { EphemeralValue, LastValue } = lib.channels as Loose;
    const tree = new Tree();
    const app = new Pregel({
      nodes: {
        one: Channel.subscribeTo('a')
          .pipe((x: number) => x + 1)
          .pipe(Channel.writeTo(['b'])),
        two: Channel.subscribeTo('b').pipe(Channel.writeTo(['c'])),
        three: Channel.subscribeTo('c').pipe((x: number) => x),
      },
      channels: { a: new EphemeralValue(), b: new LastValue(), c: new LastValue() },
      inputChannels: 'a',
      outputChannels: 'c',
    });
    await t.attempt('r', () => app.invoke(1, { callbacks: [tree] }));
    t.record('tree', tree.runs.map(shape));
  },
  'older graphs traced': async (lib, t) => {
    const tree = new Tree();
    const g = new (lib.Graph as Loose)()
      .addNode('a', (x: Loose) => x + 1)
      .addNode('b', (x: Loose) => x * 2)
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .addEdge('b', lib.END)
      .compile();
    await t.attempt('r', () => g.invoke(1, { callbacks: [tree] }));
    t.record('tree', tree.runs.map(shape));
    const m = new (lib.MessageGraph as Loose)()
      .addNode('a', () => ({ role: 'ai', content: 'x', id: 'i' }))
      .addEdge(lib.START, 'a')
      .compile();
    const tree2 = new Tree();
    await t.attempt('r', () => m.invoke('hi', { callbacks: [tree2] }));
    t.record(
      'tree',
      tree2.runs.map(shape).map((r: Loose) => [r.name, r.kids.map((k: Loose) => k.name)]),
    );
  },
  'retries and handlers traced': async (lib, t) => {
    let n = 0;
    const tree = new Tree();
    const g = (new lib.StateGraph(logState(lib)) as Loose)
      .addNode(
        'n',
        () => {
          if (n++ < 2) throw new Error('again');
          return {};
        },
        { retryPolicy: { initialInterval: 1, jitter: false, maxAttempts: 4, logWarning: false } },
      )
      .addEdge(lib.START, 'n')
      .compile();
    await t.attempt('r', () => g.invoke({}, { callbacks: [tree] }));
    t.record('tree', tree.runs.map(shape));
    const tree2 = new Tree();
    const h = (new lib.StateGraph(logState(lib)) as Loose)
      .addNode(
        'n',
        () => {
          throw new Error('bad');
        },
        { errorHandler: () => ({ log: ['h'] }) },
      )
      .addEdge(lib.START, 'n')
      .compile();
    await t.attempt('r', () => h.invoke({}, { callbacks: [tree2] }));
    t.record('tree', tree2.runs.map(shape));
    const tree3 = new Tree();
    const c = (new lib.StateGraph(logState(lib)) as Loose)
      .addNode('n', () => ({ log: ['c'] }), { cachePolicy: true })
      .addEdge(lib.START, 'n')
      .compile({ cache: new InMemoryCache() });
    await t.attempt('r', () => c.invoke({}, { callbacks: [tree3] }));
    await t.attempt('r', () => c.invoke({}, { callbacks: [tree3] }));
    t.record('tree', tree3.runs.map(shape));
  },
};
