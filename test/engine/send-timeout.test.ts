import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  START,
  StateGraphEngine,
  lastValue,
  send,
  stateGraph,
  type SendOptions,
} from '../../src/engine/index.ts';
import { simulatedClock } from '../../src/testing/index.ts';

describe('a send with a timeout', () => {
  const slow = (clock: ReturnType<typeof simulatedClock>, timeout: SendOptions['timeout']) =>
    stateGraph({ n: lastValue(0) })
      .addNode('split', () => {})
      .addNode(
        'work',
        (ms: number) =>
          new Promise<{ n: number }>((resolve) => {
            clock.setTimer(() => resolve({ n: ms }), ms);
          }),
        { timeout: 50 },
      )
      .addEdge(START, 'split')
      .addConditionalEdges('split', () => send('work', 80, { timeout }), ['work'])
      .compile();

  it.each<[SendOptions['timeout'], number | undefined]>([
    [20, 20],
    [{ run: 70 }, 70],
    [undefined, 50],
    [100, undefined],
    [false, undefined],
  ])('of %j overrules the node', async (timeout, late) => {
    const clock = simulatedClock();
    const running = new StateGraphEngine(slow(clock, timeout), { clock }).invoke({});
    const outcome = running.catch((error: unknown) => error);
    await clock.advance(100);
    expect(await outcome).toMatchObject(late === undefined ? { n: 80 } : { kind: 'run', timeout: late });
  });

  it('keeps it when the task is run from a checkpoint', async () => {
    const clock = simulatedClock();
    const engine = new StateGraphEngine(slow(clock, 100), { clock, saver: new MemorySaver() });
    const thread = { threadId: 't' } as const;
    await engine.invoke({}, { ...thread, interruptBefore: ['work'] });
    const running = engine.invoke(null, thread);
    await clock.advance(100);
    expect((await running).n).toBe(80);
  });

  it('keeps it when the task that sent it had ended and one beside it had not', async () => {
    const clock = simulatedClock();
    const started = Promise.withResolvers<void>();
    let failed = false;
    const plan = stateGraph({ n: lastValue(0) })
      .addNode('good', () => {})
      .addNode('bad', async () => {
        await Promise.resolve();
        if (failed) return;
        failed = true;
        throw new Error('once');
      })
      .addNode('work', () => {
        started.resolve();
        return new Promise<never>(() => {});
      })
      .addConditionalEdges('good', () => send('work', 80, { timeout: 20 }), ['work'])
      .addEdge(START, 'good')
      .addEdge(START, 'bad')
      .compile();
    const engine = new StateGraphEngine(plan, { clock, saver: new MemorySaver() });
    await expect(engine.invoke({}, { threadId: 't' })).rejects.toThrow('once');
    const failure = engine.invoke(null, { threadId: 't' }).catch((error: unknown) => error);
    await started.promise;
    await clock.advance(20);
    expect(await failure).toMatchObject({ node: 'work', timeout: 20 });
  });

  it('of no time at all is refused', () => {
    expect(() => send('work', 1, { timeout: 0 })).toThrow(/A send to "work" has timeout.run 0/);
  });
});
