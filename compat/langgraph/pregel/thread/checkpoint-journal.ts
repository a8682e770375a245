/** Keeps a run with a saver of LangChain's contract, calling it when and in the order in which LangGraph does. */
import { WRITES_IDX_MAP, type BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import type { RunnableConfig } from '@langchain/core/runnables';
import type { Run, RunJournal, StepEnd, StopControl, Task } from '../../../../src/engine/internal.ts';
import { ERROR, INTERRUPT, NULL_TASK_ID, RESUME, TASKS } from '../../reserved-names.ts';
import { isGraphBubbleUp, isGraphDrained, isGraphInterrupt } from '../../errors/index.ts';
import type { Interrupt } from '../../interrupts.ts';
import type { SendInterface } from '../../send.ts';
import { describeError } from '../describe-error.ts';
import type { PregelRun } from '../pregel-run.ts';
import type { Durability } from '../run-settings.ts';
import type { ChannelValue, TaskFrame } from '../task-frame.ts';
import { checkpointId } from './checkpoint-id.ts';
import { DeltaBooks } from './delta-books.ts';
import { newVersions, type ThreadPoint, type Versions } from './thread-point.ts';
import { withoutUntracked } from './untracked-writes.ts';

type Source = 'input' | 'loop' | 'fork';

export class CheckpointJournal implements RunJournal {
  readonly everyTask = true;
  readonly point: ThreadPoint;
  readonly #run: PregelRun;
  readonly #saver: BaseCheckpointSaver;
  readonly #durability: Durability;
  readonly #deltas: DeltaBooks;
  /** The config that a saver is called with: names the checkpoint that was stored last. */
  config: RunnableConfig;
  parentConfig: RunnableConfig | undefined;
  #storedVersions: Versions;
  /** Resolves when the checkpoints handed over so far are stored. */
  #puts: Promise<unknown> = Promise.resolve();
  readonly #calls = new Set<Promise<unknown>>();
  #storing: Promise<void> | undefined;
  #failure: { readonly error: Error } | undefined;
  /** Set once the run is under way. */
  stop: StopControl | undefined;

  constructor(run: PregelRun, point: ThreadPoint, saver: BaseCheckpointSaver, durability: Durability) {
    this.#run = run;
    this.point = point;
    this.#saver = saver;
    this.#durability = durability;
    const configurable = { checkpoint_ns: '', ...run.configurable, ...point.config.configurable };
    this.config = { ...run.config, ...point.config, configurable };
    this.parentConfig = point.parentConfig;
    this.#storedVersions = { ...point.versions };
    this.#deltas = new DeltaBooks(point, durability === 'exit');
  }

  get threadId(): string {
    return String(this.config.configurable?.thread_id);
  }

  get checkpoint(): string {
    return this.point.id;
  }

  get storing(): Promise<void> | undefined {
    return this.#storing;
  }

  commit(_run: Run, { ended, changes }: StepEnd): void {
    const { point } = this;
    const frames = ended.map((task) => this.#run.frameOf(task));
    for (const frame of frames) point.saw(frame.name, frame.triggers);
    for (const name of this.#run.called) point.saw(name, []);
    this.#run.called.clear();
    const before = point.sends.length;
    const sends = frames.flatMap(({ writes }) =>
      writes.filter(([channel]) => channel === TASKS).map(([, packet]) => packet as SendInterface),
    );
    point.advance(frames, changes, sends, before + sends.length > 0);
    this.#deltas.stepWrites(
      frames.flatMap(({ writes }) => writes),
      this.#run.step - 1,
    );
    point.pending = [];
    // An answer is for those who ask in the first super-step.
    if (this.#run.answers !== undefined) this.#run.answers.open = undefined;
    this.put('loop', this.#run.step - 1, new Set(changes.keys()));
  }

  /** Makes what the thread holds a checkpoint of its own. */
  put(source: Source, step: number, updated: ReadonlySet<number> = new Set()): void {
    const { point } = this;
    const counters = this.#deltas.count(point.metadata, updated);
    const parents = (this.#run.configurable.checkpoint_map ?? {}) as Record<string, string>;
    point.metadata = { source, step, parents };
    point.id = checkpointId(step, point.id);
    point.ts = new Date().toISOString();
    if (this.#durability === 'exit') this.#deltas.keep(point.metadata, counters);
    else this.#store(counters);
  }

  #store(counters: ReturnType<DeltaBooks['count']>): void {
    const { point } = this;
    const checkpoint = this.#deltas.withSnapshots(point.checkpoint(), counters);
    this.#deltas.keep(point.metadata, counters);
    const stored = this.config.configurable?.checkpoint_id as string | undefined;
    this.parentConfig = stored === undefined ? undefined : this.config;
    const configurable = { ...this.config.configurable, checkpoint_ns: this.#run.namespace };
    const versions = { ...checkpoint.channel_versions };
    const changed = newVersions(this.#storedVersions, versions);
    this.#storedVersions = versions;
    const call = { config: { ...this.config, configurable }, metadata: { ...point.metadata } };
    const behind = this.#puts;
    this.#puts = behind.then(() => this.#saver.put(call.config, checkpoint, call.metadata, changed));
    this.#track(this.#puts);
    this.config = { ...this.config, configurable: { ...configurable, checkpoint_id: point.id } };
    const waits = this.#durability === 'sync' ? Promise.all(this.#calls) : behind;
    this.#storing = waits.then(noValue, noValue);
  }

  record(_run: Run, task: Task): void {
    const frame = this.#run.frameOf(task);
    if (!frame.failed) this.recordFrame(frame, task.paused);
  }

  written(taskId: string): readonly ChannelValue[] {
    return this.point.pending.filter(([id]) => id === taskId).map(([, channel, value]) => [channel, value]);
  }

  recordFrame(frame: TaskFrame, paused = false): void {
    if (frame.writes.length === 0 && frame.interrupts.length === 0) return;
    if (!paused) this.putWrites(frame.id, frame.writes);
    else if (frame.interrupts.length > 0) {
      this.putWrites(frame.id, interruptWrites(frame.interrupts, frame));
    }
  }

  failedFrame(frame: TaskFrame, error: unknown): void {
    if (isGraphInterrupt(error)) {
      this.putWrites(frame.id, interruptWrites(error.interrupts ?? [], frame));
      return;
    }
    if (isGraphDrained(error) || (isGraphBubbleUp(error) && frame.writes.length > 0)) {
      this.putWrites(frame.id, frame.writes);
      return;
    }
    this.putWrites(frame.id, [...frame.writes, [ERROR, describeError(error)]]);
  }

  /** Notes the part of the input that is stored as it was written. */
  takeInput(writes: readonly ChannelValue[], step: number): void {
    const kept = this.#deltas.inputWrites(writes, step);
    if (kept.length > 0 && this.#durability !== 'exit') this.putWrites(NULL_TASK_ID, kept);
  }

  /** Notes what a task wrote, or what came for it, on the current checkpoint. */
  putWrites(taskId: string, all: readonly ChannelValue[]): void {
    if (all.length === 0) return;
    const { point } = this;
    const special = all.every(([channel]) => channel in WRITES_IDX_MAP);
    const writes = special ? [...new Map(all.map((write) => [write[0], write])).values()] : all;
    const kept = withoutUntracked(writes, point.program);
    this.#deltas.nameMessages(kept);
    point.pending = point.pending.filter(([id]) => id !== taskId);
    for (const [channel, value] of kept) point.pending.push([taskId, channel, value]);
    if (this.#durability !== 'exit') this.#putWrites(taskId, kept);
  }

  #putWrites(taskId: string, writes: readonly ChannelValue[]): void {
    const configurable = {
      ...this.config.configurable,
      checkpoint_ns: this.#run.namespace,
      checkpoint_id: this.point.id,
    };
    const pending = writes.map(([channel, value]): [string, unknown] => [channel, value]);
    this.#track(this.#attempt(() => this.#saver.putWrites({ ...this.config, configurable }, pending, taskId)));
  }

  /** A saver that throws at once fails as one that rejects. */
  #attempt(call: () => Promise<unknown>): Promise<unknown> {
    try {
      return Promise.resolve(call());
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #track(call: Promise<unknown>): void {
    const settled = (): void => void this.#calls.delete(tracked);
    const tracked: Promise<unknown> = call.then(settled, (error: unknown) => {
      settled();
      this.#failure ??= { error: error as Error };
      this.stop?.stop(error);
    });
    this.#calls.add(tracked);
  }

  /** With durability `exit`: stores where the run came to. A graph within another leaves that to it, unless it ends early. */
  async close(): Promise<Error | undefined> {
    if (this.#durability === 'exit' && (this.#endsHere() || this.#run.engineRun.pausedBy !== undefined)) {
      this.config = this.#deltas.flush(this.#saver, this.config, (call) => this.#track(call));
      const { answers } = this.#run;
      const taken = answers !== undefined && answers.open === undefined;
      const pending = this.point.pending.filter(
        ([id, channel]) => !(taken && id === NULL_TASK_ID && channel === RESUME),
      );
      const byTask = Map.groupBy(pending, ([taskId]) => taskId);
      for (const [taskId, writes] of byTask)
        this.#putWrites(
          taskId,
          writes.map(([, channel, value]) => [channel, value]),
        );
      this.#store(this.#deltas.counters);
    }
    while (this.#calls.size > 0) await Promise.all(this.#calls);
    return this.#failure?.error;
  }

  #endsHere(): boolean {
    const parts = this.#run.namespace === '' ? [] : this.#run.namespace.split('|');
    return !this.#run.nested || this.#run.engineRun.stop.stopped || parts.every((part) => !part.includes(':'));
  }
}

/** What a task waits for, and what it was answered before. */
function interruptWrites(interrupts: readonly Interrupt[], { writes }: TaskFrame): ChannelValue[] {
  return [
    ...interrupts.map((it): ChannelValue => [INTERRUPT, it]),
    ...writes.filter(([channel]) => channel === RESUME),
  ];
}

/** The answer that the whole run was given, if nobody has taken it yet. */
export function openAnswer({ pending }: ThreadPoint): { readonly value: unknown } | undefined {
  const found = pending.find(([taskId, channel]) => taskId === NULL_TASK_ID && channel === RESUME);
  return found && { value: found[2] };
}

function noValue(): void {}
