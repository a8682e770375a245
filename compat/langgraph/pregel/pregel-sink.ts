/** Tells of a run in the chunks that its readers asked for. */
import { randomUuid } from '../../../src/base/index.ts';
import type { Interrupt as EngineInterrupt } from '../../../src/engine/index.ts';
import type { Run, RunSink, StepEnd, StopControl, Task, TaskOutcome } from '../../../src/engine/internal.ts';
import { ERROR, INTERRUPT } from '../reserved-names.ts';
import type { Interrupt } from '../interrupts.ts';
import { readChannels, resultOf, updatesOf, writesAny } from './channel-output.ts';
import { settleTask } from './settled-task.ts';
import { printCheckpoint, printTasks, printWrites } from './debug-print.ts';
import { HeldEnds, SILENT } from './held-ends.ts';
import type { PregelRun } from './pregel-run.ts';
import type { RunStream } from './run-stream.ts';
import { visibleMetadata } from './task-metadata.ts';
import type { TaskFrame } from './task-frame.ts';

/** What a run's thread knows that streams tell of. */
export interface CheckpointTeller {
  /** The chunk of mode `checkpoints`, as things stand. */
  checkpointChunk(next: readonly Task[]): unknown;
  /** Which checkpoint a state belongs to. */
  readonly envelope: Readonly<Record<string, unknown>>;
}

export class PregelSink implements RunSink {
  readonly #run: PregelRun;
  readonly #streams: readonly RunStream[];
  readonly #namespace: string[];
  readonly #debug: boolean;
  /** The state when it was last told, for whoever only wants the last one. */
  latest: { readonly values: unknown } | undefined;
  /** What the run has been told to wait for. */
  readonly told: Interrupt[] = [];
  /** Whether a pause was told. */
  paused = false;
  teller: CheckpointTeller | undefined;
  readonly #held = new HeldEnds();

  /** @param streams of the run itself, and of the runs around it that are told of graphs within them */
  constructor(run: PregelRun, streams: readonly RunStream[], debug: boolean) {
    this.#run = run;
    this.#streams = streams;
    this.#namespace = run.namespace === '' ? [] : run.namespace.split('|');
    this.#debug = debug;
  }

  /** Whether somebody reads of this run, and of tasks beside the one that it runs in. */
  get isWatchedBesideOthers(): boolean {
    const around = this.#run.configurable.__pregel_frame as TaskFrame | undefined;
    return around !== undefined && !around.task.alone && this.#streams.length > 0;
  }

  asks(mode: string): boolean {
    return this.#streams.some(({ modes }) => modes.has(mode));
  }

  /** Whether somebody reads how tasks begin and end. */
  get #asksTasks(): boolean {
    return this.asks('tasks') || this.asks('debug');
  }

  /** @param namespace where it happened, if not in this very graph */
  emit(mode: string, payload: unknown, namespace = this.#namespace): void {
    for (const stream of this.#streams) if (stream.modes.has(mode)) stream.push([namespace, mode, payload]);
    if (mode !== 'checkpoints' && mode !== 'tasks') return;
    for (const stream of this.#streams)
      if (stream.modes.has('debug')) stream.push([namespace, 'debug', this.#debugEvent(mode, payload)]);
  }

  #debugEvent(mode: string, payload: unknown): unknown {
    const isResult = typeof payload === 'object' && payload !== null && 'result' in payload;
    const type = mode === 'checkpoints' ? 'checkpoint' : isResult ? 'task_result' : 'task';
    const step = mode === 'checkpoints' ? this.#run.step - 1 : (this.#toldStep ?? this.#run.step);
    return { step, type, timestamp: new Date().toISOString(), payload };
  }

  /** Tells of the state; `told` says whether readers are to hear of it. */
  values(): void {
    const { program, engineRun, outputKeys } = this.#run;
    const values = readChannels(program, engineRun.values, outputKeys);
    this.latest = { values };
    (this.#run.configurable.__pregel_frame as TaskFrame | undefined)?.run.listener?.flush();
    for (const stream of this.#streams) {
      if (!stream.modes.has('values')) continue;
      if (stream.envelopes) stream.push([this.#namespace, 'checkpoints', this.teller?.envelope ?? unkept(this.#run)]);
      stream.push([this.#namespace, 'values', values]);
    }
  }

  checkpoint(next: readonly Task[]): void {
    if (this.teller !== undefined && (this.asks('checkpoints') || this.asks('debug')))
      this.emit('checkpoints', this.teller.checkpointChunk(next));
  }

  stepStart(_run: Run, tasks: readonly Task[]): void {
    if (this.#debug) {
      printCheckpoint(this.#run);
      printTasks(
        this.#run.step,
        tasks.map((task) => this.#run.frameOf(task)),
      );
    }
    if (this.#asksTasks && tasks.some(({ phase }) => phase === 'selected'))
      for (const task of tasks) this.taskBegins(this.#run.frameOf(task));
    if (this.#run.cache !== undefined)
      for (const task of tasks) if (task.phase === 'selected') this.#takeKnown(this.#run.frameOf(task));
    if (tasks.length > 1 && this.#streams.length > 0 && this.#run.engineRun.maxConcurrency === Infinity)
      this.#held.expect(tasks.filter(({ phase }) => phase === 'selected').length);
  }

  #takeKnown(frame: TaskFrame): void {
    if (frame.known === undefined) return;
    frame.writes = frame.known;
    settleTask(frame);
    this.taskEnds(frame, true);
  }

  taskBegins(frame: TaskFrame): void {
    if (frame.program.hidden || !this.#asksTasks) return;
    const { id, name, input, triggers } = frame;
    const metadata = visibleMetadata(frame.config);
    this.emit('tasks', { id, name, input, triggers, interrupts: [], ...(metadata && { metadata }) });
  }

  taskStart(task: Task): void {
    if (!task.alone && this.#streams.length > 0) this.#held.starts(task);
  }

  #hold(task: Task, outcome: TaskOutcome): void {
    const { program, output } = this.#run.frameOf(task);
    const lag = output === undefined && program.lag === 0 ? SILENT : program.lag;
    this.#held.hold(() => this.#taskEnded(task, outcome), task, lag);
  }

  taskEnd(task: Task, outcome: TaskOutcome): void {
    if (outcome.status === 'abandoned') return;
    if (task.alone) this.#held.flush();
    if (task.alone || this.#streams.length === 0 || outcome.status === 'paused') this.#taskEnded(task, outcome);
    else this.#hold(task, outcome);
  }

  /** Of a task that is told late. */
  #toldStep: number | undefined;

  /** A call within a task has ended. */
  callEnds(frame: TaskFrame): void {
    if (this.#streams.length > 0) this.#held.holdCall(() => this.taskEnds(frame, false));
  }

  /** Tells what is known and has not been told yet. */
  flush(): void {
    this.#held.flush();
  }

  #taskEnded(task: Task, outcome: TaskOutcome): void {
    const frame = this.#run.frameOf(task);
    if (frame.failed) return;
    this.#toldStep = task.step;
    if (outcome.status === 'paused') this.taskPauses(frame);
    else if (outcome.status === 'done') this.taskEnds(frame, false);
    else if (!frame.program.hidden) this.#taskResult(frame, []);
    this.#toldStep = undefined;
  }

  /** @param cached whether it had ended before, or its result was known */
  taskEnds(frame: TaskFrame, cached: boolean): void {
    if (frame.program.hidden) return;
    const { outputKeys } = this.#run;
    if (this.asks('updates')) this.emit('updates', updatesOf(frame, outputKeys, cached));
    if (!cached) this.#taskResult(frame, []);
  }

  /** A task that had ended before the run began. */
  taskResumes(frame: TaskFrame): void {
    if (frame.writes[0]?.[0] !== ERROR) this.taskEnds(frame, true);
  }

  /** @param wrote whether it had written anything */
  taskFails(frame: TaskFrame, wrote: boolean): void {
    if (wrote) this.taskEnds(frame, false);
    else if (!frame.program.hidden) this.#taskResult(frame, []);
  }

  taskPauses(frame: TaskFrame): void {
    const { interrupts } = frame;
    if (interrupts.length === 0) return;
    this.told.push(...interrupts);
    this.paused = true;
    if (frame.program.hidden) return;
    this.emit('updates', { [INTERRUPT]: interrupts });
    this.emit('values', { [INTERRUPT]: interrupts });
    this.#taskResult(frame, interrupts);
  }

  #taskResult({ id, name, writes }: TaskFrame, interrupts: readonly Interrupt[]): void {
    if (!this.#asksTasks) return;
    const result = interrupts.length > 0 ? {} : resultOf(writes, this.#run.streamKeys);
    this.emit('tasks', { id, name, result, interrupts });
  }

  stepEnd(run: Run, { ended, changes, next }: StepEnd): void {
    this.#held.flush();
    const { configurable } = this.#run;
    // Only graphs within the first super-step go on with what they left.
    if (configurable.__pregel_resuming !== undefined) delete configurable.__pregel_resuming;
    const frames = ended.map((task) => this.#run.frameOf(task));
    if (this.#debug) printWrites(run.step - 1, frames, this.#run);
    this.#run.changed = changes;
    if (frames.some(({ writes }) => writesAny(writes, this.#run.outputKeys))) this.values();
    if (this.#run.stopsAfter(ended)) return;
    this.#run.stepEnded(ended, next);
    this.checkpoint(next);
  }

  /** The run stops at a breakpoint. */
  pauses(): void {
    if (this.told.length > 0) return;
    this.paused = true;
    const namespace = this.#pauseNamespace();
    this.emit('updates', { [INTERRUPT]: [] }, namespace);
    this.emit('values', { [INTERRUPT]: [] }, namespace);
  }

  /** A run that was sent into a graph within this one, and tells of those, stops on behalf of that. */
  #pauseNamespace(): string[] {
    const { configurable, namespace } = this.#run;
    if (namespace !== '' || configurable.__pregel_stream === undefined) return this.#namespace;
    const within = Object.keys((configurable.checkpoint_map as object | undefined) ?? {});
    const deepest = within.reduce((a, b) => (b.length > a.length ? b : a), '');
    return deepest === '' ? this.#namespace : deepest.split('|');
  }

  interrupts(_interrupts: readonly EngineInterrupt[]): void {}

  pace(stop: StopControl): Promise<void> | undefined {
    const { cache, engineRun, tasks } = this.#run;
    const looking = engineRun.pausedBy === undefined ? cache?.look(tasks) : undefined;
    if (looking === undefined) return undefined;
    const fail = (error: unknown): void => stop.stop(error);
    return stop.until((wake) => void looking.then(() => wake(), fail));
  }

  /** A run goes on whether or not it is read. */
  drained(): Promise<void> {
    return Promise.resolve();
  }

  readonly custom = (data: unknown): void => this.emit('custom', data);

  message(_task: Task, message: unknown, metadata: Readonly<Record<string, unknown>> | undefined): void {
    this.emit('messages', [message, metadata]);
  }

  within(): undefined {
    return undefined;
  }
}

/** A state that nothing keeps is told as if it were. */
function unkept({ step }: PregelRun): Readonly<Record<string, unknown>> {
  return { id: randomUuid(), step: step - 1, source: step === 0 ? 'input' : 'loop' };
}
