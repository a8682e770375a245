import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { expect, it } from 'vitest';
import { START, lastValue, stateGraph, type Commit } from '../../src/engine/index.ts';
import { fromLangChainSaver } from '../../src/savers/index.ts';
import { runSaverSuite } from '../conformance/saver.ts';

const plan = stateGraph({ a: lastValue<unknown>(), b: lastValue<unknown>() })
  .addNode('n', () => ({}))
  .addEdge(START, 'n')
  .compile();

function bound() {
  return fromLangChainSaver(new MemorySaver()).forRun!({ planOf: () => plan, deferred: false });
}

runSaverSuite("LangChain's MemorySaver", bound, {
  'keeps the last record of each task with its checkpoint':
    'the contract knows the tasks that a checkpoint leaves to run and no other, and keeps the answers of one that ended',
  'keeps threads and namespaces apart, and forgets a thread with all of its namespaces':
    'MemorySaver refuses the ids "" and "__proto__" by itself',
});

it('keeps the last record of each task that was planned', async () => {
  const saver = bound();
  const key = { thread: 't', namespace: '' };
  const next = [
    { node: 'n', sent: false, input: undefined },
    { node: 'n', sent: true, input: 1 },
  ];
  await saver.commit({ ...key, id: '1', parent: undefined, step: 1, source: 'input', changed: [], next });
  const waiting = {
    task: '1.0',
    done: undefined,
    answers: ['first'],
    interrupts: [{ id: '1.0.1', node: 'n', value: { sure: true } }],
  };
  await saver.putRecord(key, '1', waiting);
  expect((await saver.load(key))?.records).toEqual([waiting]);
  const result = {
    writes: [{ channel: 'a', value: 1 }],
    chosen: ['n'],
    sends: [{ node: 'n', input: 2 }],
  };
  const done = { task: '1.0', done: result, answers: ['first', 'second'], interrupts: [] };
  await saver.putRecord(key, '1', done);
  await saver.putRecord(key, '1', { ...waiting, task: '1.1' });
  expect((await saver.load(key))?.records).toEqual([done, { ...waiting, task: '1.1' }]);
  await saver.commit({ ...key, id: '2', parent: '1', step: 2, source: 'loop', changed: [], next: [] });
  expect((await saver.load(key))?.records).toEqual([]);
});

it('keeps threads and namespaces apart, whatever their ids', async () => {
  const saver = bound();
  const names = ['t', 'T', 'a/../b', 'a:b', '%2F', 'é', 'e\u0301', 'valueOf', '$where'];
  const commit = (thread: string, namespace: string): Commit => {
    const changed = [{ channel: 'a', value: [thread, namespace] }];
    return { thread, namespace, id: '1', parent: undefined, step: 1, source: 'input', changed, next: [] };
  };
  const namespaces = ['', 'sub', 'toString', encodeURIComponent('a|b:c%')];
  for (const thread of names) for (const namespace of namespaces) await saver.commit(commit(thread, namespace));
  const valueOf = async (thread: string, namespace: string) =>
    (await saver.load({ thread, namespace }))?.values.get('a');
  for (const thread of names) {
    for (const namespace of namespaces) expect(await valueOf(thread, namespace)).toEqual([thread, namespace]);
  }
  await saver.deleteThread('valueOf');
  expect(await valueOf('valueOf', 'sub')).toBeUndefined();
  expect(await valueOf('t', 'sub')).toEqual(['t', 'sub']);
});
