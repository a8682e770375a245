/** LangGraph as a subject, where it is installed. It is no dependency of this package: benchmarks/ have it in a workspace of their own. */
import { createRequire } from 'node:module';
import type {
  Answer,
  ChannelKind,
  GraphSpec,
  Runnable,
  State,
  StoreFaults,
  Subject,
  SubjectOptions,
} from './subject.ts';

/** What is used of it here. */
interface LangGraph {
  readonly StateGraph: new (annotation: unknown) => Builder;
  readonly Annotation: ((spec?: object) => unknown) & { Root(channels: Record<string, unknown>): unknown };
  readonly Send: new (node: string, input: unknown) => object;
  readonly MemorySaver: new () => Checkpointer;
  readonly Command: new (command: object) => object;
  readonly interrupt: (question: unknown) => unknown;
}
/** The calls that faults are put into. */
type Calls = Record<'getTuple' | 'put' | 'putWrites', (...args: unknown[]) => Promise<unknown>>;
type Checkpointer = Calls & object;
interface Builder {
  addNode(name: string, run: (input: never, config: Config) => unknown, options: object): void;
  addEdge(from: string | readonly string[], to: string): void;
  addConditionalEdges(from: string, route: (state: never) => unknown): void;
  compile(options: object): Compiled;
}
interface Config {
  readonly signal?: AbortSignal;
  readonly writer?: (data: unknown) => void;
  readonly configurable?: { readonly __pregel_task_id?: string };
}
interface Compiled {
  invoke(input: State | object | null, config: object): Promise<State>;
  getState(config: object): Promise<{ readonly values: State }>;
  stream(input: State, config: object): Promise<AsyncIterable<unknown>>;
  streamEvents(input: State, config: object): AsyncIterable<unknown>;
}

const PACKAGE = '@langchain/langgraph';

/** `undefined` where it is not installed. */
export function loadLangGraph(): { readonly subject: Subject; readonly version: string } | undefined {
  const require = createRequire(new URL('../../benchmarks/package.json', import.meta.url));
  try {
    const library = require(PACKAGE) as LangGraph;
    const { version } = require(`${PACKAGE}/package.json`) as { version: string };
    return { subject: subjectOf(library), version };
  } catch (error) {
    if ((error as { code?: unknown }).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function subjectOf(library: LangGraph): Subject {
  return {
    name: 'langgraph',
    store: (faults, on) => {
      const kept = (on?.saver as Checkpointer | undefined) ?? new library.MemorySaver();
      return { saver: faults === undefined ? kept : withFaults(kept, faults) };
    },
    build: (graph) => runnableOf(library, compile(library, graph), graph.observer),
    refuses: (error) => error instanceof Error && 'lc_error_code' in error,
  };
}

function compile(library: LangGraph, spec: GraphSpec): Compiled {
  const { channels, nodes, edges, routes = [], attempts, kept, store } = spec;
  const { Annotation, StateGraph } = library;
  const kinds: Readonly<Record<ChannelKind, () => unknown>> = {
    last: () => Annotation(),
    list: () => Annotation({ reducer: (held: unknown[], more: unknown[]) => [...held, ...more], default: () => [] }),
    sum: () => Annotation({ reducer: (held: number, more: number) => held + more, default: () => 0 }),
  };
  const graph = new StateGraph(
    Annotation.Root(Object.fromEntries(channels.map(([name, kind]) => [name, kinds[kind]()]))),
  );
  for (const [name, run] of nodes) {
    graph.addNode(
      name,
      (input, config) =>
        run(input, {
          signal: config.signal,
          emit: (data) => config.writer?.(data),
          ask: (question) => library.interrupt(question),
          key: config.configurable?.__pregel_task_id,
        }),
      attempts === undefined ? {} : { retryPolicy: { maxAttempts: attempts, initialInterval: 1 } },
    );
  }
  for (const [from, to] of edges) graph.addEdge(from, to);
  const translate = (answer: Answer): unknown =>
    typeof answer === 'string'
      ? answer
      : answer.map((part) => (typeof part === 'string' ? part : new library.Send(part.to, part.input)));
  for (const [from, route] of routes) graph.addConditionalEdges(from, async (state) => translate(await route(state)));
  const checkpointer = store?.saver ?? (kept === true ? new library.MemorySaver() : undefined);
  return graph.compile(checkpointer === undefined ? {} : { checkpointer });
}

/** It has these hooks for every node and for the whole run. */
const HOOKS = ['handleChainStart', 'handleChainEnd', 'handleChainError'];

/** Between the graph and what keeps it. */
function withFaults(kept: Checkpointer, faults: StoreFaults): Checkpointer {
  let number = 0;
  const between =
    (method: keyof Calls) =>
    async (...args: unknown[]): Promise<unknown> => {
      const fault = faults({ number: ++number, method });
      if (fault === 'fail') throw new Error(`${method} failed`);
      const [config, writes, ...rest] = args;
      if (fault === 'tear' && Array.isArray(writes)) {
        await kept[method](config, writes.slice(0, writes.length >> 1), ...rest);
        throw new Error(`${method} was torn`);
      }
      const answer = await kept[method](...args);
      if (fault !== undefined) throw new Error(`the answer of ${method} was lost`);
      return answer;
    };
  const calls: Partial<Calls> = { getTuple: between('getTuple'), put: between('put'), putWrites: between('putWrites') };
  return Object.assign(Object.create(kept) as Checkpointer, calls);
}

function runnableOf(library: LangGraph, graph: Compiled, observer: GraphSpec['observer']): Runnable {
  const config = ({ signal, stepLimit, thread, durability, run }: SubjectOptions = {}): object => ({
    ...(durability !== undefined && { durability }),
    ...(run !== undefined && { runId: run }),
    ...(signal !== undefined && { signal }),
    ...(thread !== undefined && { configurable: { thread_id: thread } }),
    // Its limit also counts the look that finds nothing left to do.
    ...(stepLimit !== undefined && { recursionLimit: stepLimit + 1 }),
    ...(observer !== undefined && {
      callbacks: [Object.fromEntries(HOOKS.map((hook) => [hook, () => observer(hook)]))],
    }),
  });
  return {
    invoke: (input, options) => graph.invoke(input, config(options)),
    resume: (answer, options) => graph.invoke(new library.Command({ resume: answer }), config(options)),
    stored: async (thread) => (await graph.getState(config({ thread }))).values,
    streams: {
      stream: (input, options) => later(graph.stream(input, { ...config(options), streamMode: 'custom' })),
      streamEvents: (input, options) =>
        customEvents(graph.streamEvents(input, { ...config(options), streamMode: 'custom', version: 'v2' })),
    },
  };
}

/** Its stream comes by a promise; what leaves this one leaves that one. */
async function* later<T>(coming: Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await coming;
}

async function* customEvents(events: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  for await (const event of events) {
    const { event: name, name: from } = event as { event: string; name: string };
    if (name === 'on_chain_stream' && from === 'LangGraph') yield event;
  }
}
