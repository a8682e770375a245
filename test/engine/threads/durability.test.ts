import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  MossError,
  START,
  StateGraphEngine,
  stateGraph,
  type Durability,
} from '../../../src/engine/index.ts';
import { line, list, slowSaver } from './fixtures.ts';

describe('durability', () => {
  async function order(durability: Durability): Promise<string[]> {
    const told: string[] = [];
    const { saver } = slowSaver(async (call) => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      told.push(call);
    });
    const engine = new StateGraphEngine(
      line((name) => void told.push(name)),
      { saver },
    );
    await engine.invoke({}, { threadId: 't', durability });
    return told;
  }

  it('sync: every checkpoint is stored before the next super-step begins', async () => {
    expect(await order('sync')).toEqual(['commit 0', 'a', 'commit 1', 'b', 'commit 2', 'c', 'commit 3']);
  });

  it('async: while the next one runs, and before the one after it begins', async () => {
    expect(await order('async')).toEqual(['a', 'commit 0', 'b', 'commit 1', 'c', 'commit 2', 'commit 3']);
  });

  it('exit: once, at the end', async () => {
    expect(await order('exit')).toEqual(['a', 'b', 'c', 'commit 3']);
  });

  it('exit: also where the run fails, with what had finished', async () => {
    const plan = stateGraph({ log: list() })
      .addNode('first', () => ({ log: ['first'] }))
      .addNode('good', () => ({ log: ['good'] }))
      .addNode('bad', async () => Promise.reject(new Error('down')))
      .addEdge(START, 'first')
      .addEdge('first', 'good')
      .addEdge('first', 'bad')
      .compile();
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    const options = { threadId: 't', durability: 'exit' } as const;
    await expect(engine.invoke({}, options)).rejects.toThrow('down');
    expect(await engine.state('t')).toMatchObject({
      step: 1,
      parent: undefined,
      next: ['bad'],
      values: { log: ['first'] },
    });
    await expect(engine.invoke(null, options)).rejects.toThrow('down');
    expect(await engine.state('t')).toMatchObject({ step: 1, next: ['bad'] });
  });
});

describe.each(['sync', 'async', 'exit'] as const)('a saver that fails, durability %s', (durability) => {
  it.each(['commit 0', 'commit 1', 'commit 2', 'commit 3'])('stops the run within one step: %s', async (failing) => {
    const ran: string[] = [];
    const { saver, kept } = slowSaver(async (call) => {
      if (call === failing) throw new TypeError('disk full');
    });
    const engine = new StateGraphEngine(
      line((name) => void ran.push(name)),
      { saver },
    );
    const running = engine.invoke({}, { threadId: 't', durability });
    if (durability === 'exit' && failing !== 'commit 3') {
      await running;
      return;
    }
    await expect(running).rejects.toMatchObject({ code: 'SAVER_FAILED', cause: new TypeError('disk full') });
    const failedAt = Number(failing.at(-1));
    expect(ran.length).toBeLessThanOrEqual(Math.min(3, failedAt + 1));
    const again = new StateGraphEngine(line(), { saver: kept });
    if (failedAt > 0 && durability !== 'exit') {
      expect(await again.invoke(null, { threadId: 't' })).toEqual({ log: ['a', 'b', 'c'] });
    } else expect(await again.state('t')).toBeUndefined();
  });

  it('is told beside the failure of a node', async () => {
    const { saver } = slowSaver(async (call) => {
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
      if (call === 'commit 1') throw new Error('disk full');
    });
    const engine = new StateGraphEngine(
      line((name) => {
        if (name === 'b') throw new Error('node failed');
      }),
      { saver },
    );
    const error: unknown = await engine.invoke({}, { threadId: 't', durability }).catch((thrown: unknown) => thrown);
    if (durability === 'sync') expect(MossError.is(error, 'SAVER_FAILED')).toBe(true);
    else expect(error).toMatchObject({ errors: [{ message: 'node failed' }, { code: 'SAVER_FAILED' }] });
  });
});

describe('a saver that fails at once', () => {
  it('fails the run, and a run that cannot load', async () => {
    const saver = new MemorySaver();
    saver.commit = () => {
      throw new Error('no');
    };
    const engine = new StateGraphEngine(line(), { saver });
    await expect(engine.invoke({}, { threadId: 't' })).rejects.toMatchObject({ code: 'SAVER_FAILED' });
    saver.load = () => {
      throw new Error('no');
    };
    await expect(engine.invoke({}, { threadId: 't' })).rejects.toMatchObject({ code: 'SAVER_FAILED' });
    await expect(engine.state('t')).rejects.toMatchObject({ code: 'SAVER_FAILED' });
  });
});
