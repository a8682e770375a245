import { describe, expect, it } from 'vitest';
import {
  MemorySaver,
  START,
  StateGraphEngine,
  interrupt,
  lastValue,
  send,
  stateGraph,
} from '../../src/engine/index.ts';

async function readAll<T>(chunks: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

const plan = stateGraph({ n: lastValue(0) })
  .addNode('a', (state, { message }) => {
    message({ text: 'to' }, { model: 'm' });
    message('ken');
    return { n: state.n + 1 };
  })
  .addNode('b', (topic: string) => {
    if (topic === 'ask') interrupt('sure?');
  })
  .addEdge(START, 'a')
  .addConditionalEdges('a', () => send('b', 'topic'))
  .compile();

describe('stream modes', () => {
  it('messages: what nodes hand over, with the node, the step and what they say of it', async () => {
    expect(await readAll(new StateGraphEngine(plan).stream({}, { modes: ['messages'] }))).toEqual([
      { mode: 'messages', data: { message: { text: 'to' }, metadata: { model: 'm', node: 'a', step: 1 } } },
      { mode: 'messages', data: { message: 'ken', metadata: { node: 'a', step: 1 } } },
    ]);
  });

  it('tasks: every start with its input as it then was, and every end', async () => {
    expect(await readAll(new StateGraphEngine(plan).stream({ n: 4 }, { modes: ['tasks'] }))).toEqual([
      { mode: 'tasks', data: { id: undefined, node: 'a', step: 1, event: 'start', input: { n: 4 } } },
      { mode: 'tasks', data: { id: undefined, node: 'a', step: 1, event: 'done', update: { n: 5 } } },
      { mode: 'tasks', data: { id: undefined, node: 'b', step: 2, event: 'start', input: 'topic' } },
      { mode: 'tasks', data: { id: undefined, node: 'b', step: 2, event: 'done', update: undefined } },
    ]);
  });

  it('tasks: failures and pauses too, with the ids that the thread knows', async () => {
    const asking = stateGraph({ n: lastValue(0) })
      .addNode('ask', () => void interrupt('sure?'))
      .addEdge(START, 'ask')
      .compile();
    const engine = new StateGraphEngine(asking, { saver: new MemorySaver() });
    const chunks = await readAll(engine.stream({}, { threadId: 't', modes: ['tasks'] }));
    const [task] = (await engine.state('t'))?.tasks ?? [];
    expect(chunks.map(({ data }) => data)).toMatchObject([
      { id: task?.id, event: 'start' },
      { id: task?.id, event: 'paused', interrupts: [{ value: 'sure?' }] },
    ]);
    const failing = stateGraph({ n: lastValue(0) })
      .addNode('fail', () => {
        throw new Error('down');
      })
      .addEdge(START, 'fail')
      .compile();
    const told: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const { data } of new StateGraphEngine(failing).stream({}, { modes: ['tasks'] }))
        told.push(data.event);
    };
    await expect(read()).rejects.toThrow('down');
    expect(told).toEqual(['start', 'failed']);
  });

  it('checkpoints: where the run stands after the input and after every super-step', async () => {
    const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
    const chunks = await readAll(engine.stream({ n: 4 }, { threadId: 't', modes: ['checkpoints'] }));
    expect(chunks.map(({ data }) => [data.step, data.source, data.values, data.next])).toEqual([
      [0, 'input', { n: 4 }, ['a']],
      [1, 'loop', { n: 5 }, ['b']],
      [2, 'loop', { n: 5 }, []],
    ]);
    expect(chunks.at(-1)?.data.checkpoint).toBe((await engine.state('t'))?.checkpoint);
  });

  it('debug: both in one, in the order in which things happen', async () => {
    const chunks = await readAll(new StateGraphEngine(plan).stream({}, { modes: ['debug'] }));
    const told = chunks.map(({ data }) =>
      data.type === 'task' ? `${data.payload.event} ${data.payload.node}` : data.payload.source,
    );
    expect(told).toEqual(['input', 'start a', 'done a', 'loop', 'start b', 'done b', 'loop']);
  });
});
