/** The engine's own example, as it stands in the specification; around it only what the host brings. */
import { expect, it } from 'vitest';
import {
  START,
  END,
  StateGraphEngine,
  MemorySaver,
  interrupt,
  lastValue,
  reducer,
  send,
  stateGraph,
} from '../../src/engine/index.ts';

it('splits a question, searches for its words, and waits for a review', async () => {
  const told: unknown[] = [];
  const console = { log: (...words: unknown[]) => void told.push(words) };
  const lookUp = async (topic: string, { signal }: { signal: AbortSignal }): Promise<string> =>
    signal.aborted ? 'nothing' : `${topic}!`;

  const plan = stateGraph({
    question: lastValue<string>(),
    notes: reducer<string[]>(
      (all, more) => [...all, ...more],
      () => [],
    ),
  })
    .addNode('split', (state) => ({ notes: [`about ${state.question}`] }))
    .addNode('search', async (topic: string, runtime) => {
      runtime.emit({ searching: topic }); // reaches `custom` streams
      return { notes: [await lookUp(topic, { signal: runtime.signal })] };
    })
    .addNode('review', (state) => ({ notes: [`approved by ${interrupt<string>({ notes: state.notes })}`] }))
    .addEdge(START, 'split')
    .addConditionalEdges('split', (state) => state.question.split(' ').map((word) => send('search', word)))
    .addEdge('search', 'review')
    .addEdge('review', END)
    .compile();

  const engine = new StateGraphEngine(plan, { saver: new MemorySaver() });
  for await (const { mode, data } of engine.stream(
    { question: 'why ships float' },
    { threadId: 't1', modes: ['updates', 'custom'] },
  ))
    console.log(mode, data);
  const notes = ['about why ships float', 'why!', 'ships!', 'float!'];
  expect((await engine.state('t1'))?.interrupts).toMatchObject([{ node: 'review', value: { notes } }]);
  const result = await engine.resume('Ada', { threadId: 't1' }); // answers the interrupt

  expect(result).toEqual({ question: 'why ships float', notes: [...notes, 'approved by Ada'] });
  expect(told).toEqual([
    ['updates', { split: { notes: ['about why ships float'] } }],
    ['custom', { searching: 'why' }],
    ['custom', { searching: 'ships' }],
    ['custom', { searching: 'float' }],
    ['updates', { search: { notes: ['why!'] } }],
    ['updates', { search: { notes: ['ships!'] } }],
    ['updates', { search: { notes: ['float!'] } }],
  ]);
});
