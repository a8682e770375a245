import {
  type Channel,
  type EngineHooks,
  lastValue,
  MemorySaver,
  MossError,
  type NodeRuntime,
  type Saver,
  reducer,
  send,
  stateGraph,
  StateGraphEngine,
} from '../../src/engine/index.ts';
import { faultSaver } from '../../src/testing/index.ts';
import type {
  Answer,
  ChannelKind,
  GraphSpec,
  NodeContext,
  Runnable,
  State,
  Subject,
  SubjectOptions,
} from './subject.ts';

const CHANNELS: Readonly<Record<ChannelKind, () => Channel<unknown>>> = {
  last: () => lastValue<unknown>(),
  list: () =>
    reducer<unknown>(
      (held, more) => [...(held as unknown[]), ...(more as unknown[])],
      () => [],
    ),
  sum: () =>
    reducer<unknown>(
      (held, more) => (held as number) + (more as number),
      () => 0,
    ),
};

export const ours: Subject = {
  name: 'ours',
  store: (faults, on) => {
    const kept = (on?.saver as Saver | undefined) ?? new MemorySaver();
    return { saver: faults === undefined ? kept : faultSaver(kept, faults) };
  },
  build: (graph) => runnableOf(engineOf(graph)),
  refuses: (error) => MossError.is(error),
};

function engineOf(spec: GraphSpec): StateGraphEngine<State, State> {
  const { channels, nodes, edges, routes = [], observer, attempts, kept, store, queues } = spec;
  const builder = stateGraph(Object.fromEntries(channels.map(([name, kind]) => [name, CHANNELS[kind]()])));
  const graph = builder as unknown as {
    addNode(name: string, run: (input: never, runtime: NodeRuntime) => unknown): void;
    addEdge(from: string | readonly string[], to: string): void;
    addConditionalEdges(from: string, route: (state: never) => unknown): void;
  };
  for (const [name, run] of nodes) graph.addNode(name, (input, runtime) => run(input, contextOf(runtime)));
  for (const [from, to] of edges) graph.addEdge(from, to);
  for (const [from, route] of routes) {
    graph.addConditionalEdges(from, (state) => {
      const answer = route(state);
      return answer instanceof Promise ? answer.then(translate) : translate(answer);
    });
  }
  return new StateGraphEngine(builder.compile(), {
    ...(observer !== undefined && { hooks: hooksOf(observer) }),
    ...(attempts !== undefined && { policies: { retry: { maxAttempts: attempts, initialInterval: 1 } } }),
    ...(kept === true && { saver: new MemorySaver() }),
    ...(store !== undefined && { saver: store.saver as Saver }),
    ...(queues === true && { onConflict: 'queue' as const }),
    onHookError: () => {},
  });
}

/** What the node of a row gets: it waits for its reader by awaiting what `emit` returns. */
function contextOf(runtime: NodeRuntime): NodeContext {
  return {
    get signal() {
      return runtime.signal;
    },
    emit(data) {
      runtime.emit(data);
      return runtime.drained();
    },
    ask: (question) => runtime.interrupt(question),
    get key() {
      return runtime.idempotencyKey;
    },
  };
}

function translate(answer: Answer): unknown {
  if (typeof answer === 'string') return answer;
  return answer.map((part) => (typeof part === 'string' ? part : send(part.to, part.input)));
}

function hooksOf(observer: (event: string) => unknown): EngineHooks {
  return {
    onRunStart: () => observer('run start'),
    onSuperstepStart: () => observer('superstep start'),
    onTaskStart: () => observer('task start'),
    onTaskEnd: () => observer('task end'),
    onSuperstepEnd: () => observer('superstep end'),
    onRunEnd: () => observer('run end'),
  };
}

function runnableOf(engine: StateGraphEngine<State, State>): Runnable {
  const optionsOf = ({ thread, run, ...options }: SubjectOptions = {}) => ({
    ...options,
    threadId: thread,
    ...(run !== undefined && { runId: run }),
  });
  return {
    invoke: (input, options) => engine.invoke(input, optionsOf(options)),
    resume: (answer, options) => engine.resume(answer, optionsOf(options)),
    stored: async (thread) => (await engine.state(thread))?.values,
    streams: { stream: (input, options) => engine.stream(input, { ...optionsOf(options), modes: ['custom'] }) },
  };
}
