/** Several processes on one file: they die, they stop, they hold the lock, they want the same thread. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { END, START, StateGraphEngine, interrupt, lastValue, reducer, stateGraph } from '../../../src/engine/index.ts';
import { newFile, open, Worker } from './fixtures.ts';

/** As the worker's; it only reads here. */
const counter = stateGraph({
  n: lastValue(0),
  log: reducer<readonly number[]>(
    (held, more) => [...held, ...more],
    () => [],
  ),
})
  .addNode('count', () => ({}))
  .addEdge(START, 'count')
  .addConditionalEdges('count', () => END, ['count', END])
  .compile();

async function counted(file: string) {
  return (await new StateGraphEngine(counter, { saver: open(file) }).state('t'))?.values;
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, place) => place);

describe('a process that is killed', () => {
  it('leaves a thread that the next one goes on with at once: nothing lost, one step done twice at most', async () => {
    const file = newFile();
    for (const steps of [5, 11, 17]) {
      const worker = new Worker(file, 'count', '30', '5');
      await worker.line(`step ${steps}`);
      worker.process.kill('SIGKILL');
      await worker.exited;
    }
    const last = new Worker(file, 'count', '30', '0');
    expect(await last.line('done')).toBe('done 30');
    expect(await counted(file)).toEqual({ n: 30, log: upTo(30) });
    const effects = readFileSync(`${file}.effects`, 'utf8').trim().split('\n');
    expect(new Set(effects).size).toBe(30);
    expect(effects.length).toBeLessThanOrEqual(33);
  });
});

describe('two processes on one thread', () => {
  it('one runs, the other is told before any of its nodes runs', async () => {
    const file = newFile();
    const first = new Worker(file, 'count', '20', '20');
    await first.line('step 2');
    const second = new Worker(file, 'count', '20', '20');
    expect(await second.line('failed')).toBe('failed THREAD_CONFLICT');
    expect(second.lines.filter((line) => line.startsWith('step'))).toEqual([]);
    expect(await first.line('done')).toBe('done 20');
    expect(await counted(file)).toEqual({ n: 20, log: upTo(20) });
  });

  it('an owner that was stopped for longer than its lease has had one step in flight, and writes no more', async () => {
    const file = newFile();
    const stopped = new Worker(file, 'count', '1000', '10', '300');
    await stopped.line('step 3');
    stopped.process.kill('SIGSTOP');
    const told = stopped.lines.length;
    // Until the lease has lapsed it is refused.
    let next = new Worker(file, 'count', '40', '5');
    for (let outcome = ''; !outcome.startsWith('step');) {
      outcome = await next.line('step', 'failed');
      if (outcome === 'failed THREAD_CONFLICT') next = new Worker(file, 'count', '40', '5');
    }
    stopped.process.kill('SIGCONT');
    expect(await stopped.line('failed')).toBe('failed THREAD_CONFLICT');
    expect(stopped.lines.slice(told).filter((line) => line.startsWith('step')).length).toBeLessThanOrEqual(1);
    expect(await next.line('done')).toBe('done 40');
    expect(await counted(file)).toEqual({ n: 40, log: upTo(40) });
  });

  it('answer one question: one of them, the other is told', async () => {
    const file = newFile();
    const asking = stateGraph({ answer: lastValue('') })
      .addNode('ask', () => ({ answer: interrupt<string>('pay?') }))
      .addEdge(START, 'ask')
      .compile();
    await new StateGraphEngine(asking, { saver: open(file) }).invoke({}, { threadId: 't' });
    const workers = [new Worker(file, 'resume'), new Worker(file, 'resume'), new Worker(file, 'resume')];
    await Promise.all(workers.map(({ exited }) => exited));
    const outcomes = workers.map(({ lines }) => lines.at(-1) ?? '').toSorted();
    expect(outcomes[0]).toBe('done');
    for (const outcome of outcomes.slice(1)) expect(outcome).toMatch(/^failed (THREAD_CONFLICT|NOT_PAUSED)$/);
    expect(readFileSync(`${file}.effects`, 'utf8').trim().split('\n')).toHaveLength(1);
  });
});

describe('a file that another process is writing', () => {
  it('is waited for without holding up the event loop', async () => {
    const file = newFile();
    const engine = new StateGraphEngine(counter, { saver: open(file) });
    const worker = new Worker(file, 'lock', '300');
    await worker.line('locked');
    let turns = 0;
    const ticking = setInterval(() => turns++, 5);
    await engine.invoke({ n: 7 }, { threadId: 't' });
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
    expect((await counted(file))?.n).toBe(7);
  });

  it('is given up at the end of the patience, and the thread goes on later', async () => {
    const file = newFile();
    const engine = new StateGraphEngine(counter, { saver: open(file, { patience: 50 }) });
    const worker = new Worker(file, 'lock', '400');
    await worker.line('locked');
    await expect(engine.invoke({ n: 7 }, { threadId: 't' })).rejects.toMatchObject({
      code: 'SAVER_FAILED',
      message: expect.stringContaining('by another process for 50 ms'),
    });
    await worker.line('free');
    expect((await engine.invoke({ n: 8 }, { threadId: 't' })).n).toBe(8);
  });

  it('can be opened meanwhile', async () => {
    const file = newFile();
    open(file);
    const worker = new Worker(file, 'lock', '150');
    await worker.line('locked');
    expect(await open(file).load({ thread: 't', namespace: '' })).toBeUndefined();
  });
});
