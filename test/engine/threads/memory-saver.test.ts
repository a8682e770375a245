import { describe, expect, it } from 'vitest';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MemorySaver, START, StateGraphEngine, stateGraph } from '../../../src/engine/index.ts';
import { runSaverSuite } from '../../conformance/saver.ts';
import { list } from './fixtures.ts';

runSaverSuite('MemorySaver', () => new MemorySaver());

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('MemorySaver', () => {
  it('keeps a thread of 1,600 short messages, checkpointed at every step, in 3 MB', async () => {
    const plan = stateGraph({ messages: list() })
      .addNode('answer', (state) => ({ messages: [`answer ${state.messages.length}`] }))
      .addEdge(START, 'answer')
      .compile();
    const saver = new MemorySaver();
    const engine = new StateGraphEngine(plan, { saver });
    await engine.invoke({ messages: ['warm up'] }, { threadId: 'other' });
    const before = heapUsed();
    for (let turn = 0; turn < 800; turn++) await engine.invoke({ messages: [`question ${turn}`] }, { threadId: 't' });
    expect(heapUsed() - before).toBeLessThan(3_000_000);
    expect((await engine.state('t'))?.values.messages).toHaveLength(1600);
  });

  it('gives nothing back that later runs change', async () => {
    const plan = stateGraph({ messages: list() })
      .addNode('answer', () => ({ messages: ['answer'] }))
      .addEdge(START, 'answer')
      .compile();
    const saver = new MemorySaver();
    const engine = new StateGraphEngine(plan, { saver });
    await engine.invoke({}, { threadId: 't' });
    const first = saver.load({ thread: 't', namespace: '' });
    const seen = structuredClone(first);
    await engine.invoke({}, { threadId: 't' });
    expect(first).toEqual(seen);
  });
});
