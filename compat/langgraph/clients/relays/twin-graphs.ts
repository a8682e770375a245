/** Graphs that are built twice, for LangGraph and for the engine, and what both tell of them in the same words. */
import {
  Annotation,
  Command,
  Send,
  START,
  StateGraph,
  interrupt as askLangGraph,
  type BaseCheckpointSaver,
} from '@langchain/langgraph';
import {
  StateGraphEngine,
  interrupt as askEngine,
  lastValue,
  reducer,
  send,
  stateGraph,
  subgraph,
  type Durability,
  type Plan,
} from '../../../../src/engine/index.ts';
import { fromLangChainSaver, type LangChainSaver } from '../../../../src/savers/index.ts';
import type { Player } from '../program.ts';

/** Of plain data: what JSON has. */
export interface TwinState {
  readonly x: number;
  readonly facts: unknown;
  readonly log: readonly string[];
}

type Update = Partial<TwinState>;

/** What nodes have, whoever runs them. */
export interface Kit {
  ask(this: void, question: unknown): unknown;
  send(this: void, node: string, input: Update): never;
  /** Whether nodes that fail now and then work. */
  readonly works: boolean;
}

type Run = (kit: Kit, state: TwinState) => Update | Promise<Update>;

export interface TwinGraph {
  /** In the order of their names, by which LangGraph goes. */
  readonly nodes: Readonly<Record<string, Run | TwinGraph>>;
  readonly edges: readonly (readonly [from: string | readonly string[], to: string])[];
  readonly routers?: Readonly<Record<string, (kit: Kit, state: TwinState) => unknown>>;
}

/** A call; an `answer` in place of an input resumes, `null` runs on. */
export interface Call {
  readonly input?: Update | null;
  readonly answer?: unknown;
  readonly works?: boolean;
  readonly durability?: Durability;
  readonly interruptBefore?: string[];
}

/** Where a graph of a thread stands. */
export interface Standing {
  /** Once it has ended: before that, LangGraph tells of what finished tasks wrote, and the engine of the step before them. */
  readonly values: Update | undefined;
  /** Unless something is asked: LangGraph leaves out who has had an answer and asks again. */
  readonly next: readonly string[] | undefined;
  readonly questions: readonly unknown[];
  /** Where the subgraphs of its tasks stand, while something is asked. */
  readonly within: readonly Standing[];
}

export interface Twin {
  /** @throws what the run throws */
  call(call: Call): Promise<void>;
  standing(): Promise<Standing>;
  /** Values of all checkpoints but those of inputs that nobody has taken yet. */
  history(): Promise<unknown[]>;
}

export function twinOf(player: Player, graph: TwinGraph, saver: BaseCheckpointSaver): Twin {
  return player === 'engine' ? engineTwin(graph, saver as unknown as LangChainSaver) : langgraphTwin(graph, saver);
}

const THREAD = 'relay';

const State = Annotation.Root({
  x: Annotation<number>(),
  facts: Annotation<unknown>(),
  log: Annotation<readonly string[]>({ reducer: (held, more) => [...held, ...more], default: () => [] }),
});

type Built = StateGraph<typeof State.spec, typeof State.State, Update, string>;

function buildLanggraph(graph: TwinGraph, kit: Kit): Built {
  // Names are data here, so types of names have nothing to say.
  const built = new StateGraph(State) as unknown as Built;
  for (const [name, node] of Object.entries(graph.nodes)) {
    if (typeof node === 'function') built.addNode(name, (state: TwinState) => node(kit, state));
    else built.addNode(name, buildLanggraph(node, kit).compile() as never);
  }
  for (const [from, to] of graph.edges) built.addEdge(from as string, to);
  for (const [from, route] of Object.entries(graph.routers ?? {})) {
    built.addConditionalEdges(from, (state: TwinState) => route(kit, state) as string);
  }
  return built;
}

function langgraphTwin(graph: TwinGraph, checkpointer: BaseCheckpointSaver): Twin {
  const config = { configurable: { thread_id: THREAD } };
  const compiled = (works: boolean) =>
    buildLanggraph(graph, {
      ask: (question) => askLangGraph(question),
      send: (node, input) => new Send(node, input) as never,
      works,
    }).compile({ checkpointer });
  return {
    async call({ input = null, answer, works = true, durability = 'sync', interruptBefore }) {
      const given = answer === undefined ? input : new Command({ resume: answer });
      const options = { ...config, durability, ...(interruptBefore && { interruptBefore }) };
      await compiled(works).invoke(given as Update, options as never);
    },
    standing: async () => standingOf((await compiled(true).getState(config, { subgraphs: true })) as Snapshot),
    async history() {
      const all: unknown[] = [];
      for await (const { values, next } of compiled(true).getStateHistory(config)) {
        if (next[0] !== START) all.push(plain(values as Update));
      }
      return all;
    },
  };
}

interface Snapshot {
  readonly values: Update;
  readonly next: readonly string[];
  readonly tasks: readonly {
    readonly name: string;
    readonly interrupts: readonly { readonly value?: unknown }[];
    readonly state?: unknown;
  }[];
}

function standingOf({ values, next, tasks }: Snapshot): Standing {
  const questions = tasks.flatMap(({ interrupts }) => interrupts.map(({ value }) => value));
  const within = tasks.flatMap(({ state }) => (isSnapshot(state) ? [standingOf(state)] : []));
  return standing({ values, next, questions, within });
}

function standing({ values = {}, next = [], questions, within }: Standing): Standing {
  if (questions.length > 0) return { values: undefined, next: undefined, questions, within };
  const hasEnded = next.length === 0;
  return { values: hasEnded ? plain(values) : undefined, next: [...new Set(next)].toSorted(), questions, within: [] };
}

/** A subgraph that was not asked for is told of by a config. */
const isSnapshot = (state: unknown): state is Snapshot =>
  typeof state === 'object' && state !== null && 'values' in state && 'tasks' in state;

function planOf(graph: TwinGraph, kit: Kit): Plan<TwinState, Update> {
  const built = stateGraph({
    x: lastValue<number>(),
    facts: lastValue<unknown>(),
    log: reducer<readonly string[]>(
      (held, more) => [...held, ...more],
      () => [],
    ),
  }) as unknown as {
    addNode(name: string, node: unknown): void;
    addEdge(from: string | readonly string[], to: string): void;
    addConditionalEdges(from: string, route: (state: TwinState) => unknown): void;
    compile(): Plan<TwinState, Update>;
  };
  for (const [name, node] of Object.entries(graph.nodes)) {
    if (typeof node === 'function') built.addNode(name, (state: TwinState) => node(kit, state));
    else built.addNode(name, subgraph(planOf(node, kit)));
  }
  for (const [from, to] of graph.edges) built.addEdge(from, to);
  for (const [from, route] of Object.entries(graph.routers ?? {})) {
    built.addConditionalEdges(from, (state) => route(kit, state));
  }
  return built.compile();
}

function engineTwin(graph: TwinGraph, saver: LangChainSaver): Twin {
  const engineOf = (works: boolean): StateGraphEngine<TwinState, Update> => {
    const kit: Kit = {
      ask: (question) => askEngine(question),
      send: (node, input) => send(node, input) as never,
      works,
    };
    return new StateGraphEngine(planOf(graph, kit), { saver: fromLangChainSaver(saver) });
  };
  return {
    async call({ input = null, answer, works = true, durability = 'sync', interruptBefore }) {
      const engine = engineOf(works);
      const options = { threadId: THREAD, durability, ...(interruptBefore && { interruptBefore }) };
      await (answer === undefined ? engine.invoke(input, options) : engine.resume(answer, options));
    },
    async standing() {
      const state = await engineOf(true).state(THREAD, { subgraphs: true });
      return state === undefined ? standingOf({ values: {}, next: [], tasks: [] }) : engineStanding(state);
    },
    async history() {
      const all: unknown[] = [];
      for await (const { values } of engineOf(true).history(THREAD)) all.push(plain(values));
      return all;
    },
  };
}

interface EngineState {
  readonly values: unknown;
  readonly next: readonly string[];
  readonly interrupts: readonly { readonly value: unknown }[];
  readonly tasks: readonly { readonly state?: unknown }[];
}

function engineStanding({ values, next, interrupts, tasks }: EngineState): Standing {
  const questions = interrupts.map(({ value }) => value);
  const within = tasks.flatMap(({ state }) =>
    isSnapshot(state) ? [engineStanding(state as unknown as EngineState)] : [],
  );
  return standing({ values: values as Update, next, questions, within });
}

/** What the state holds, and nothing else: keys that hold nothing are left out. */
function plain({ x, facts, log }: Update): Update {
  return { ...(x !== undefined && { x }), ...(facts !== undefined && { facts }), log: log ?? [] };
}
