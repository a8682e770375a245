import { EventStream, abortError, type EventReader } from '../base/index.ts';
import { boundSaver, conductRun, updateThread, type RunRequest } from './conduct-run.ts';
import { openThread } from './open-thread.ts';
import type { Plan } from './plan.ts';
import { checkPolicies } from './policies.ts';
import {
  checkInput,
  checkModes,
  checkRun,
  checkSupersteps,
  checkThread,
  saverMissing,
  type EngineOptions,
  type Optional,
  type RunOptions,
  type StreamOptions,
} from './run-options.ts';
import { saverFailure } from './journal.ts';
import type { Saver, ThreadKey } from './saver.ts';
import { StopControl } from './stop-control.ts';
import type { StreamChunk, StreamMode } from './stream-modes.ts';
import { StreamSink } from './stream-sink.ts';
import { planAt } from './subplans.ts';
import { threadState, withSubgraphs, type StateOptions, type ThreadState } from './thread-state.ts';
import type { StateUpdate } from './update-state.ts';

/**
 * Runs a plan, any number of times, also concurrently. With a saver every run belongs to a thread, which is kept: the next run on
 * it goes on from its state, and a run that failed, paused or was killed goes on from where it came to.
 *
 * @example
 * const plan = stateGraph({ count: lastValue(0) })
 *   .addNode('increment', (state) => ({ count: state.count + 1 }))
 *   .addEdge(START, 'increment')
 *   .compile();
 * const { count } = await new StateGraphEngine(plan).invoke({ count: 41 });
 */
export class StateGraphEngine<State, Update, Context = undefined> {
  readonly #plan: Plan<State, Update, Context>;
  readonly #options: EngineOptions;

  constructor(plan: Plan<State, Update, Context>, options: EngineOptions = {}) {
    this.#plan = plan;
    this.#options = options;
    if (options.policies !== undefined) checkPolicies('The engine', options.policies);
  }

  /**
   * Runs the graph to its end, or until it waits for an answer; `state()` then tells for which.
   *
   * Nodes of one super-step run side by side on the same state; their writes meet in the order in which the nodes were added, whoever
   * finishes first. The first node that fails ends the run: the others are told by `runtime.signal` and not waited for, and what
   * they come to is dropped.
   *
   * @param input values to write before the first super-step; on a thread, `null` or nothing to run on from where it stands: tasks
   *   that had finished do not run again, and those that wait for an answer go on waiting
   * @returns the final state, or the state at the pause
   * @throws what a node, edge or channel threw, unchanged; an `AbortError` if `signal` aborted; GraphRecursionError if work was left
   *   after `stepLimit` super-steps; InvalidUpdateError for a write or route the graph cannot take; InvalidConfigError for unusable
   *   options; ThreadConflictError if somebody else writes the thread; SaverError if the saver fails; CheckpointError if there is
   *   nothing to go on from, or the graph no longer has what the checkpoint needs
   */
  async invoke(input: Update | null | undefined, ...[options]: Optional<Context, RunOptions<Context>>): Promise<State> {
    this.#checkRun(input, options);
    return this.#run(input, undefined, options);
  }

  /**
   * Answers what a paused thread waits for, and runs on. The nodes that asked run again from their beginning.
   *
   * @param answer for the only question; for several an object with their ids as keys, see `state().interrupts`. Questions without an
   *   answer go on waiting
   * @returns as `invoke`
   * @throws as `invoke`; InterruptError `NOT_PAUSED` if the thread waits for nothing, `ANSWER_AMBIGUOUS` if it waits for several things
   *   and the answer does not say for which it is
   * @example
   * const [question] = (await engine.state('t1'))?.interrupts ?? [];
   * const final = await engine.resume('yes', { threadId: 't1' });
   */
  async resume(answer: unknown, options: RunOptions<Context>): Promise<State> {
    this.#saver('resume()');
    this.#checkRun(undefined, options);
    return this.#run(undefined, { value: answer }, options);
  }

  /**
   * Runs the graph and tells of it while it runs. The run begins when the first chunk is asked for.
   *
   * A reader who leaves early, by `break`, `throw` or `return`, stops the run. One who is slow makes it wait, between super-steps,
   * once 256 chunks are unread. `result()` gives the final state.
   *
   * @param input as with `invoke`
   * @throws InvalidConfigError at once for unusable options; all else is met by the reader, as by callers of `invoke`
   * @example
   * for await (const { mode, data } of engine.stream({ question }, { modes: ['updates', 'custom'] })) console.log(mode, data);
   */
  stream<Mode extends StreamMode = 'updates'>(
    input: Update | null | undefined,
    ...[options]: Optional<Context, StreamOptions<Context, Mode>>
  ): EventReader<Extract<StreamChunk<State, Update>, { mode: Mode }>, State> {
    this.#checkRun(input, options);
    return this.#stream(input, undefined, options);
  }

  /** As `resume`, told while it runs, as by `stream`. */
  resumeStream<Mode extends StreamMode = 'updates'>(
    answer: unknown,
    options: StreamOptions<Context, Mode>,
  ): EventReader<Extract<StreamChunk<State, Update>, { mode: Mode }>, State> {
    this.#saver('resumeStream()');
    this.#checkRun(undefined, options);
    return this.#stream(undefined, { value: answer }, options);
  }

  /**
   * Where a thread stands, or stood.
   *
   * @param options which checkpoint, of which subgraph; `subgraphs`: whether to tell where the subgraphs of its tasks stand
   * @returns `undefined` for a thread that has not begun
   * @throws CheckpointError if there is no such checkpoint or it does not fit the graph; SaverError; InvalidConfigError without a saver,
   *   or for a namespace that is no subgraph's
   */
  async state(
    threadId: string,
    options: StateOptions & { readonly subgraphs?: boolean } = {},
  ): Promise<ThreadState<State> | undefined> {
    const { saver: unbound, key, plan } = this.#part('state()', threadId, options.namespace);
    const saver = boundSaver(unbound, this.#plan, undefined);
    const { saved } = await openThread(saver, key, options.checkpoint);
    if (saved === undefined) return undefined;
    const state = threadState(plan, saved);
    return options.subgraphs ? withSubgraphs(plan, saver, state) : state;
  }

  /**
   * Every checkpoint of a thread, or of a subgraph in it, the newest first, those of left branches too.
   *
   * @throws as `state`
   * @example
   * for await (const { checkpoint, step, values } of engine.history('t1')) console.log(checkpoint, step, values);
   */
  async *history(
    threadId: string,
    options: { readonly namespace?: string } = {},
  ): AsyncGenerator<ThreadState<State>, void, void> {
    const { saver, key, plan } = this.#part('history()', threadId, options.namespace);
    try {
      for await (const saved of boundSaver(saver, this.#plan, undefined).history(key)) yield threadState(plan, saved);
    } catch (error) {
      throw saverFailure(error, threadId);
    }
  }

  /**
   * Writes into a thread as a super-step of its own, without running a node.
   *
   * @param update  values for channels, as a node returns them
   * @param options `asNode`: see {@link StateUpdate}; `checkpoint`: the one to go on from, in place of the newest: a new branch;
   *   `namespace`: a subgraph that has not ended, which then goes on from there when the thread does
   * @returns the id of the new checkpoint, for a run to go on from
   * @throws as `state`; InvalidUpdateError for an update the graph cannot take; InvalidConfigError for a node that does not exist;
   *   ThreadConflictError while a run is going on
   * @example
   * await engine.updateState('t1', { question: 'why do ships float' });
   * await engine.resume('yes', { threadId: 't1' });
   */
  updateState(
    threadId: string,
    update: Update | null | undefined,
    options: StateOptions & { readonly asNode?: string } = {},
  ): Promise<string> {
    return this.bulkUpdateState(threadId, [[{ update, asNode: options.asNode }]], options);
  }

  /**
   * As `updateState`, for any number of super-steps with any number of updates each.
   *
   * @throws InvalidConfigError also for no super-step, or one without an update
   */
  async bulkUpdateState(
    threadId: string,
    supersteps: readonly (readonly StateUpdate<Update>[])[],
    { checkpoint, namespace }: StateOptions = {},
  ): Promise<string> {
    const { saver, key, plan } = this.#part('updateState()', threadId, namespace);
    checkSupersteps(supersteps);
    const { onConflict } = this.#options;
    return updateThread(plan, { saver, root: this.#plan, key, checkpoint, onConflict }, supersteps);
  }

  #part(what: string, threadId: string, namespace = ''): { saver: Saver; key: ThreadKey; plan: Plan<State> } {
    const saver = this.#saver(what);
    const key = { thread: checkThread({ threadId }), namespace };
    // For a subgraph, State is what the caller takes it for.
    return { saver, key, plan: planAt(this.#plan, namespace) as Plan<State> };
  }

  #saver(what: string): Saver {
    const { saver } = this.#options;
    if (saver === undefined) throw saverMissing(what);
    return saver;
  }

  #checkRun(input: unknown, options: RunOptions<Context> | undefined): void {
    checkInput(input, this.#options.saver);
    checkRun(options, this.#options.saver);
  }

  #run(input: unknown, answer: RunRequest['answer'], options: RunOptions<unknown> | undefined): Promise<State> {
    const stop = new StopControl(options?.signal);
    // The plan vouches for the type: its channels gave State its shape.
    return conductRun(this.#plan, this.#options, { input, answer, options, sink: undefined, stop }) as Promise<State>;
  }

  #stream<Chunk>(
    input: unknown,
    answer: RunRequest['answer'],
    options: StreamOptions<unknown, StreamMode> | undefined,
  ): EventReader<Chunk, State> {
    const modes = checkModes(options?.modes ?? ['updates']);
    let stop: StopControl | undefined;
    const stream = new EventStream<StreamChunk, unknown>({
      onOpen: () => {
        stop = new StopControl(options?.signal);
        const sink = new StreamSink(stream, { modes, subgraphs: options?.subgraphs ?? false });
        conductRun(this.#plan, this.#options, { input, answer, options, sink, stop }).then(
          (state) => stream.end(state),
          (error: unknown) => stream.fail(error),
        );
      },
      onLeave: () => stop?.stop(abortError()),
    });
    // The plan vouches for the types: its channels gave State and Update their shape.
    return stream as EventReader<unknown, unknown> as EventReader<Chunk, State>;
  }
}
