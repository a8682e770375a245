/** The thread of one run: where it stands when the run begins, what the run begins with, and where it is kept. */
import { Task, type Changes } from '../../../../src/engine/internal.ts';
import { isCommand, type Command } from '../../command.ts';
import { ERROR, ERROR_SOURCE_NODE, INPUT, INTERRUPT, NULL_TASK_ID, RESUME } from '../../reserved-names.ts';
import { EmptyInputError } from '../../errors/index.ts';
import { describeError } from '../describe-error.ts';
import { handlerOf, joinStep } from '../error-handler.ts';
import type { PregelRun } from '../pregel-run.ts';
import type { CheckpointTeller, PregelSink } from '../pregel-sink.ts';
import { commandWrites, inputWrites } from '../run-input.ts';
import type { Keys } from '../run-settings.ts';
import { settleTask } from '../settled-task.ts';
import { TaskFrame } from '../task-frame.ts';
import type { Answers } from '../scratchpad.ts';
import { answersFor, isAnswersById } from './answers.ts';
import { openAnswer, type CheckpointJournal } from './checkpoint-journal.ts';
import { checkpointChunk } from './checkpoint-chunk.ts';
import { nextTasks, type NextTask } from './next-tasks.ts';
import { ReplayState } from './replay-state.ts';
import type { PendingWrite, ThreadPoint } from './thread-point.ts';

/** What the caller said of the checkpoint to go on from. */
export interface AskedCheckpoint {
  /** Whether anything was said, if only that it is none: what tasks of it had ended is not counted then. */
  readonly named: boolean;
  readonly id: string | undefined;
}

interface Asked extends AskedCheckpoint {
  /** Whether it is the thread's newest. */
  readonly newest: boolean;
}

export class RunThread implements CheckpointTeller {
  readonly journal: CheckpointJournal;
  readonly #run: PregelRun;
  readonly #point: ThreadPoint;
  readonly #inputKeys: Keys;
  readonly #asked: Asked;
  /** Whether a breakpoint may stop the run at its first super-step: not where it stopped the last one. */
  breaks = true;

  constructor(run: PregelRun, journal: CheckpointJournal, asked: Asked, inputKeys: Keys) {
    this.#run = run;
    this.#point = journal.point;
    this.journal = journal;
    this.#asked = asked;
    this.#inputKeys = inputKeys;
  }

  get values(): ThreadPoint['values'] {
    return this.#point.values;
  }

  /** Number of the super-step in which the input is taken. */
  get step(): number {
    return (this.#point.metadata.step ?? 0) + 1;
  }

  get envelope(): Readonly<Record<string, unknown>> {
    const { id, metadata } = this.#point;
    const parent = this.journal.parentConfig?.configurable?.checkpoint_id as string | undefined;
    return { id, ...(parent !== undefined && { parent_id: parent }), step: metadata.step, source: metadata.source };
  }

  checkpointChunk(next: readonly Task[]): unknown {
    return checkpointChunk(
      this.#run,
      this.journal,
      next.map((task) => this.#run.frameOf(task)),
    );
  }

  /**
   * Takes the input, or what the thread waits for, and writes the checkpoint that stands for it.
   *
   * @returns the tasks to begin with; those that had ended are settled
   */
  async begin(input: unknown, sink: PregelSink): Promise<readonly Task[]> {
    const run = this.#run;
    const point = this.#point;
    const { configurable } = run;
    this.journal.stop = run.engineRun.stop;
    const outer = configurable.__pregel_scratchpad as { readonly nullResume?: unknown } | undefined;
    if (outer?.nullResume !== undefined) this.journal.putWrites(NULL_TASK_ID, [[RESUME, outer.nullResume]]);
    if (isCommand(input)) this.#takeCommand(input);
    const unclaimed = point.unclaimed;
    if (unclaimed.length > 0) point.apply([{ name: INPUT, triggers: [], writes: unclaimed }]);
    const replays = this.#replays(input);
    if (replays) point.pending = point.pending.filter(([, channel]) => channel !== RESUME);
    const resumes = this.#resumes(input);
    let changes: Changes | undefined;
    if (resumes || (isCommand(input) && unclaimed.length > 0)) this.#goOn(resumes, replays, sink);
    else changes = this.#takeInput(input);
    if (!run.nested) this.#tellSubgraphs(this.#resumes(input) || resumes, replays);
    run.previous = point.previous;
    run.changed = changes;
    const tasks = this.#tasks();
    if (this.journal.storing !== undefined) await this.journal.storing;
    return tasks;
  }

  #takeCommand(command: Command): void {
    const byId = isAnswersById(command.resume);
    const writes = commandWrites(command, byId);
    if (byId) {
      this.#run.configurable.__pregel_resume_map = command.resume;
      for (const [id, answer] of Object.entries(command.resume as object)) {
        const earlier = this.#point.pending.find(([taskId, channel]) => taskId === id && channel === RESUME);
        this.journal.putWrites(id, [[RESUME, [...(earlier === undefined ? [] : [earlier[2]]), answer]]]);
      }
    } else if (writes.length === 0) throw new EmptyInputError('Received empty Command input');
    this.journal.putWrites(
      NULL_TASK_ID,
      writes.map(({ write }) => write),
    );
  }

  /** Whether the run takes up a checkpoint that the thread has left behind. */
  #replays(input: unknown): boolean {
    const { nested, namespace, configurable } = this.#run;
    const map = configurable.checkpoint_map as Readonly<Record<string, string>> | undefined;
    if (!this.#asked.named) return false;
    if (nested && namespace !== '' && map !== undefined && namespace in map) return true;
    const answers = isCommand(input) && input.resume !== undefined && input.resume !== null;
    return !(answers || configurable.__pregel_resuming === true || this.#asked.newest);
  }

  #resumes(input: unknown): boolean {
    const { configurable, nested, config } = this.#run;
    if (Object.keys(this.#point.versions).length === 0) return false;
    const previousRun = (this.#point.metadata as { run_id?: unknown }).run_id;
    const runId: unknown = config.metadata?.run_id;
    return (
      Boolean(configurable.__pregel_resuming) ||
      input === null ||
      input === undefined ||
      (isCommand(input) && input.resume !== undefined && input.resume !== null) ||
      (!nested && runId !== undefined && runId === previousRun)
    );
  }

  /** @param resumes whether the thread goes on; else a command has changed it */
  #goOn(resumes: boolean, replays: boolean, sink: PregelSink): void {
    const point = this.#point;
    this.breaks = false;
    point.seen[INTERRUPT] = { ...point.seen[INTERRUPT], ...point.versions };
    const { source } = point.metadata;
    if (replays && source !== 'update' && source !== 'fork') {
      point.pending = point.pending.filter(([, channel]) => channel !== INTERRUPT);
      this.journal.put('fork', this.#run.engineRun.step++);
    }
    if (!resumes) this.journal.put('input', this.#run.engineRun.step++);
    sink.values();
  }

  #takeInput(input: unknown): Changes | undefined {
    const writes = inputWrites(this.#inputKeys, input);
    const { engineRun, namespace, configurable } = this.#run;
    if (writes.length === 0) {
      if ('__pregel_resuming' in configurable) return undefined;
      throw new EmptyInputError(`Received no input writes for ${JSON.stringify(this.#inputKeys, null, 2)}`);
    }
    // What the thread was left to run is given up.
    const left = nextTasks(this.#point, namespace, engineRun.step);
    const changes = this.#point.apply([...left, { name: INPUT, triggers: [], writes }]);
    this.journal.takeInput(writes, engineRun.step);
    this.journal.put('input', engineRun.step++, new Set(changes.keys()));
    this.#point.pending = [];
    return changes;
  }

  #tellSubgraphs(resumes: boolean, replays: boolean): void {
    const { configurable } = this.#run;
    configurable.__pregel_resuming = resumes;
    const { source } = this.#point.metadata;
    const before =
      source === 'update' || source === 'fork' ? this.journal.parentConfig?.configurable?.checkpoint_id : undefined;
    configurable.__pregel_replay_state = replays
      ? new ReplayState((before as string | undefined) ?? this.#point.id)
      : undefined;
  }

  /** The tasks as the engine runs them. */
  #tasks(): readonly Task[] {
    const { engineRun, namespace, configurable } = this.#run;
    const planned = nextTasks(this.#point, namespace, engineRun.step, this.#run.changed);
    this.#run.answers = this.#answers(
      configurable.__pregel_resume_map as Readonly<Record<string, unknown>> | undefined,
    );
    return planned.map((next) => this.#task(next, planned.length === 1));
  }

  #answers(byId: Readonly<Record<string, unknown>> | undefined): Answers | undefined {
    const point = this.#point;
    if (point.pending.length === 0 && byId === undefined) return undefined;
    return { open: openAnswer(point), forTask: (task) => answersFor(task, point.pending, byId) };
  }

  /** Tasks that have failed for good do not run again: their handlers do, unless they have ended too. */
  resumeHandlers(tasks: readonly Task[]): void {
    const { pending } = this.#point;
    if (pending.length === 0 || this.#asked.named) return;
    for (const frame of tasks.map((task) => this.#run.frameOf(task))) {
      const failure = frame.program.policies.errorHandler && failureOf(frame.id, pending);
      const handler = failure && handlerOf(frame, failure);
      if (!handler) continue;
      frame.failed = true;
      if (frame.writes.length === 0) frame.writes.push([ERROR, describeError(failure)]);
      settleTask(frame);
      this.#settleAsKept(handler);
      joinStep(handler);
    }
  }

  /** Gives a task what it has written in an earlier run. */
  #settleAsKept(frame: TaskFrame): void {
    for (const [taskId, channel, value] of this.#point.pending)
      if (taskId === frame.id && !UNFINISHED.has(channel)) frame.writes.push([channel, value]);
    if (frame.writes.length > 0) settleTask(frame);
  }

  #task({ program, sent, id, triggers }: NextTask, alone: boolean): Task {
    const run = this.#run;
    const task = new Task(run.engineRun, program.planNode, sent?.input, alone);
    task.sent = sent !== undefined;
    task.place = sent?.place ?? 0;
    task.restored = true;
    task.id = id;
    const frame = new TaskFrame(run, task, program, triggers[0]);
    frame.sentTimeout = sent?.timeout;
    task.scope = frame;
    // Takes the open answer before another task may have it.
    if (run.answers?.open !== undefined) void frame.scratchpad;
    if (!this.#asked.named) this.#settleAsKept(frame);
    return task;
  }
}

/** What says that a task has not ended, and what tells no more than how. */
const UNFINISHED = new Set([ERROR, ERROR_SOURCE_NODE, INTERRUPT, RESUME]);

/** What a task failed with that has a handler. */
function failureOf(taskId: string, pending: readonly PendingWrite[]): Error | undefined {
  const own = pending.filter(([id]) => id === taskId);
  const kept = own.find(([, channel]) => channel === ERROR)?.[2];
  if (kept === undefined || !own.some(([, channel]) => channel === ERROR_SOURCE_NODE)) return undefined;
  const { message, name } = Object(kept) as Partial<Error>;
  return Object.assign(new Error(message), name && { name });
}
