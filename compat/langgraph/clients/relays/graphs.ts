/** The graphs that relays on LangGraph's own builder play, and turns that several have in common. */
import { tool } from '@langchain/core/tools';
import {
  Annotation,
  Command,
  DeltaValue,
  entrypoint,
  getPreviousState,
  interrupt,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
  StateSchema,
  task,
  type BaseCheckpointSaver,
} from '@langchain/langgraph';
import { createReactAgent } from '@langchain/langgraph/prebuilt';
import { z } from 'zod';
import type { Tape } from '../../../../test/compat/langgraph/differential/tape.ts';
import type { Play } from './open-saver.ts';
import { asking, scripted, type Answer } from '../scripted-model.ts';

export const thread = { configurable: { thread_id: 'relay' } };

export const list = Annotation<string[]>({ reducer: (left, right) => left.concat(right), default: () => [] });

export const talking = (checkpointer: BaseCheckpointSaver, ...answers: Answer[]) => {
  const model = scripted('model', ...answers);
  return new StateGraph(MessagesAnnotation)
    .addNode('model', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
    .addEdge(START, 'model')
    .compile({ checkpointer });
};

export const says =
  (words: string, answer: string): Play =>
  async (t, saver) => {
    await t.attempt(words, () => talking(saver, answer).invoke(asking(words), thread));
  };

export const add = tool(({ a, b }) => `${a + b}`, {
  name: 'add',
  description: 'adds',
  schema: z.object({ a: z.number(), b: z.number() }),
});
export const ask = tool(({ what }) => `they say ${interrupt({ what })}`, {
  name: 'ask',
  description: 'asks',
  schema: z.object({ what: z.string() }),
});

export const agent = (checkpointer: BaseCheckpointSaver, ...answers: Answer[]) =>
  createReactAgent({ llm: scripted('model', ...answers), tools: [add, ask], checkpointer });

/** Asks twice in one node, then once in another. */
export const questions = (checkpointer: BaseCheckpointSaver) =>
  new StateGraph(Annotation.Root({ log: list }))
    .addNode('twice', () => ({ log: [`${interrupt('first?')} and ${interrupt('second?')}`] }))
    .addNode('once', () => ({ log: [String(interrupt({ deep: ['third?'] }))] }))
    .addEdge(START, 'twice')
    .addEdge('twice', 'once')
    .compile({ checkpointer });

export const answers =
  (graph: typeof questions, input: unknown): Play =>
  async (t, saver) => {
    const compiled = graph(saver);
    await t.attempt('turn', () => compiled.invoke(input as never, thread));
    t.record('state', await compiled.getState(thread, { subgraphs: true }));
  };

/** A graph in a graph; the inner one asks. */
export const nested = ((checkpointer: BaseCheckpointSaver) => {
  const inner = new StateGraph(Annotation.Root({ log: list }))
    .addNode('before', () => ({ log: ['before'] }))
    .addNode('asks', () => ({ log: [`told ${interrupt('inner?')}`] }))
    .addEdge(START, 'before')
    .addEdge('before', 'asks')
    .compile();
  return new StateGraph(Annotation.Root({ log: list }))
    .addNode('inner', inner)
    .addNode('after', () => ({ log: [`after ${interrupt('outer?')}`] }))
    .addEdge(START, 'inner')
    .addEdge('inner', 'after')
    .compile({ checkpointer });
}) as unknown as typeof questions;

/** Packets, some of which ask, and a join that waits for two branches. */
export const packets = ((checkpointer: BaseCheckpointSaver) =>
  new StateGraph(Annotation.Root({ log: list, seed: Annotation<number> }))
    .addNode('deal', () => ({ log: ['dealt'] }))
    .addNode('work', ({ seed }) => ({ log: [seed % 2 === 0 ? `even ${seed}` : `odd ${seed}: ${interrupt(seed)}`] }))
    .addNode('left', () => ({ log: ['left'] }))
    .addNode('right', () => ({ log: [`right ${interrupt('right?')}`] }))
    .addNode('join', ({ log }) => ({ log: [`joined ${log.length}`] }))
    .addEdge(START, 'deal')
    .addConditionalEdges('deal', () => [0, 1, 2, 3].map((seed) => new Send('work', { seed })), ['work'])
    .addEdge('work', 'left')
    .addEdge('work', 'right')
    .addEdge(['left', 'right'], 'join')
    .compile({ checkpointer })) as unknown as typeof questions;

/** The first attempt fails after another task of the same step has finished. */
export const failing = (checkpointer: BaseCheckpointSaver, works: boolean) =>
  new StateGraph(Annotation.Root({ log: list }))
    .addNode('good', () => ({ log: ['good'] }))
    .addNode('bad', async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (!works) throw new TypeError('not yet');
      return { log: ['bad works'] };
    })
    .addNode('end', () => ({ log: ['end'] }))
    .addEdge(START, 'good')
    .addEdge(START, 'bad')
    .addEdge(['good', 'bad'], 'end')
    .compile({ checkpointer });

export const functional = (checkpointer: BaseCheckpointSaver, t: Tape) => {
  const double = task('double', (n: number) => {
    t.record('doubles', n);
    return n * 2;
  });
  return entrypoint({ name: 'flow', checkpointer }, async (n: number) => {
    const before = getPreviousState<number>() ?? 0;
    const doubled = await double(n);
    const more = interrupt<unknown, number>({ doubled, before });
    return entrypoint.final({ value: doubled + more, save: before + doubled + more });
  });
};

/** Values of every kind. */
export const kinds = (checkpointer: BaseCheckpointSaver) => {
  const state = new StateSchema({
    when: z.date().optional(),
    bytes: z.instanceof(Uint8Array).optional(),
    map: z.map(z.string(), z.number()).optional(),
    set: z.set(z.string()).optional(),
    text: z.string().default('none'),
    log: new DeltaValue(
      z.array(z.string()).default(() => []),
      { reducer: (left: string[], right: string[][]) => left.concat(...right) },
    ),
  });
  return new StateGraph(state)
    .addNode('note', ({ text }) => ({ log: [`noted ${text}`] }))
    .addEdge(START, 'note')
    .compile({ checkpointer });
};

export const kind =
  (input: Record<string, unknown>): Play =>
  async (t, saver) => {
    await t.attempt('turn', () => kinds(saver).invoke(input as never, thread));
    t.record('state', await kinds(saver).getState(thread));
  };

export const history: Play = async (t, saver) => {
  t.record('history', await t.collect(talking(saver).getStateHistory(thread)));
  t.record('two of it', await t.collect(talking(saver).getStateHistory(thread, { limit: 2 })));
};

export const resume = (value: unknown): Command => new Command({ resume: value });
