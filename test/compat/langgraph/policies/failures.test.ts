import { expect, it } from 'vitest';
import { load } from '../differential/library.ts';
import { pause, thread, type Loose } from '../differential/programs/log-state.ts';
import { beside, fails, sideBySide } from './side-by-side.ts';

const late = (ms: number, message: string) => async (): Promise<never> => {
  await pause(ms);
  throw new Error(message);
};

sideBySide('failures', {
  'several in one super-step': async (lib, t) => {
    const saver = t.saver();
    const config = thread('1');
    const graph = beside(lib, { a: fails(1, 'a'), b: fails(1, 'b') }, { checkpointer: saver });
    await t.chunks('chunks', () => graph.stream({}, config));
    t.record('tasks', (await graph.getState(config)).tasks);
    await t.attempt('goes on', () => graph.invoke(null, config));
    t.savedBy(saver);
    const one = new Error('one');
    const throws = async (): Promise<never> => {
      throw one;
    };
    await t.attempt('the same error', () => beside(lib, { a: throws, b: throws }).invoke({}));
    await t.attempt('one after the other', () => beside(lib, { a: late(5, 'a'), b: late(30, 'b') }).invoke({}));
    await t.attempt('of a nested graph', () =>
      beside(lib, { sub: beside(lib, { a: fails(1, 'a'), b: fails(1, 'b') }) }).invoke({}),
    );
  },
  'tasks beside one that fails are given up': async (lib, t) => {
    const ended: string[] = [];
    const slow =
      (name: string) =>
      async (_s: Loose, { signal }: Loose) => {
        await pause(40);
        ended.push(`${name} ${signal.aborted}`);
        return { log: [name] };
      };
    const saver = t.saver();
    const graph = beside(
      lib,
      { a: late(5, 'a'), b: slow('b'), sub: beside(lib, { i: slow('i') }) },
      { checkpointer: saver },
    );
    // What upstream tells of those given up depends on the version of Node: it drops chunks that are unread when a run fails.
    await t.attempt('run', () => graph.invoke({}, thread('1')));
    t.record('ended', ended);
    t.record('tasks', (await graph.getState(thread('1'))).tasks);
    await pause(60);
  },
  'beside questions': async (lib, t) => {
    const asks = (ms: number) => async () => (await pause(ms), { log: [lib.interrupt('q')] });
    for (const [first, second] of [
      [1, 20],
      [20, 1],
    ] as const) {
      const graph = beside(lib, { a: late(first, 'a'), b: asks(second) }, { checkpointer: t.memory() });
      await t.chunks(`${first} ${second}`, () => graph.stream({}, thread('1')));
      t.record(
        'interrupts',
        (await graph.getState(thread('1'))).tasks.map(({ interrupts }: Loose) => interrupts.length),
      );
    }
  },
  'commands for the parent, and tasks beside them': async (lib, t) => {
    const up = async () => (
      await pause(5),
      new lib.Command({ graph: lib.Command.PARENT, goto: 'after', update: { log: ['up'] } })
    );
    const ended: string[] = [];
    const slow = async () => (await pause(30), ended.push('slow'), { log: ['slow'] });
    const outer = (inner: Loose): Loose =>
      beside(
        lib,
        { sub: [inner, { ends: ['after'] }], after: () => ({ log: ['after'] }) },
        { checkpointer: t.memory() },
      );
    await t.attempt('slow', () => outer(beside(lib, { up, slow })).invoke({}, thread('1')));
    t.record('ended', ended);
    await t.attempt('failing', () => outer(beside(lib, { up, bad: late(20, 'bad') })).invoke({}, thread('1')));
    const asks = async () => (await pause(20), { log: [lib.interrupt('q')] });
    await t.attempt('asking', () => outer(beside(lib, { up, asks })).invoke({}, thread('1')));
    await t.attempt('without a parent', () => beside(lib, { up, slow }).invoke({}));
  },
  'what is thrown is no error': async (lib, t) => {
    for (const thrown of [null, undefined, 0]) {
      const graph = beside(lib, {
        n: () => {
          throw thrown;
        },
      });
      await t.refusal(String(thrown), () => graph.invoke({}));
    }
  },
  'signals, whatever they are aborted with': async (lib, t) => {
    for (const reason of [undefined, new Error('mine'), 'text', 7]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 5);
      const graph = beside(lib, { a: () => pause(30) }, { checkpointer: t.memory() });
      await t.attempt(`during: ${String(reason)}`, () =>
        graph.invoke({}, { ...thread('1'), signal: controller.signal }),
      );
      await t.attempt(`before: ${String(reason)}`, () =>
        graph.invoke({}, { ...thread('1'), signal: controller.signal }),
      );
      t.record('next', (await graph.getState(thread('1'))).next);
    }
  },
  'timeouts of calls and of super-steps': async (lib, t) => {
    const slow = (): Loose => beside(lib, { a: () => pause(60) });
    await t.attempt('invoke', () => slow().invoke({}, { timeout: 10 }));
    await t.chunks('stream', () => slow().stream({}, { timeout: 10 }));
    await t.attempt('nested', () => beside(lib, { sub: slow() }).invoke({}, { timeout: 10 }));
    await t.attempt('of the inner call', () => beside(lib, { n: () => slow().invoke({}, { timeout: 10 }) }).invoke({}));
    await t.attempt('none', () => slow().invoke({}, { timeout: 0 }));
    const stepped = slow();
    stepped.stepTimeout = 10;
    await t.attempt('step', () => stepped.invoke({}));
    await t.attempt('step of a nested graph', () => beside(lib, { sub: stepped }).invoke({}));
    let metadata: Loose;
    const told = beside(lib, { n: (_s: Loose, config: Loose) => void (metadata = config.metadata) });
    await told.invoke({}, { timeout: 1000 });
    t.record('metadata', metadata.timeoutMs);
  },
  'few at a time, and one that fails': async (lib, t) => {
    const began: string[] = [];
    const node = (name: string, ms: number) => async () => {
      began.push(name);
      await pause(ms);
      if (name === 'b') throw new Error('b');
      return {};
    };
    const graph = beside(lib, { a: node('a', 5), b: node('b', 30), c: node('c', 90), d: node('d', 5) });
    await t.attempt('result', () => graph.invoke({}, { maxConcurrency: 2 }));
    t.record('began', began);
  },
});

it('tasks that have not begun when one fails run when the thread goes on', async () => {
  const lib = await load('ours');
  const { MemorySaver } = await import('@langchain/langgraph-checkpoint');
  const graph = beside(lib, { a: fails(1, 'a'), b: () => ({ log: ['b'] }) }, { checkpointer: new MemorySaver() });
  const config = { ...thread('1'), maxConcurrency: 1 };
  await expect(graph.invoke({}, config)).rejects.toThrow('a');
  expect(await graph.invoke(null, config)).toEqual({ log: ['after 2', 'b'] });
});

it('an answer that was given is there for the next attempt', async () => {
  const lib = await load('ours');
  const { MemorySaver } = await import('@langchain/langgraph-checkpoint');
  let calls = 0;
  const node = (): Loose => {
    const answer: string = lib.interrupt('q');
    if (calls++ < 1) throw new Error('x');
    return { log: [answer] };
  };
  const options = { retryPolicy: { initialInterval: 1, jitter: false, logWarning: false } };
  const graph = beside(lib, { n: [node, options] }, { checkpointer: new MemorySaver() });
  await graph.invoke({}, thread('1'));
  expect(await graph.invoke(new lib.Command({ resume: 'yes' }), thread('1'))).toEqual({ log: ['yes'] });
});
