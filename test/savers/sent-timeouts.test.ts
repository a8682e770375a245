/** What was sent with a timeout before a thread went on elsewhere. */
import { setTimeout } from 'node:timers/promises';
import { Annotation, Command, Send, StateGraph, interrupt as ask } from '@langchain/langgraph';
import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { describe, expect, it } from 'vitest';
import {
  START,
  StateGraphEngine,
  interrupt,
  lastValue,
  send,
  stateGraph,
  type SendOptions,
} from '../../src/engine/index.ts';
import { fromLangChainSaver } from '../../src/savers/index.ts';
import { sentOf, storedPacket } from '../../src/savers/stored-packet.ts';

type Theirs = NonNullable<ConstructorParameters<typeof Send>[2]>['timeout'];

const WORK = 60;
const NODE_LIMIT = 30;
const thread = { configurable: { thread_id: 't' } };

/** Whether what was sent waits in a checkpoint, or with a task beside one that asks. */
const stops = ['a breakpoint', 'a question'] as const;
type Stop = (typeof stops)[number];

/** A graph of each side, the node within its own limit unless the packet says otherwise. */
function langgraph(saver: MemorySaver, stop: Stop, timeout?: Theirs) {
  const State = Annotation.Root({ n: Annotation<number>(), answer: Annotation<string>() });
  return new StateGraph(State)
    .addNode('ask', () => (stop === 'a question' ? { answer: ask<string, string>('?') } : {}))
    .addNode('split', () => ({}))
    .addNode('work', async () => ({ n: await setTimeout(WORK, 1) }), { timeout: NODE_LIMIT })
    .addEdge(START, 'ask')
    .addEdge(START, 'split')
    .addConditionalEdges('split', () => [new Send('work', {}, timeout === undefined ? undefined : { timeout })], [
      'work',
    ])
    .compile({ checkpointer: saver, interruptBefore: stop === 'a breakpoint' ? ['work'] : [] });
}

function engineOn(saver: MemorySaver, stop: Stop, timeout?: SendOptions['timeout']) {
  const plan = stateGraph({ n: lastValue<number>(), answer: lastValue<string>() })
    .addNode('ask', () => (stop === 'a question' ? { answer: interrupt<string>('?') } : {}))
    .addNode('split', () => ({}))
    .addNode('work', async () => ({ n: await setTimeout(WORK, 1) }), { timeout: NODE_LIMIT })
    .addEdge(START, 'ask')
    .addEdge(START, 'split')
    .addConditionalEdges('split', () => send('work', {}, { timeout }), ['work'])
    .compile();
  return new StateGraphEngine(plan, { saver: fromLangChainSaver(saver) });
}

describe.each(stops)('what was sent before %s', (stop) => {
  it.each<[Theirs, object]>([
    [undefined, { timeout: NODE_LIMIT }],
    [10, { kind: 'run', timeout: 10 }],
    [
      { idleTimeout: 15, refreshOn: 'heartbeat' },
      { kind: 'idle', timeout: 15 },
    ],
    [5_000, { n: 1 }],
    [{ runTimeout: 5_000, idleTimeout: 4_000 }, { n: 1 }],
  ])('in LangGraph with %j keeps its time here', async (timeout, outcome) => {
    const saver = new MemorySaver();
    await langgraph(saver, stop, timeout).invoke({ n: 0 }, thread);
    await setTimeout(2);
    const engine = engineOn(saver, stop, 1);
    const options = { threadId: 't' };
    const going = stop === 'a question' ? engine.resume('yes', options) : engine.invoke(null, options);
    expect(await going.catch((error: unknown) => error)).toMatchObject(outcome);
  });

  it.each<[SendOptions['timeout'], object]>([
    [undefined, { kind: 'run', runTimeout: NODE_LIMIT }],
    [10, { kind: 'run', runTimeout: 10 }],
    [{ idle: 15 }, { kind: 'idle', idleTimeout: 15 }],
    [5_000, { n: 1 }],
    [{ run: 5_000, idle: 4_000 }, { n: 1 }],
    [false, { n: 1 }],
    [{}, { n: 1 }],
  ])('here with %j keeps its time in LangGraph', async (timeout, outcome) => {
    const saver = new MemorySaver();
    const options = { threadId: 't', ...(stop === 'a breakpoint' && { interruptBefore: ['work'] }) };
    await engineOn(saver, stop, timeout).invoke({ n: 0 }, options);
    await setTimeout(2);
    const input = stop === 'a question' ? new Command({ resume: 'yes' }) : null;
    const going = langgraph(saver, stop, 1).invoke(input as null, thread);
    expect(await going.catch((error: unknown) => error)).toMatchObject(outcome);
  });
});

it('a packet comes back as it was sent, and as it was stored', () => {
  const timeouts: SendOptions['timeout'][] = [undefined, 5, false, { idle: 5 }, { run: 5, idle: 6 }];
  for (const timeout of timeouts) {
    expect(sentOf(storedPacket({ node: 'n', input: 1, timeout }))).toEqual({ node: 'n', input: 1, timeout });
  }
  for (const timeout of [
    { runTimeout: 5, refreshOn: 'auto' },
    { idleTimeout: 5, refreshOn: 'heartbeat' },
    { runTimeout: 5, idleTimeout: 6, refreshOn: 'heartbeat' },
  ] as const) {
    const packet = { lg_name: 'Send', node: 'n', args: 1, timeout } as const;
    expect(storedPacket(sentOf(packet))).toEqual(packet);
  }
  expect(sentOf({ lg_name: 'Send', node: 'n', args: 1, timeout: { runTimeout: null } })).toEqual({
    node: 'n',
    input: 1,
  });
});
