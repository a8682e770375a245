import type { BaseMessage } from '@langchain/core/messages';
import { RunnableLambda } from '@langchain/core/runnables';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { Command, type CommandInstance } from '../../../../compat/langgraph/command.ts';
import { END, START } from '../../../../compat/langgraph/reserved-names.ts';
import {
  MessageGraph,
  StateGraph,
  type CompiledGraphType,
  type CompiledStateGraph,
  type ConditionalEdgeRouter,
  type ExtractStateType,
  type ExtractUpdateType,
  type GraphNode,
  type InferInterruptInputType,
  type InferInterruptResumeType,
  type InferWriterType,
  type NodeErrorHandler,
} from '../../../../compat/langgraph/graph/index.ts';
import { MessagesAnnotation } from '../../../../compat/langgraph/messages/index.ts';
import type { LangGraphRunnableConfig } from '../../../../compat/langgraph/pregel/runnable-config.ts';
import { Send } from '../../../../compat/langgraph/send.ts';
import { Annotation, ReducedValue, StateSchema } from '../../../../compat/langgraph/state/index.ts';

const State = Annotation.Root({
  question: Annotation<string>,
  log: Annotation<string[], string>({ reducer: (held, line) => [...held, line], default: () => [] }),
});
const Schema = new StateSchema({
  count: z.number().default(0),
  log: new ReducedValue(z.array(z.string()), { inputSchema: z.string(), reducer: (held, line) => [...held, line] }),
});
const Zod = z.object({ count: z.number(), name: z.string().optional() });
interface StateValue {
  question: string;
  log: string[];
}

describe('a graph infers', () => {
  it('its state, its updates and the names of its nodes', async () => {
    const graph = new StateGraph(State)
      .addNode('a', (state) => {
        expectTypeOf(state).toEqualTypeOf<StateValue>();
        return { log: 'a' };
      })
      .addNode('b', async (state: typeof State.State, config: LangGraphRunnableConfig) => ({
        question: `${state.question}${config.runName}`,
      }))
      .addEdge(START, 'a')
      .addEdge('a', 'b')
      .addConditionalEdges('b', (state) => {
        expectTypeOf(state).toEqualTypeOf<StateValue>();
        return END;
      })
      .compile();
    expectTypeOf(graph['~NodeType']).toEqualTypeOf<'__start__' | 'a' | 'b'>();
    expectTypeOf(graph.invoke).returns.resolves.toEqualTypeOf<StateValue>();
    // @ts-expect-error a key has another type
    const wrong = () => graph.invoke({ question: 1 });
    expect(wrong).toBeTypeOf('function');
    expect(graph.nodes.a.triggers).toEqual(['branch:to:a']);
  });

  it('that edges join nodes it has', () => {
    const builder = new StateGraph(State).addNode('a', () => ({})).addNode('b', () => ({ log: 'x' }));
    builder
      .addEdge(START, 'a')
      .addEdge(['a', 'b'], 'a')
      .addConditionalEdges('a', () => 'b', ['b', END]);
    // @ts-expect-error there is no such node
    const unknownTarget = () => builder.addEdge('a', 'c');
    // @ts-expect-error there is no such node
    const unknownSource = () => builder.addConditionalEdges('c', () => 'a');
    expect([unknownTarget, unknownSource]).toHaveLength(2);
    expect([...builder.allEdges]).toHaveLength(3);
  });

  it('what nodes return', () => {
    // @ts-expect-error an update of another type
    const wrong = () => new StateGraph(State).addNode('a', () => ({ log: 7 }));
    const command = new StateGraph(State).addNode('a', () => new Command({ goto: END, update: { log: 'x' } }), {
      ends: [END],
    });
    const runnable = new StateGraph(State).addNode(
      'a',
      RunnableLambda.from((state: StateValue) => ({ log: state.question })),
    );
    expect([wrong, command, runnable]).toHaveLength(3);
  });

  it('the state of a schema', () => {
    const compiled = new StateGraph(Schema)
      .addNode('a', (state) => {
        expectTypeOf(state.count).toEqualTypeOf<number>();
        expectTypeOf(state.log).toEqualTypeOf<string[]>();
        return { log: 'line', count: state.count + 1 };
      })
      .addEdge(START, 'a')
      .compile();
    expectTypeOf(compiled.invoke).returns.resolves.toExtend<{ count: number; log: string[] }>();
    expect(compiled.builder._schemaRuntimeDefinition).toBe(Schema);
  });

  it('the state of a zod object', () => {
    const compiled = new StateGraph(Zod)
      .addNode('a', (state) => {
        expectTypeOf(state).toEqualTypeOf<{ count: number; name: string | undefined }>();
        return { count: 1 };
      })
      .addEdge(START, 'a')
      .compile();
    expectTypeOf(compiled.invoke).returns.resolves.toEqualTypeOf<{ count: number; name: string | undefined }>();
    expect(compiled.builder._schemaRuntimeDefinition).toBe(Zod);
  });

  it('input, output and context of their own', () => {
    const compiled = new StateGraph({
      state: State,
      input: Annotation.Root({ question: Annotation<string> }),
      output: Annotation.Root({ log: State.spec.log }),
      context: z.object({ user: z.string() }),
    })
      .addNode('a', (state, runtime) => {
        expectTypeOf(state).toEqualTypeOf<StateValue>();
        expectTypeOf(runtime.context?.user).toEqualTypeOf<string | undefined>();
        return { log: 'a' };
      })
      .addEdge(START, 'a')
      .compile();
    expectTypeOf(compiled.invoke).returns.resolves.toEqualTypeOf<{ log: string[] }>();
    expect(compiled.outputChannels).toEqual(['log']);
  });

  it('the input of one node', () => {
    const builder = new StateGraph(State).addNode(
      'a',
      (state) => {
        expectTypeOf(state).toEqualTypeOf<{ secret: number }>();
        return { log: String(state.secret) };
      },
      { input: Annotation.Root({ secret: Annotation<number> }) },
    );
    expect(Object.keys(builder.channels)).toContain('secret');
  });

  it('nodes that are added in a row', () => {
    const builder = new StateGraph(State)
      .addSequence({ a: () => ({ log: 'x' }), b: () => ({}) })
      .addEdge(START, 'a')
      .addEdge('b', END);
    const listed = new StateGraph(State)
      .addSequence([
        ['a', () => ({ log: 'x' })],
        ['b', () => ({})],
      ])
      .addEdge(START, 'a');
    expectTypeOf(listed.compile()['~NodeType']).toEqualTypeOf<'__start__' | 'a' | 'b'>();
    expect([...builder.edges]).toHaveLength(3);
  });

  it('what is asked, answered and streamed', () => {
    const ask = (_question: { choose: string }): boolean => true;
    const tell = (_chunk: { done: number }): void => {};
    const builder = new StateGraph(State, { interrupt: ask, writer: tell, nodes: ['a'] });
    const node: typeof builder.Node = (_state, runtime) => {
      if (typeof runtime?.interrupt === 'function') expectTypeOf(runtime.interrupt).toEqualTypeOf<typeof ask>();
      return { log: 'x' };
    };
    const compiled = builder.addNode('a', node).addEdge(START, 'a').compile();
    expectTypeOf<InferInterruptInputType<typeof ask>>().toEqualTypeOf<{ choose: string }>();
    expectTypeOf<InferInterruptResumeType<typeof ask>>().toEqualTypeOf<boolean>();
    expectTypeOf<InferInterruptResumeType<{ one: typeof ask; two: (value: number) => string }>>().toEqualTypeOf<
      boolean | string
    >();
    expectTypeOf<InferWriterType<typeof tell>>().toEqualTypeOf<{ done: number }>();
    expect(compiled.isInterrupted({ __interrupt__: [] })).toBe(true);
  });
});

describe('types of parts that stand alone', () => {
  it('of a node', () => {
    const node: GraphNode<typeof State, { user: string }, 'b'> = (state, config) => {
      expectTypeOf(state).toEqualTypeOf<StateValue>();
      expectTypeOf(config.context).toEqualTypeOf<{ user: string } | undefined>();
      return new Command({ goto: 'b', update: { log: 'x' } });
    };
    const bag: GraphNode<{ InputSchema: typeof Zod; OutputSchema: typeof State; Nodes: 'b' }> = (state) => ({
      log: String(state.count),
    });
    // @ts-expect-error there is no such node to go to
    const wrong: GraphNode<typeof State, { user: string }, 'b'> = () => new Command({ goto: 'c' });
    expect([node, bag, wrong]).toHaveLength(3);
  });

  it('of a condition', () => {
    const route: ConditionalEdgeRouter<typeof Schema, Record<string, unknown>, 'a' | 'b'> = (state) => {
      expectTypeOf(state.count).toEqualTypeOf<number>();
      return state.count > 1 ? [new Send('a', state), 'b'] : END;
    };
    // @ts-expect-error there is no such node
    const wrong: ConditionalEdgeRouter<typeof Schema, { user: string }, 'a'> = () => 'c';
    const builder = new StateGraph(Schema)
      .addNode({ a: () => ({}), b: () => ({}) })
      .addConditionalEdges('a', route, ['a', 'b', END]);
    expect([wrong, builder]).toHaveLength(2);
  });

  it('of states and updates', () => {
    expectTypeOf<ExtractStateType<typeof State>>().toEqualTypeOf<StateValue>();
    expectTypeOf<ExtractUpdateType<typeof Zod>>().toExtend<{ count?: number }>();
    expectTypeOf<ExtractStateType<{ plain: number }>>().toEqualTypeOf<{ plain: number }>();
    const handler: NodeErrorHandler<StateValue, typeof State.Update, 'a'> = (state, error) => ({
      log: `${state.question} ${error.node}`,
    });
    expect(handler).toBeTypeOf('function');
  });

  it('of graphs, with type arguments spelled out', () => {
    type Compiled = CompiledStateGraph<
      StateValue,
      Partial<StateValue>,
      'a' | '__start__',
      typeof State.spec,
      typeof State.spec
    >;
    const graph = new StateGraph<typeof State.spec, typeof State.State, typeof State.Update, '__start__' | 'a'>(State)
      .addNode('a', () => ({ log: 'x' }))
      .addEdge(START, 'a')
      .compile();
    expectTypeOf<Compiled['builder']['Node']>().not.toBeAny();
    expectTypeOf(graph).toExtend<CompiledGraphType>();
    expectTypeOf<
      Awaited<ReturnType<CompiledGraphType<{ output: StateValue }>['invoke']>>
    >().toEqualTypeOf<StateValue>();
    expect(graph.getName()).toBe('LangGraph');
  });

  it('of messages', () => {
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('a', ({ messages }) => {
        expectTypeOf(messages).toEqualTypeOf<BaseMessage[]>();
        return { messages: [{ role: 'assistant', content: 'hi' }] };
      })
      .addEdge(START, 'a')
      .compile();
    const list = new MessageGraph()
      .addNode('a', () => [])
      .addEdge(START, 'a')
      .compile();
    expect([Object.keys(graph.channels)[0], list.outputChannels]).toEqual(['messages', '__root__']);
  });

  it('of commands that a graph takes', () => {
    const graph = new StateGraph(State)
      .addNode('a', () => ({}))
      .addEdge(START, 'a')
      .compile();
    type Input = Parameters<typeof graph.invoke>[0];
    expectTypeOf<null>().toExtend<Input>();
    expectTypeOf<CommandInstance<unknown, { log?: string }, 'a'>>().toExtend<Input>();
    expect(graph.inputChannels).toBe(START);
  });
});
