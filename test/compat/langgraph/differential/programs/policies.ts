import type { Library } from '../library.ts';
import type { Programs } from '../run-program.ts';
import { InMemoryCache } from '@langchain/langgraph-checkpoint';
import { logState, logger, pause, thread, type Loose } from './log-state.ts';

const single = (lib: Library, node: Loose, options: Loose = {}, compile: Loose = {}): Loose =>
  new lib.StateGraph(logState(lib))
    .addNode('n', node, options)
    .addNode('recover', logger('recover'))
    .addEdge(lib.START, 'n')
    .addConditionalEdges('n', () => lib.END, ['recover', lib.END] as Loose)
    .compile(compile);

const fails = (times: number, make: () => Error = () => new Error('flaky')): Loose => {
  let calls = 0;
  return () => {
    if (calls++ < times) throw make();
    return { log: [`after ${calls}`] };
  };
};

const quick = { initialInterval: 1, jitter: false };

export const policies: Programs = {
  'retries until it works': async (lib, t) => {
    await t.attempt('twice', () => single(lib, fails(2), { retryPolicy: quick }).invoke({}));
    await t.attempt('too often', () => single(lib, fails(5), { retryPolicy: { ...quick, maxAttempts: 3 } }).invoke({}));
    await t.attempt('none', () => single(lib, fails(1)).invoke({}));
    await t.attempt('silent', () => single(lib, fails(1), { retryPolicy: { ...quick, logWarning: false } }).invoke({}));
    await t.attempt('backoff', () =>
      single(lib, fails(3), { retryPolicy: { ...quick, backoffFactor: 3, maxInterval: 5, maxAttempts: 5 } }).invoke({}),
    );
  },
  'what is retried by default, and by choice': async (lib, t) => {
    const errors: Record<string, () => Error> = {
      type: () => new TypeError('x'),
      abort: () => Object.assign(new Error('Aborted'), { name: 'AbortError' }),
      'graph value': () => new lib.GraphValueError('x'),
      'status 400': () => Object.assign(new Error('x'), { status: 400 }),
      'status 500': () => Object.assign(new Error('x'), { status: 500 }),
      'status 429': () => Object.assign(new Error('x'), { status: 429 }),
      'response 404': () => Object.assign(new Error('x'), { response: { status: 404 } }),
      aborted: () => Object.assign(new Error('x'), { code: 'ECONNABORTED' }),
      quota: () => Object.assign(new Error('x'), { error: { code: 'insufficient_quota' } }),
      cancel: () => new Error('Cancel: x'),
    };
    for (const [name, make] of Object.entries(errors)) {
      await t.attempt(name, () =>
        single(lib, fails(1, make), { retryPolicy: { ...quick, logWarning: false } }).invoke({}),
      );
    }
    const retryOn = (error: Error): boolean => error.message === 'yes';
    await t.attempt('chosen', () =>
      single(
        lib,
        fails(1, () => new Error('yes')),
        { retryPolicy: { ...quick, retryOn } },
      ).invoke({}),
    );
    await t.attempt('not chosen', () => single(lib, fails(1), { retryPolicy: { ...quick, retryOn } }).invoke({}));
  },
  'a list of retry policies, and what an attempt knows': async (lib, t) => {
    let calls = 0;
    const node = (_s: Loose, { executionInfo: info }: Loose): Loose => {
      t.record('attempt', [info?.nodeAttempt, typeof info?.nodeFirstAttemptTime]);
      if (calls++ < 2) throw new Error('x');
      return { log: ['ok'] };
    };
    await t.chunks('updates', () => single(lib, node, { retryPolicy: { ...quick, logWarning: false } }).stream({}));
  },
  'a graph-wide retry policy': async (lib, t) => {
    const graph = single(lib, fails(1));
    graph.retryPolicy = { ...quick, logWarning: false };
    await t.attempt('result', () => graph.invoke({}));
  },
  'a cached node does not run again': async (lib, t) => {
    let runs = 0;
    const node = (s: Loose): Loose => ({ log: [`run ${++runs} on ${s.log.length}`] });
    const cache = new InMemoryCache();
    const graph = single(lib, node, { cachePolicy: true }, { cache });
    for (const log of [['x'], ['x'], ['y', 'z']]) await t.chunks(log.join(), () => graph.stream({ log }));
    await t.chunks('tasks', () => graph.stream({ log: ['x'] }, { streamMode: ['tasks', 'values'] }));
    await graph.clearCache();
    await t.chunks('cleared', () => graph.stream({ log: ['x'] }));
    const keyed = single(lib, node, { cachePolicy: { keyFunc: () => 'same' } }, { cache: new InMemoryCache() });
    for (const log of [['x'], ['y', 'z']]) await t.attempt(`keyed ${log.length}`, () => keyed.invoke({ log }));
    await t.attempt('no cache', () => single(lib, node, { cachePolicy: true }).invoke({ log: ['x'] }));
  },
  'what fails or asks is not cached': async (lib, t) => {
    const cache = new InMemoryCache();
    const graph = single(lib, fails(1), { cachePolicy: { ttl: 60 } }, { cache });
    for (const turn of ['1', '2', '3']) await t.attempt(turn, () => graph.invoke({}));
  },
  'an error handler takes over': async (lib, t) => {
    const handler = (state: Loose, error: Loose): Loose => {
      t.record('handled', [state, error, lib.isNodeError(error), error.node]);
      return { log: ['handled'] };
    };
    const graph = single(lib, fails(9), { errorHandler: handler });
    t.record('names', [graph.nodes.n.errorHandlerNode, Object.keys(graph.nodes)]);
    t.record('result', await graph.invoke({ log: ['x'] }));
    await t.chunks('updates', () => single(lib, fails(9), { errorHandler: handler }).stream({}));
    await t.chunks('values', () =>
      single(lib, fails(9), { errorHandler: handler }).stream({}, { streamMode: 'values' }),
    );
    await t.attempt('after retries', () =>
      single(lib, fails(2), { errorHandler: handler, retryPolicy: { ...quick, maxAttempts: 2 } }).invoke({}),
    );
  },
  'an error handler that leads on, or fails': async (lib, t) => {
    const goto = (): Loose => new lib.Command({ goto: 'recover', update: { log: ['to'] } });
    await t.attempt('goto', () => single(lib, fails(9), { errorHandler: goto }).invoke({}));
    const bad = (): never => {
      throw new RangeError('handler');
    };
    await t.attempt('fails', () => single(lib, fails(9), { errorHandler: bad }).invoke({}));
    const asks = (): Loose => ({ log: [lib.interrupt('q')] });
    await t.attempt('not for questions', () =>
      single(lib, asks, { errorHandler: goto }, { checkpointer: t.memory() }).invoke({}, thread('1')),
    );
  },
  'default error handler, and what is stored': async (lib, t) => {
    const saver = t.saver();
    const builder: Loose = new lib.StateGraph(logState(lib)).setNodeDefaults({
      errorHandler: () => ({ log: ['default'] }),
    } as Loose);
    const graph = builder
      .addNode('a', fails(9))
      .addNode('b', fails(9), { errorHandler: () => ({ log: ['own'] }) })
      .addEdge(lib.START, 'a')
      .addEdge('a', 'b')
      .compile({ checkpointer: saver });
    t.record('nodes', Object.keys(graph.nodes));
    t.record('result', await graph.invoke({}, thread('1')));
    t.savedBy(saver);
  },
  'a node that takes too long': async (lib, t) => {
    const slow = async (_s: Loose, { signal }: Loose): Promise<Loose> => {
      await pause(60);
      t.record('aborted', signal?.aborted);
      return { log: ['slow'] };
    };
    await t.attempt('number', () => single(lib, slow, { timeout: 10 }).invoke({}));
    await pause(70);
    await t.attempt('run', () => single(lib, slow, { timeout: { runTimeout: 10 } }).invoke({}));
    await pause(70);
    await t.attempt('idle', () => single(lib, slow, { timeout: { idleTimeout: 10 } }).invoke({}));
    await pause(70);
    await t.attempt('in time', () => single(lib, logger('n'), { timeout: 1000 }).invoke({}));
    for (const timeout of [0, -1, { runTimeout: 0 }, {}]) {
      await t.attempt(`bad ${JSON.stringify(timeout)}`, () => single(lib, logger('n'), { timeout }).invoke({}));
    }
  },
  'timeouts are retried, heartbeats put off idle ones': async (lib, t) => {
    let calls = 0;
    const slowOnce = async (): Promise<Loose> => (calls++ === 0 ? (await pause(150), {}) : { log: ['quick'] });
    await t.attempt('retried', () =>
      single(lib, slowOnce, { timeout: 60, retryPolicy: { ...quick, logWarning: false } }).invoke({}),
    );
    const beats = async (_s: Loose, { heartbeat }: Loose): Promise<Loose> => {
      for (let turn = 0; turn < 4; turn++) {
        await pause(60);
        heartbeat();
      }
      return { log: ['beat'] };
    };
    await t.attempt('heartbeats', () => single(lib, beats, { timeout: { idleTimeout: 200 } }).invoke({}));
  },
};
