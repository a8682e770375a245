import { expect, it } from 'vitest';
import { load } from '../differential/library.ts';
import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import { beside, quick, sideBySide } from './side-by-side.ts';

/** Milliseconds, with room for a busy machine. */
const LIMIT = 40;

sideBySide('timeouts', {
  'what an attempt writes after its time is dropped': async (lib, t) => {
    let calls = 0;
    const node = async (_state: Loose, { configurable, writer, signal }: Loose): Promise<Loose> => {
      const call = ++calls;
      if (call > 1) return { log: [`call ${call}`] };
      await pause(LIMIT * 3);
      configurable.__pregel_send([['log', ['late']]]);
      writer('late');
      t.record('aborted', signal.aborted);
      return { log: ['late result'] };
    };
    const wait = async () => (await pause(LIMIT * 5), { log: ['beside'] });
    const nodes = { n: [node, { timeout: LIMIT, retryPolicy: quick }], beside: wait };
    await t.chunks('chunks', () => beside(lib, nodes).stream({}, { streamMode: ['updates', 'custom', 'values'] }));
  },
  'calls, questions and failures that come too late': async (lib, t) => {
    const noop = lib.task('noop', async () => t.record('called', true));
    const calls = async (): Promise<Loose> => {
      await pause(LIMIT * 2);
      await t.attempt('late call', () => noop());
      return {};
    };
    const options = { timeout: LIMIT, errorHandler: async () => (await pause(LIMIT * 2), { log: ['handled'] }) };
    await t.attempt('call', () => beside(lib, { n: [calls, options] }).invoke({}));
    const asks = (): Loose => {
      block(LIMIT + 10);
      return { log: [lib.interrupt('q')] };
    };
    const asking = beside(lib, { n: [asks, { timeout: LIMIT }] }, { checkpointer: t.memory() });
    await t.attempt('question', () => asking.invoke({}, thread('1')));
    const failing = (): Loose => {
      block(LIMIT + 10);
      throw new RangeError('mine');
    };
    await t.attempt('failure', () => beside(lib, { n: [failing, { timeout: LIMIT }] }).invoke({}));
  },
  'a node that holds the thread is found out afterwards': async (lib, t) => {
    const node = (): Loose => (block(LIMIT + 10), { log: ['blocked'] });
    for (const timeout of [
      LIMIT,
      { idleTimeout: LIMIT },
      { runTimeout: LIMIT, idleTimeout: LIMIT },
      { runTimeout: 10_000 },
    ])
      await t.attempt(JSON.stringify(timeout), () => beside(lib, { n: [node, { timeout }] }).invoke({}));
  },
  'of a packet, over that of its node': async (lib, t) => {
    const node = async (ms: number): Promise<Loose> => (await pause(ms), { log: [`slept ${ms}`] });
    const build = (sends: Loose[], options: Loose): Loose =>
      new lib.StateGraph(
        lib.Annotation.Root({ log: lib.Annotation<string[]>({ reducer: (a, b) => a.concat(b), default: () => [] }) }),
      )
        .addNode('w', node as Loose, options)
        .addNode('plan', (() => new lib.Command({ goto: sends })) as Loose, { ends: ['w'] } as Loose)
        .addEdge(lib.START, 'plan')
        .compile();
    const send = (ms: number, timeout?: Loose): Loose =>
      new lib.Send('w', ms, timeout === undefined ? undefined : { timeout });
    await t.attempt('packet', () => build([send(1), send(LIMIT * 3, LIMIT)], {}).invoke({}));
    await t.attempt('other packet', () => build([send(LIMIT * 3), send(1, LIMIT)], {}).invoke({}));
    await t.attempt('over the node', () =>
      build([send(LIMIT * 3, { runTimeout: LIMIT * 50 })], { timeout: LIMIT }).invoke({}),
    );
    await t.attempt('of the node', () => build([send(LIMIT * 3)], { timeout: LIMIT }).invoke({}));
  },
  'signs of life': async (lib, t) => {
    const steps = async (sign: (n: number) => unknown): Promise<Loose> => {
      for (let n = 0; n < 4; n++) {
        await pause(LIMIT * 0.6);
        await sign(n);
      }
      return { log: ['alive'] };
    };
    const step = lib.task('step', async (n: number) => n);
    const runnable =
      lib.MessagesAnnotation && (await import('@langchain/core/runnables')).RunnableLambda.from((n: number) => n);
    const signs: Record<string, (config: Loose) => (n: number) => unknown> = {
      none: () => () => undefined,
      heartbeat:
        ({ heartbeat }) =>
        () =>
          heartbeat(),
      writer:
        ({ writer }) =>
        (n) =>
          writer(n),
      write:
        ({ configurable }) =>
        (n) =>
          configurable.__pregel_send([['log', [n]]]),
      call: () => (n) => step(n),
      callback: (config) => (n) => runnable.invoke(n, config),
    };
    for (const refreshOn of ['auto', 'heartbeat']) {
      for (const [name, sign] of Object.entries(signs)) {
        const node = (_state: Loose, config: Loose): Promise<Loose> => steps(sign(config));
        const timeout = { idleTimeout: LIMIT * 1.5, refreshOn };
        const graph = beside(lib, { n: [node, { timeout }] });
        await t.attempt(`${refreshOn}: ${name}`, () => graph.invoke({}));
        if (name === 'callback') await t.attempt(`${refreshOn}: traced`, () => graph.invoke({}, { callbacks: [{}] }));
      }
    }
  },
  'of calls and entrypoints': async (lib, t) => {
    const slow = lib.task({ name: 'slow', timeout: LIMIT } as Loose, async () => pause(LIMIT * 3));
    await t.attempt('call', () => lib.entrypoint('e', async () => slow()).invoke({}));
    const other: Loose = lib.entrypoint({ name: 'e', timeout: { runTimeout: LIMIT } } as Loose, async () =>
      pause(LIMIT * 3),
    );
    await t.attempt('entrypoint', () => other.invoke({}));
  },
  'with a checkpointer, and going on': async (lib, t) => {
    let calls = 0;
    const saver = t.saver();
    const node = async (): Promise<Loose> => {
      if (calls++ < 1) await pause(LIMIT * 3);
      return { log: ['n'] };
    };
    const graph = beside(
      lib,
      { n: [node, { timeout: { runTimeout: LIMIT } }], b: () => ({ log: ['b'] }) },
      { checkpointer: saver },
    );
    await t.attempt('late', () => graph.invoke({}, thread('1')));
    await t.attempt('goes on', () => graph.invoke(null, thread('1')));
  },
});

/** Holds the thread. */
function block(ms: number): void {
  for (const began = Date.now(); Date.now() - began < ms;);
}

it('the abort of an attempt reaches a graph within it', async () => {
  const lib = await load('ours');
  let aborted: unknown;
  const inner = beside(lib, {
    i: (_state: Loose, { signal }: Loose) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve((aborted = signal.aborted)));
      }),
  });
  await expect(beside(lib, { sub: [inner, { timeout: 20 }] }).invoke({})).rejects.toThrow('exceeded its run timeout');
  expect(aborted).toBe(true);
});
