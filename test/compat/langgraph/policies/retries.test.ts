import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import { beside, fails, quick, sideBySide } from './side-by-side.ts';

sideBySide('retries', {
  'writes of a failed attempt are gone': async (lib, t) => {
    let calls = 0;
    const writesFirst = (_state: Loose, { configurable }: Loose): Loose => {
      configurable.__pregel_send([['log', [`early ${calls}`]]]);
      if (calls++ < 2) throw new Error('x');
      return { log: ['done'] };
    };
    await t.chunks('chunks', () =>
      beside(lib, { n: [writesFirst, { retryPolicy: quick }] }).stream(
        {},
        { streamMode: ['tasks', 'updates', 'values'] },
      ),
    );
  },
  'a router that fails is tried again with its node': async (lib, t) => {
    let calls = 0;
    const builder: Loose = new lib.StateGraph(lib.MessagesAnnotation);
    builder.addNode('n', () => t.record('node', calls), { retryPolicy: quick }).addEdge(lib.START, 'n');
    builder.addConditionalEdges('n', () => {
      if (calls++ < 1) throw new Error('router');
      return lib.END;
    });
    await t.attempt('result', () => builder.compile().invoke({ messages: [] }));
  },
  'what an attempt is told': async (lib, t) => {
    let calls = 0;
    const node = (_state: Loose, { configurable, executionInfo: info, signal }: Loose): Loose => {
      t.record('resuming', configurable.__pregel_resuming);
      t.record('attempt', [info.nodeAttempt, typeof info.nodeFirstAttemptTime, signal.aborted]);
      if (calls++ < 2) throw new Error('x');
      return {};
    };
    await t.attempt('retried', () => beside(lib, { n: [node, { retryPolicy: quick }] }).invoke({}));
    await t.attempt('plain', () => beside(lib, { n: node }).invoke({}));
  },
  'a nested graph begins again': async (lib, t) => {
    const flaky = fails(1);
    const ran: string[] = [];
    const inner: Loose = new lib.StateGraph(lib.Annotation.Root({ log: lib.Annotation<string[]>() }))
      .addNode('i1', () => (ran.push('i1'), {}))
      .addNode('i2', () => (ran.push('i2'), flaky()))
      .addEdge(lib.START, 'i1')
      .addEdge('i1', 'i2')
      .compile();
    const graph = beside(lib, { sub: [inner, { retryPolicy: quick }] }, { checkpointer: t.memory() });
    await t.attempt('result', () => graph.invoke({ log: ['x'] }, thread('1')));
    t.record('ran', ran);
  },
  'questions and commands for the parent are not retried': async (lib, t) => {
    let asked = 0;
    const asks = (): Loose => (asked++, { log: [lib.interrupt('q')] });
    const graph = beside(lib, { n: [asks, { retryPolicy: quick }] }, { checkpointer: t.memory() });
    await t.attempt('asks', () => graph.invoke({}, thread('1')));
    await t.attempt('answered', () => graph.invoke(new lib.Command({ resume: 'a' }), thread('1')));
    t.record('asked', asked);
    let commanded = 0;
    const inner = beside(lib, {
      i: [
        () => (commanded++, new lib.Command({ graph: lib.Command.PARENT, goto: 'after', update: { log: ['up'] } })),
        { retryPolicy: quick },
      ],
    });
    const outer = beside(lib, {
      sub: [inner, { ends: ['after'], retryPolicy: quick }],
      after: () => ({ log: ['after'] }),
    });
    await t.attempt('command', () => outer.invoke({}));
    t.record('commanded', commanded);
  },
  'a policy of the whole graph, and who is asked': async (lib, t) => {
    const asked: string[] = [];
    const retryOn = (error: Error): boolean => (asked.push(error.message), error.message !== 'final');
    for (const message of ['again', 'final']) {
      const graph = beside(lib, { n: fails(2, message) });
      graph.retryPolicy = { ...quick, retryOn };
      await t.attempt(message, () => graph.invoke({}));
    }
    t.record('asked', asked);
    const broken = { ...quick, retryOn: () => (JSON.parse('{'), true) };
    await t.attempt('broken', () => beside(lib, { n: [fails(1), { retryPolicy: broken }] }).invoke({}));
  },
  'an abort ends the wait': async (lib, t) => {
    const controller = new AbortController();
    const slow = { ...quick, initialInterval: 60_000 };
    setTimeout(() => controller.abort(new Error('enough')), 10);
    await t.attempt('result', () =>
      beside(lib, { n: [fails(9), { retryPolicy: slow }] }).invoke({}, { signal: controller.signal }),
    );
  },
  'calls of tasks': async (lib, t) => {
    let calls = 0;
    const flaky = lib.task({ name: 'flaky', retry: quick } as Loose, async (word: string) => {
      if (calls++ < 2) throw new Error('x');
      return `${word} ${calls}`;
    });
    const flow: Loose = lib.entrypoint({ name: 'flow', checkpointer: t.memory() }, async (word: string) => flaky(word));
    await t.chunks('updates', () => flow.stream('a', thread('1')));
    const hopeless = lib.task({ name: 'no', retry: quick } as Loose, fails(9));
    await t.attempt('gives up', () => lib.entrypoint('flow', async () => hopeless()).invoke({}));
    const counted: number[] = [];
    const count = lib.task('count', async (n: number) => (counted.push(n), n));
    const caller = fails(1);
    const graph = beside(
      lib,
      { n: [async () => (await count(1), caller()), { retryPolicy: quick }] },
      { checkpointer: t.memory() },
    );
    await t.attempt('a caller tried again calls again', () => graph.invoke({}, thread('1')));
    t.record('counted', counted);
  },
  'beside one that fails for good': async (lib, t) => {
    const builder = beside(lib, {
      a: [fails(9, 'a'), { retryPolicy: { ...quick, initialInterval: 30 } }],
      b: async () => {
        await pause(5);
        throw new Error('b');
      },
    });
    await t.attempt('result', () => builder.invoke({}));
  },
});
