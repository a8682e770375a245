/** What a system must be able to do to have faults injected into it: build a small graph and run it. */

export type State = Readonly<Record<string, unknown>>;

/** `last`: holds what was written last, one write per super-step; `list`: writes are arrays, put one after the other; `sum`: they are added up. */
export type ChannelKind = 'last' | 'list' | 'sum';

export interface NodeContext {
  /** Absent where the system gives none. */
  readonly signal: AbortSignal | undefined;
  /** Answers a promise where the system lets a node wait for its reader. */
  emit(data: unknown): unknown;
  /** Asks and waits for an answer. */
  ask(question: unknown): unknown;
  /** The same whenever the task runs again, and another one for every task. */
  readonly key: string | undefined;
}

/** Gets the state, or what it was sent. */
export type SubjectNode = (input: never, context: NodeContext) => unknown;

/** A node to run with an input of its own. */
export interface Order {
  readonly to: string;
  readonly input: unknown;
}
export type Answer = string | readonly (string | Order)[];

/** A graph in terms that every system has. It begins at `__start__` and ends at `__end__`. */
export interface GraphSpec {
  readonly channels: readonly (readonly [name: string, kind: ChannelKind])[];
  readonly nodes: readonly (readonly [name: string, run: SubjectNode])[];
  /** From several nodes: a join, which leads on once all of them have run. */
  readonly edges: readonly (readonly [from: string | readonly string[], to: string])[];
  readonly routes?: readonly (readonly [from: string, route: (state: never) => Answer | Promise<Answer>])[];
  /** Called for everything that can be observed of a run. */
  readonly observer?: (event: string) => unknown;
  /** How often a node may be run, where it fails, with next to no wait between; once where it is not given. */
  readonly attempts?: number;
  /** Whether every run is kept in the memory of the process; each then needs a `thread`. */
  readonly kept?: boolean;
  /** Where runs are kept, as {@link Subject.store} gives it. */
  readonly store?: Store;
  /** Whether a run waits while another one has its thread; otherwise it is refused, where the system can. */
  readonly queues?: boolean;
}

/** Something of the system's own that keeps threads. */
export interface Store {
  readonly saver: object;
}

/** What goes wrong with a call of a store: it fails, or it was done and its answer is lost, or half of what it writes is there. */
export type StoreFault = 'fail' | 'lose' | 'tear';

/** Asked before each call, counted from 1. */
export type StoreFaults = (call: { readonly number: number; readonly method: string }) => StoreFault | undefined;

export interface SubjectOptions {
  readonly signal?: AbortSignal | undefined;
  readonly stepLimit?: number;
  readonly thread?: string;
  readonly durability?: 'sync' | 'async' | 'exit';
  /** Id of the run. */
  readonly run?: string;
}

export interface Runnable {
  /** @param input `null` to run on from where the thread stands */
  invoke(input: State | null, options?: SubjectOptions): Promise<State>;
  /** Answers what the thread waits for. */
  resume(answer: unknown, options: SubjectOptions): Promise<State>;
  /** The state of a thread, read back from where it is kept. */
  stored(thread: string): Promise<State | undefined>;
  /** The ways to read what nodes emit while they run, by name. */
  readonly streams: Readonly<Record<string, (input: State, options?: SubjectOptions) => AsyncIterable<unknown>>>;
}

export interface Subject {
  readonly name: 'ours' | 'langgraph';
  build(graph: GraphSpec): Runnable;
  /** In memory, with faults on the way to it; `on`: what another one has kept. */
  store(faults?: StoreFaults, on?: Store): Store;
  /** Whether an error says, in a form that programs can tell apart, that the graph or its input cannot work. */
  refuses(error: unknown): boolean;
}

export const START = '__start__';
export const END = '__end__';
export const UNLIMITED = Number.MAX_SAFE_INTEGER;
