/**
 * Stands for StateGraphEngine in `npm run test:resume`: every super-step is run by an engine of its own, which reads the thread back from
 * disk first and is thrown away afterwards. To its callers a run looks as it does in one engine.
 */
import { EventStream, GraphDrainedError, GraphRecursionError, type EventReader } from '../../src/base/index.ts';
import type { EngineHooks, RunInfo, RunOutcome, SuperstepInfo } from '../../src/engine/hooks.ts';
import {
  checkInput,
  checkRun,
  type EngineOptions,
  type RunOptions,
  type StreamOptions,
} from '../../src/engine/run-options.ts';
import type { Plan } from '../../src/engine/plan.ts';
import { StateGraphEngine as Engine } from '../../src/engine/state-graph-engine.ts';
import type { StreamMode } from '../../src/engine/stream-modes.ts';
import { MemorySaver } from './disk-saver.ts';

const DEFAULT_STEP_LIMIT = 25;

type Options = StreamOptions<unknown, StreamMode> & RunOptions<unknown>;

/** What a part of a run begins with. */
type Begin = { readonly input: unknown } | { readonly answer: unknown };

type Part = (engine: Engine<unknown, unknown, unknown>, begin: Begin, options: Options) => Promise<unknown>;

/** The reason by which a part of a run stops after its super-step. */
const NEXT_ENGINE = Symbol('the next engine goes on');

export class StateGraphEngine extends Engine<unknown, unknown, unknown> {
  readonly #plan: Plan;
  readonly #engine: EngineOptions;

  constructor(plan: Plan, options: EngineOptions = {}) {
    super(plan, options);
    this.#plan = plan;
    this.#engine = options;
  }

  override async invoke(input: unknown, options: Options = {}): Promise<unknown> {
    return this.#whole({ input }, options, (engine, begin, given) =>
      'answer' in begin ? engine.resume(begin.answer, given) : engine.invoke(begin.input, given),
    );
  }

  override async resume(answer: unknown, options: Options): Promise<unknown> {
    if (this.#engine.saver === undefined) return super.resume(answer, options);
    return this.#whole({ answer }, options, (engine, begin, given) =>
      'answer' in begin ? engine.resume(begin.answer, given) : engine.invoke(begin.input, given),
    );
  }

  override stream(input: unknown, options: Options = {}): EventReader<never, unknown> {
    super.stream(input as never, options);
    return this.#told({ input }, options);
  }

  override resumeStream(answer: unknown, options: Options): EventReader<never, unknown> {
    super.resumeStream(answer, options);
    return this.#told({ answer }, options);
  }

  #told(begin: Begin, options: Options): EventReader<never, unknown> {
    const left = new AbortController();
    const signal = options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal]);
    const stream = new EventStream<unknown, unknown>({
      onOpen: () => {
        const run = this.#whole(begin, { ...options, signal }, async (engine, from, given) => {
          const chunks = 'answer' in from ? engine.resumeStream(from.answer, given) : engine.stream(from.input, given);
          for await (const chunk of chunks) if (!stream.push(chunk)) await stream.drained();
          return chunks.result();
        });
        run.then(
          (state) => stream.end(state),
          (error: unknown) => stream.fail(error),
        );
      },
      onLeave: () => left.abort(),
    });
    return stream as EventReader<unknown, unknown> as EventReader<never, unknown>;
  }

  /** Runs to the end, the pause or the failure. */
  async #whole(begin: Begin, options: Options, part: Part): Promise<unknown> {
    if ('input' in begin) checkInput(begin.input, this.#engine.saver);
    checkRun(options, this.#engine.saver);
    const saver = this.#engine.saver ?? new MemorySaver();
    let given = this.#engine.saver === undefined ? { ...options, threadId: 'resumed' } : options;
    const limit = options.stepLimit ?? DEFAULT_STEP_LIMIT;
    const hooks = new RunHooks(this.#engine.hooks);
    let from = begin;
    for (;;) {
      const next = new AbortController();
      const drain = options.drain === undefined ? next.signal : AbortSignal.any([options.drain, next.signal]);
      const parts = hooks.forPart(() => next.abort(NEXT_ENGINE));
      const engine = new Engine<unknown, unknown, unknown>(this.#plan, { ...this.#engine, saver, hooks: parts });
      try {
        const stepLimit = limit - hooks.steps;
        return await part(engine, from, { ...given, stepLimit, drain });
      } catch (thrown) {
        const error = withoutDrain(thrown);
        if (!isDrain(error)) throw hooks.failed(error);
        if (hooks.steps >= limit) throw hooks.failed(new GraphRecursionError(limit, 'stepLimit'));
      }
      if (saver instanceof MemorySaver) saver.reopen();
      from = { input: undefined };
      given = { ...given, checkpoint: undefined };
    }
  }
}

function isDrain(error: unknown): boolean {
  return error instanceof GraphDrainedError && error.reason === NEXT_ENGINE;
}

/** Where storing fails as the next engine is to take over, the run has failed with that alone. */
function withoutDrain(error: unknown): unknown {
  return error instanceof AggregateError && isDrain(error.errors[0]) ? error.errors[1] : error;
}

/** Makes the hooks of several runs look like those of one. */
class RunHooks {
  /** Super-steps of the graph itself that have ended. */
  steps = 0;
  readonly #hooks: EngineHooks | undefined;
  #first: RunInfo | undefined;
  /** Whether a task of the graph's own super-step did not come to its end: that super-step goes on in the next engine. */
  #isOpen = false;
  /** Of subgraphs, since the last super-step of the graph itself; one that is not kept begins anew and comes again. */
  readonly #inner = new Set<string>();

  constructor(hooks: EngineHooks | undefined) {
    this.#hooks = hooks;
  }

  /** @param onStep called when a super-step has ended, of the graph itself or of a subgraph that goes on where it was */
  forPart(onStep: () => void): EngineHooks {
    const hooks = this.#hooks;
    let root: RunInfo | undefined;
    const told: EngineHooks = {
      onRunStart: (run) => {
        root ??= run;
        const isLater = run === root && this.#first !== undefined;
        this.#first ??= run;
        return isLater ? undefined : hooks?.onRunStart?.(run);
      },
      onSuperstepStart: (superstep) => hooks?.onSuperstepStart?.(superstep),
      onTaskStart: (task) => hooks?.onTaskStart?.(task),
      onTaskEnd: (task, outcome) => {
        if (task.run === root && outcome.status !== 'done') this.#isOpen = true;
        return hooks?.onTaskEnd?.(task, outcome);
      },
      onSuperstepEnd: (superstep) => {
        if (this.#goesForward(superstep, superstep.run === root)) onStep();
        return hooks?.onSuperstepEnd?.(superstep);
      },
      onRunEnd: (run, outcome) =>
        run === root && outcome.status === 'failed' ? undefined : hooks?.onRunEnd?.(run, outcome),
    };
    return hooks?.aroundTask === undefined ? told : { ...told, aroundTask: hooks.aroundTask.bind(hooks) };
  }

  failed(error: unknown): unknown {
    const outcome: RunOutcome = { status: 'failed', error };
    if (this.#first !== undefined) this.#hooks?.onRunEnd?.(this.#first, outcome);
    return error;
  }

  #goesForward({ step, tasks }: SuperstepInfo, isRoot: boolean): boolean {
    if (isRoot && this.#isOpen) {
      this.#isOpen = false;
      return true;
    }
    if (isRoot) {
      this.steps++;
      this.#inner.clear();
      return true;
    }
    const inner = `${step} ${tasks.map(({ node }) => node).join(' ')}`;
    const isNew = !this.#inner.has(inner);
    this.#inner.add(inner);
    return isNew;
  }
}
