/** Threads in a database, each turn in a process of its own: on LangGraph, on the door, or on the two in turn. */
import { AIMessage } from '@langchain/core/messages';
import { Annotation, Command, END, Overwrite, START, StateGraph } from '@langchain/langgraph';
import type { Play } from './open-saver.ts';
import { asking, calls } from '../scripted-model.ts';

import {
  thread,
  list,
  talking,
  says,
  agent,
  questions,
  answers,
  nested,
  packets,
  failing,
  functional,
  kind,
  history,
  resume,
} from './graphs.ts';

export const conversations: Readonly<Record<string, readonly Play[]>> = {
  'a conversation and its history': [
    says('I am Ann', 'Hello Ann.'),
    says('who am I?', 'Ann.'),
    says('and you?', 'A model.'),
    history,
  ],

  'an agent with tools, one of which asks': [
    async (t, saver) =>
      t.attempt('calls', () => agent(saver, calls(['add', { a: 1, b: 2 }]), 'Three.').invoke(asking('1 + 2?'), thread)),
    async (t, saver) =>
      t.attempt('asks', () =>
        agent(saver, calls(['ask', { what: 'one?' }], ['ask', { what: 'two?' }])).invoke(asking('ask'), thread),
      ),
    async (t, saver) => {
      const { tasks } = await agent(saver).getState(thread);
      t.record('waits', tasks);
      const ids = tasks.flatMap(({ interrupts }) => interrupts.map(({ id }) => id ?? ''));
      const values = Object.fromEntries(ids.map((id, place) => [id, `answer ${place}`]));
      await t.attempt('goes on', () => agent(saver, 'Thank you.').invoke(resume(values), thread));
    },
    async (t, saver) => t.attempt('says', () => agent(saver, 'Bye.').invoke(asking('bye'), thread)),
  ],

  'questions of a node': [
    answers(questions, { log: ['in'] }),
    answers(questions, resume('one')),
    answers(questions, resume('two')),
    answers(questions, resume('three')),
  ],

  'questions of a graph in a graph': [
    answers(nested, { log: [] }),
    answers(nested, resume('yes')),
    answers(nested, resume('no')),
    answers(nested, { log: ['again'] }),
  ],

  'packets that ask, and a join that waits': [
    answers(packets, { log: [] }),
    async (t, saver) => {
      const graph = packets(saver);
      const { tasks } = await graph.getState(thread);
      const ids = tasks.flatMap(({ interrupts }) => interrupts.map(({ id }) => id ?? ''));
      t.record('number', ids.length);
      await t.attempt('one of two', () => graph.invoke(resume({ [ids[0] ?? '']: 'A' }) as never, thread));
    },
    answers(packets, resume('B')),
    answers(packets, resume('R')),
  ],

  'a failure, and what had finished by then': [
    async (t, saver) => t.attempt('fails', () => failing(saver, false).invoke({ log: ['in'] }, thread)),
    async (t, saver) => {
      t.record('state', await failing(saver, false).getState(thread));
      await t.attempt('fails again', () => failing(saver, false).invoke(null, thread));
    },
    async (t, saver) =>
      t.chunks('goes on', () => failing(saver, true).stream(null, { ...thread, streamMode: ['updates', 'values'] })),
    async (t, saver) => t.record('history', await t.collect(failing(saver, true).getStateHistory(thread))),
  ],

  'a function that asks': [
    async (t, saver) => t.attempt('asks', () => functional(saver, t).invoke(4, thread)),
    async (t, saver) => t.attempt('goes on', () => functional(saver, t).invoke(resume(1) as never, thread)),
    async (t, saver) => t.attempt('asks again', () => functional(saver, t).invoke(10, thread)),
    async (t, saver) => t.attempt('goes on again', () => functional(saver, t).invoke(resume(2) as never, thread)),
  ],

  'values of every kind, and steps of a list': [
    kind({ when: new Date(0), bytes: new Uint8Array([1, 2]), text: 'first', log: ['a'] }),
    kind({ map: new Map([['a', 1]]), set: new Set(['b']), log: ['b'] }),
    kind({ log: new Overwrite(['fresh']) }),
    kind({ text: 'last', log: ['d'] }),
  ],

  'an update, a fork and a command': [
    says('one', 'first'),
    async (t, saver) => {
      const graph = talking(saver, 'forked');
      await graph.updateState(thread, { messages: [new AIMessage({ content: 'put in', id: 'put-in' })] }, 'model');
      t.record('state', await graph.getState(thread));
      const all = await t.collect(graph.getStateHistory(thread));
      const first = all.find(({ metadata }) => metadata?.step === 0);
      await t.attempt('fork', () => graph.invoke(null, first?.config as never));
    },
    async (t, saver) => {
      const graph = talking(saver, 'by command');
      const command = new Command({ update: { messages: [{ role: 'user', content: 'commanded' }] }, goto: 'model' });
      await t.attempt('command', () => graph.invoke(command as never, thread));
    },
    history,
  ],

  'breakpoints, and every durability': [
    async (t, saver) =>
      t.attempt('sync', () =>
        questions(saver).invoke({ log: ['in'] }, { ...thread, interruptBefore: ['twice'], durability: 'sync' }),
      ),
    async (t, saver) => t.attempt('async', () => questions(saver).invoke(null, { ...thread, durability: 'async' })),
    async (t, saver) =>
      t.attempt('exit', () => questions(saver).invoke(resume('one') as never, { ...thread, durability: 'exit' })),
    async (t, saver) => {
      await t.attempt('last', () => questions(saver).invoke(resume('two') as never, { ...thread, durability: 'exit' }));
      t.record('history', await t.collect(questions(saver).getStateHistory(thread)));
    },
  ],

  'what the database holds': [
    says('one', 'first'),
    says('two', 'second'),
    async (t, saver) => {
      const stored = await t.collect(saver.list(thread));
      t.record(
        'listed',
        stored.map(({ config, checkpoint, metadata, pendingWrites }) => ({
          config,
          checkpoint,
          metadata,
          pendingWrites,
        })),
      );
      t.record('by metadata', (await t.collect(saver.list(thread, { filter: { source: 'input' } }))).length);
    },
    async (t, saver) => {
      await saver.deleteThread('relay');
      t.record('deleted', await saver.getTuple(thread));
      await t.attempt('anew', () => talking(saver, 'third').invoke(asking('three'), thread));
    },
  ],

  'ends where it began': [
    async (t, saver) => {
      const loop = new StateGraph(Annotation.Root({ log: list }))
        .addNode('step', ({ log }) => ({ log: [`${log.length}`] }))
        .addEdge(START, 'step')
        .addConditionalEdges('step', ({ log }) => (log.length < 4 ? 'step' : END))
        .compile({ checkpointer: saver });
      await t.attempt('limit', () => loop.invoke({ log: [] }, { ...thread, recursionLimit: 2 }));
      t.record('state', await loop.getState(thread));
    },
    ...Array.from({ length: 2 }, () => async (t, saver) => {
      const loop = new StateGraph(Annotation.Root({ log: list }))
        .addNode('step', ({ log }) => ({ log: [`${log.length}`] }))
        .addEdge(START, 'step')
        .addConditionalEdges('step', ({ log }) => (log.length < 4 ? 'step' : END))
        .compile({ checkpointer: saver });
      await t.attempt('goes on', () => loop.invoke(null, { ...thread, recursionLimit: 2 }));
      t.record('state', await loop.getState(thread));
    }),
  ],
};
