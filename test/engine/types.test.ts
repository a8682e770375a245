import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  END,
  START,
  StateGraphEngine,
  lastValue,
  reducer,
  send,
  stateGraph,
  type EventReader,
  type NodeRuntime,
  type Overwrite,
  type Plan,
  type UpdatesChunk,
  type ValuesChunk,
} from '../../src/engine/index.ts';

const channels = {
  question: lastValue<string>(),
  rounds: lastValue(0),
  notes: reducer<string[]>(
    (held, more) => [...held, ...more],
    () => [],
  ),
  total: reducer(
    (held: number, write: { amount: number }) => held + write.amount,
    () => 0,
  ),
};
interface State {
  readonly question: string;
  readonly rounds: number;
  readonly notes: string[];
  readonly total: number;
}
interface Update {
  readonly question?: string;
  readonly rounds?: number;
  readonly notes?: string[] | Overwrite<string[]>;
  readonly total?: { amount: number } | Overwrite<number>;
}
const graph = () => stateGraph(channels);

describe('inference', () => {
  it('of state and update from the channels', async () => {
    const plan = graph()
      .addNode('a', (state, runtime) => {
        expectTypeOf(state).toEqualTypeOf<State>();
        expectTypeOf(runtime).toEqualTypeOf<NodeRuntime<undefined>>();
        return { total: { amount: 2 }, notes: ['x'] };
      })
      .addEdge(START, 'a')
      .addEdge('a', END)
      .compile();
    expectTypeOf(plan).toExtend<Plan<State, Update, undefined>>();
    const state = await new StateGraphEngine(plan).invoke({ question: 'q' });
    expectTypeOf(state).toEqualTypeOf<State>();
    expect(state).toEqual({ question: 'q', rounds: 0, notes: ['x'], total: 2 });
  });

  it('of the context, which a run must then be given', async () => {
    const plan = graph()
      .withContext<{ user: string }>()
      .addNode('a', (_, runtime) => {
        expectTypeOf(runtime.context).toEqualTypeOf<{ user: string }>();
        return { question: runtime.context.user };
      })
      .addEdge(START, 'a')
      .compile();
    const engine = new StateGraphEngine(plan);
    expect((await engine.invoke({}, { context: { user: 'Ada' } })).question).toBe('Ada');
    const wrong = (): unknown[] => [
      // @ts-expect-error the context is missing
      engine.invoke({}),
      // @ts-expect-error the context is of another type
      engine.invoke({}, { context: { user: 5 } }),
    ];
    expect(wrong).toBeTypeOf('function');
  });

  it('of chunks from the modes asked for', () => {
    const engine = new StateGraphEngine(
      graph()
        .addNode('a', () => {})
        .addEdge(START, 'a')
        .compile(),
    );
    expectTypeOf(engine.stream({})).toEqualTypeOf<EventReader<UpdatesChunk<Update>, State>>();
    expectTypeOf(engine.stream({}, { modes: ['values', 'updates'] })).toExtend<
      EventReader<UpdatesChunk<Update> | ValuesChunk<State>, State>
    >();
    expect(() => engine.stream({}, { modes: ['values', 'updates'] })).not.toThrow();
  });

  it('of node names, as far as they are known', () => {
    const known = graph()
      .addNode('a', () => {})
      .addNode('b', (topic: string) => ({ notes: [topic] }));
    known
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .addConditionalEdges('a', (state) => (state.rounds > 1 ? send('b', 'x') : END));
    known.addConditionalEdges('a', (state) => (state.rounds > 1 ? 'yes' : 'no'), { yes: 'b', no: END });
    known.addConditionalEdges('a', async () => ['b', END] as const, ['b', END]);
    expect(known.compile().nodes.map(({ name }) => name)).toEqual(['a', 'b']);
    const dynamic = graph();
    for (const name of ['x', 'y'] as string[])
      dynamic
        .addNode(name, () => {})
        .addEdge(START, name)
        .addEdge(name, END);
    expect(dynamic.compile().nodes).toHaveLength(2);
  });

  it('of mistakes', () => {
    const one = graph().addNode('a', () => {});
    const wrong = (): void => {
      // @ts-expect-error no such node
      one.addEdge('a', 'b');
      // @ts-expect-error the edge begins at END
      one.addEdge(END, 'a');
      // @ts-expect-error no such node to route to
      one.addConditionalEdges('a', () => 'b');
      // @ts-expect-error no such node to send to
      one.addConditionalEdges('a', () => send('b', 1));
      // @ts-expect-error an answer that the targets do not have
      one.addConditionalEdges('a', () => 'a', [END]);
      // @ts-expect-error an answer that the record does not have
      one.addConditionalEdges('a', () => 'maybe', { yes: 'a', no: END });
      // @ts-expect-error a value of another type
      one.addNode('b', () => ({ rounds: 'three' }));
      // @ts-expect-error a reducer's write is not its value
      one.addNode('b', () => ({ total: 5 }));
      // @ts-expect-error the state is read-only
      one.addNode('b', (state) => void (state.rounds = 5));
    };
    expect(wrong).toBeTypeOf('function');
  });
});

describe('a plan as a node', () => {
  const inner = stateGraph({ rounds: lastValue(0) })
    .addNode('count', (state) => ({ rounds: state.rounds + 1 }))
    .addEdge(START, 'count')
    .compile();

  it('writes what it has in common with the graph', async () => {
    const plan = graph().addNode('inner', inner).addEdge(START, 'inner').compile();
    expect(await new StateGraphEngine(plan).invoke({ rounds: 2 })).toMatchObject({ rounds: 3 });
  });

  it('is refused by types where its keys or its context do not fit', () => {
    const other = stateGraph({ rounds: lastValue<string>() })
      .addNode('n', () => {})
      .addEdge(START, 'n')
      .compile();
    const inContext = stateGraph({ rounds: lastValue(0) })
      .withContext<{ readonly user: string }>()
      .addNode('n', () => {})
      .addEdge(START, 'n')
      .compile();
    // @ts-expect-error rounds is a number
    graph().addNode('inner', other);
    // @ts-expect-error no context is given
    graph().addNode('inner', inContext);
    graph().withContext<{ readonly user: string; readonly admin: boolean }>().addNode('inner', inContext);
    graph().withContext<{ readonly user: string }>().addNode('inner', inner);
    // @ts-expect-error neither a function nor a plan
    expect(() => graph().addNode('inner', {})).toThrow('give a function');
  });
});
