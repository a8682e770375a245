/** The same graph for LangGraph and for the engine, and runs of both on one kind of saver. */
import { Annotation, Command, Send, START, StateGraph, interrupt as ask } from '@langchain/langgraph';
import {
  StateGraphEngine,
  interrupt,
  lastValue,
  reducer,
  send,
  stateGraph,
  type Durability,
  type Plan,
} from '../../src/engine/index.ts';
import { fromLangChainSaver, type LangChainSaver } from '../../src/savers/index.ts';

type Saver = Parameters<ReturnType<typeof upstream>['compile']>[0] extends infer Options
  ? Options extends { checkpointer?: infer Of }
    ? Exclude<Of, boolean | undefined>
    : never
  : never;

type Update = { x?: number; log?: string[] };

/** What nodes ask by and send with differs between the two. */
export interface Side {
  ask(question: unknown): string;
  send(node: string, input: unknown): never;
}

export interface Shape {
  /** In the order of their names: LangGraph goes by these. */
  readonly nodes: Readonly<Record<string, (side: Side, input: { x: number; n?: number }) => Update | undefined>>;
  readonly edges: readonly (readonly [from: string | readonly string[], to: string])[];
  readonly routers?: Readonly<Record<string, (side: Side, state: { x: number; log: string[] }) => unknown>>;
  readonly defer?: readonly string[];
}

const State = Annotation.Root({
  x: Annotation<number>(),
  log: Annotation<string[]>({ reducer: (held, more) => [...held, ...more], default: () => [] }),
});

function upstream(shape: Shape) {
  const side: Side = {
    ask: (question) => ask(question),
    send: (node, input) => new Send(node, input) as never,
  };
  // Names are data here, so LangGraph's types of names have nothing to say.
  const graph = new StateGraph(State) as unknown as StateGraph<typeof State.spec, typeof State.State, Update, string>;
  for (const [name, run] of Object.entries(shape.nodes)) {
    const defer = shape.defer?.includes(name) ?? false;
    graph.addNode(name, (state: unknown) => run(side, state as { x: number }) ?? {}, { defer });
  }
  for (const [from, to] of shape.edges) graph.addEdge(from as string, to);
  for (const [from, route] of Object.entries(shape.routers ?? {})) {
    graph.addConditionalEdges(from, (state) => route(side, state) as string);
  }
  return graph;
}

function planOf(shape: Shape): Plan<{ x: number; log: readonly string[] }, Update> {
  const side: Side = {
    ask: (question) => interrupt<string>(question),
    send: (node, input) => send(node, input) as never,
  };
  const graph = stateGraph({
    x: lastValue<number>(),
    log: reducer<readonly string[]>(
      (held, more) => [...held, ...more],
      () => [],
    ),
  }) as unknown as {
    addNode(name: string, run: (state: never) => unknown, options?: { defer: boolean }): void;
    addEdge(from: string | readonly string[], to: string): void;
    addConditionalEdges(from: string, route: (state: never) => unknown): void;
    compile(): Plan<{ x: number; log: readonly string[] }, Update>;
  };
  for (const [name, run] of Object.entries(shape.nodes)) {
    const defer = shape.defer?.includes(name) ?? false;
    graph.addNode(name, (state: { x: number }) => run(side, state), { defer });
  }
  for (const [from, to] of shape.edges) graph.addEdge(from, to);
  for (const [from, route] of Object.entries(shape.routers ?? {})) {
    graph.addConditionalEdges(from, (state: { x: number; log: string[] }) => route(side, state));
  }
  return graph.compile();
}

/** A call on one side; `answer` in place of an input resumes, `null` runs on. */
export type Step = { readonly input: Update | null } | { readonly answer: unknown };

export interface Player {
  /** @returns the state, or what was thrown */
  play(step: Step, durability?: Durability): Promise<unknown>;
  /** Whether nothing is left to run; `undefined` for a thread that has not begun. */
  isOver(): Promise<boolean | undefined>;
}

/** @param pauses whether to stop before every node */
export function langgraphPlayer(shape: Shape, saver: Saver, pauses = false): Player {
  const graph = upstream(shape).compile({ checkpointer: saver });
  const thread = { configurable: { thread_id: 't' } };
  return {
    async play(step, durability = 'sync') {
      const input = 'answer' in step ? new Command({ resume: step.answer }) : step.input;
      try {
        const options = { ...thread, durability, ...(pauses && { interruptBefore: '*' as const }) };
        const state = await graph.invoke(input as Update, options);
        return { x: state.x, log: state.log };
      } catch (error) {
        return String(error);
      }
    },
    isOver: async () => (await graph.getState(thread)).next.length === 0,
  };
}

export function enginePlayer(shape: Shape, saver: LangChainSaver, pauses = false): Player {
  const engine = new StateGraphEngine(planOf(shape), { saver: fromLangChainSaver(saver) });
  return {
    async play(step, durability = 'sync') {
      const options = { threadId: 't', durability, ...(pauses && { interruptBefore: '*' as const }) };
      try {
        const state = await ('answer' in step
          ? engine.resume(step.answer, options)
          : engine.invoke(step.input, options));
        return { x: state.x, log: [...state.log] };
      } catch (error) {
        return String(error);
      }
    },
    async isOver() {
      const state = await engine.state('t');
      return state && state.next.length === 0;
    },
  };
}

export { START };
