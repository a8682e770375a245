import { AIMessage, HumanMessage, type BaseMessage } from '@langchain/core/messages';
import {
  Annotation,
  Command,
  DeltaChannel,
  END,
  MemorySaver,
  MessagesAnnotation,
  Send,
  START,
  StateGraph,
  interrupt,
} from '@langchain/langgraph';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { at, newFile, openStore } from './checkpoint-stores.ts';

const State = Annotation.Root({
  log: Annotation<string[]>({ reducer: (held, more) => [...held, ...more], default: () => [] }),
  bytes: Annotation<Uint8Array>(),
});

type Savers = ReturnType<typeof openStore>['store'] | MemorySaver;

async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

afterEach(() => {
  vi.useRealTimers();
});

/** A new graph on each call, as in a new process. */
function asking(checkpointer: Savers) {
  return new StateGraph(State)
    .addNode('first', () => ({ log: ['first'], bytes: new Uint8Array([0, 255, 128, 65]) }))
    .addNode('asks', () => ({ log: [interrupt<unknown, string>({ question: 'sure?', due: new Date(7) })] }))
    .addNode('beside', () => ({ log: ['beside'], bytes: new Uint8Array([9, 200]) }))
    .addEdge(START, 'first')
    .addEdge('first', 'asks')
    .addEdge('first', 'beside')
    .compile({ checkpointer });
}

describe('LangGraph runs on it', () => {
  it('and goes on after an interrupt in another process, with the bytes that a task beside wrote', async () => {
    const path = newFile();
    await asking(openStore(path).store).invoke({}, at('t'));
    const { store } = openStore(path);
    const graph = asking(store);
    const { tasks } = await graph.getState(at('t'));
    expect(tasks.flatMap(({ interrupts }) => interrupts.map(({ value }) => value as unknown))).toEqual([
      { question: 'sure?', due: new Date(7) },
    ]);
    const tuple = await store.getTuple(at('t'));
    expect(tuple?.checkpoint.channel_values['bytes']).toEqual(new Uint8Array([0, 255, 128, 65]));
    expect(tuple?.pendingWrites).toContainEqual([expect.any(String), 'bytes', new Uint8Array([9, 200])]);
    const end = await graph.invoke(new Command({ resume: 'yes' }), at('t'));
    expect(end).toEqual({ log: ['first', 'yes', 'beside'], bytes: new Uint8Array([9, 200]) });
  });

  it('fans out with Send, fails, and runs only what failed again', async () => {
    const path = newFile();
    const ran: number[] = [];
    let fails = true;
    const fan = (checkpointer: Savers) =>
      new StateGraph(State)
        .addNode('work', (input) => {
          const { n } = input as unknown as { n: number };
          ran.push(n);
          if (n === 2 && fails) throw Object.assign(new RangeError('boom'), { socket: () => {} });
          return { log: [`n${n}`] };
        })
        .addConditionalEdges(START, () => [1, 2, 3].map((n) => new Send('work', { n })))
        .compile({ checkpointer });
    await expect(fan(openStore(path).store).invoke({}, at('t'))).rejects.toThrow('boom');
    const { store } = openStore(path);
    const state = await fan(store).getState(at('t'));
    expect(state.tasks.map(({ error }) => error)).toContainEqual(expect.objectContaining({ message: 'boom' }));
    fails = false;
    ran.length = 0;
    const end = await fan(store).invoke(null, at('t'));
    expect(end.log).toEqual(['n1', 'n2', 'n3']);
    expect(ran).toEqual([2]);
  });

  it('with a subgraph that asks, and its state', async () => {
    const nested = (checkpointer: Savers) => {
      const inner = new StateGraph(State)
        .addNode('ask', () => ({ log: [interrupt<string, string>('inner?')] }))
        .addEdge(START, 'ask')
        .compile();
      return new StateGraph(State)
        .addNode('inner', inner)
        .addNode('last', () => ({ log: ['last'] }))
        .addEdge(START, 'inner')
        .addEdge('inner', 'last')
        .compile({ checkpointer });
    };
    const path = newFile();
    await nested(openStore(path).store).invoke({ log: ['in'] }, at('t'));
    const graph = nested(openStore(path).store);
    const { tasks } = await graph.getState(at('t'), { subgraphs: true });
    expect(tasks[0]?.state).toMatchObject({ values: { log: ['in'] }, next: ['ask'] });
    expect((await graph.invoke(new Command({ resume: 'ok' }), at('t'))).log).toEqual(['in', 'in', 'ok', 'last']);
  });

  it('and travels in time: history, a fork, a replay and updates, as with MemorySaver', async () => {
    const played = async (checkpointer: Savers) => {
      const graph = new StateGraph(State)
        .addNode('a', () => ({ log: ['a'] }))
        .addNode('b', () => ({ log: ['b'] }))
        .addEdge(START, 'a')
        .addEdge('a', 'b')
        .compile({ checkpointer });
      await graph.invoke({ log: Array.from({ length: 9 }, (_, place) => `in ${place}`) }, at('t'));
      const history = await collected(graph.getStateHistory(at('t')));
      const afterA = history.find(({ next }) => next[0] === 'b')!;
      const forked = await graph.updateState(afterA.config, { log: ['changed'] });
      const replayed = await graph.invoke(null, forked);
      const updated = await graph.updateState(at('t'), { log: ['late'] }, 'a');
      const end = await graph.invoke(null, updated);
      const all = await collected(graph.getStateHistory(at('t')));
      const limited = await collected(graph.getStateHistory(at('t'), { limit: 2, before: afterA.config }));
      const shown = [...all, ...limited].map(({ values, next, metadata }) => [
        values as unknown,
        next,
        metadata?.source,
        metadata?.step,
      ]);
      return { replayed, end, shown };
    };
    expect(await played(openStore().store)).toEqual(await played(new MemorySaver()));
  });

  it('and loses nothing when the clock goes back', async () => {
    const { store } = openStore();
    const graph = new StateGraph(State)
      .addNode('a', ({ log }) => ({ log: [`after ${log.length}`] }))
      .addEdge(START, 'a')
      .compile({ checkpointer: store });
    await graph.invoke({ log: ['one'] }, at('t'));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
    // Ids of this process never go back by themselves; those of another process do.
    vi.resetModules();
    const other = await import('@langchain/langgraph');
    const later = new other.StateGraph(State)
      .addNode('a', ({ log }) => ({ log: [`after ${log.length}`] }))
      .addEdge(START, 'a')
      .compile({ checkpointer: store });
    for (const word of ['two', 'three', 'four']) await later.invoke({ log: [word] }, at('t'));
    const expected = ['one', 'after 1', 'two', 'after 3', 'three', 'after 5', 'four', 'after 7'];
    expect((await graph.getState(at('t'))).values.log).toEqual(expected);
    const history = await collected(graph.getStateHistory(at('t')));
    expect(history.map(({ values }) => (values as { log?: string[] }).log?.length ?? 0)).toEqual([
      8, 7, 6, 6, 5, 4, 4, 3, 2, 2, 1, 0,
    ]);
    const ids = history.map(({ config }) => config.configurable?.['checkpoint_id'] as string);
    expect(ids, 'the clock has gone back').not.toEqual(ids.toSorted().toReversed());
  });

  it('with a DeltaChannel', async () => {
    const Deltas = Annotation.Root({
      log: new DeltaChannel<string[], string[]>((held: string[], writes: string[][]) => [...held, ...writes.flat()], {
        snapshotFrequency: 4,
        initialValueFactory: () => [],
      }) as never,
    });
    const path = newFile();
    const played = async (open: () => Savers) => {
      const logs: unknown[] = [];
      for (let turn = 0; turn < 7; turn++) {
        const graph = new StateGraph(Deltas)
          .addNode('a', () => ({ log: [`answer ${turn}`] }) as never)
          .addEdge(START, 'a')
          .compile({ checkpointer: open() });
        logs.push(await graph.invoke({ log: [`turn ${turn}`] } as never, at('t')));
        logs.push((await graph.getState(at('t'))).values);
      }
      return logs;
    };
    const memory = new MemorySaver();
    expect(await played(() => openStore(path).store)).toEqual(await played(() => memory));
  });

  it.each(['sync', 'async', 'exit'] as const)('with durability %s', async (durability) => {
    const path = newFile();
    const options = { ...at('t'), durability };
    await asking(openStore(path).store).invoke({}, options);
    const end = await asking(openStore(path).store).invoke(new Command({ resume: 'yes' }), options);
    expect(end.log).toEqual(['first', 'yes', 'beside']);
  });

  it('with messages, which come back as what they were and are stored once', async () => {
    const path = newFile();
    const chat = (checkpointer: Savers) =>
      new StateGraph(MessagesAnnotation)
        .addNode('answer', ({ messages }) => ({
          messages: [new AIMessage(`answer to ${String(messages.at(-1)?.content)}`)],
        }))
        .addEdge(START, 'answer')
        .compile({ checkpointer });
    for (let turn = 0; turn < 20; turn++) {
      const { store } = openStore(path);
      await chat(store).invoke({ messages: [new HumanMessage(`question ${turn}`)] }, at('t'));
    }
    const { store, database } = openStore(path);
    const { messages } = (await chat(store).getState(at('t'))).values as { messages: BaseMessage[] };
    expect(messages.map((message) => [message.getType(), message.content])).toEqual(
      Array.from({ length: 20 }, (_, turn) => [
        ['human', `question ${turn}`],
        ['ai', `answer to question ${turn}`],
      ]).flat(),
    );
    expect(messages.every((message) => HumanMessage.isInstance(message) || AIMessage.isInstance(message))).toBe(true);
    const { held } = database
      .prepare("SELECT count(*) AS held FROM lc_values WHERE channel = 'messages' AND data LIKE '%question 10%'")
      .get() as { held: number };
    // The question, and the answer to it.
    expect(held).toBe(2);
  });

  it('and its list takes the room of what was appended', async () => {
    const path = newFile();
    const { store, database } = openStore(path);
    const graph = new StateGraph(State)
      .addNode('a', ({ log }) => ({ log: [`a short message, number ${log.length}`] }))
      .addEdge(START, 'a')
      .addConditionalEdges('a', ({ log }) => (log.length < 400 ? 'a' : END))
      .compile({ checkpointer: store });
    await graph.invoke({}, { ...at('t'), recursionLimit: 500 });
    const { bytes } = database
      .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')
      .get() as { bytes: number };
    // 3 MB for 1,600.
    expect(bytes).toBeLessThan(3_000_000 / 4);
    expect((await asking(openStore(path).store).getState(at('t'))).values.log).toHaveLength(400);
  });
});
