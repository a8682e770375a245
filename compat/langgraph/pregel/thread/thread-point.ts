/** A place in a thread, as the engine computes with it: what a checkpoint holds, and what was written on it since. */
import {
  copyCheckpoint,
  emptyCheckpoint,
  type BaseCheckpointSaver,
  type Checkpoint,
  type CheckpointMetadata,
  type CheckpointTuple,
} from '@langchain/langgraph-checkpoint';
import type { RunnableConfig } from '@langchain/core/runnables';
import { EMPTY } from '../../../../src/engine/index.ts';
import {
  ChannelValues,
  applyWrites,
  foldWrites,
  type Changes,
  type EndedTask,
} from '../../../../src/engine/internal.ts';
import { NULL_TASK_ID, PREVIOUS, TASKS } from '../../reserved-names.ts';
import type { SendInterface } from '../../send.ts';
import type { PregelProgram } from '../pregel-program.ts';
import type { ChannelValue, TaskPath } from '../task-frame.ts';
import { restoreDeltaChannels } from './delta-history.ts';
import { heldValues } from './held-values.ts';
import { byPath } from './writer-order.ts';

export type Version = number | string;
export type Versions = Record<string, Version>;

/** The versions of the channels that have changed. */
export function newVersions(before: Versions, now: Versions): Versions {
  return Object.fromEntries(
    Object.entries(now).filter(([name, version]) => before[name] === undefined || version > before[name]),
  );
}

export type PendingWrite = [taskId: string, channel: string, value: unknown];

/** A task as far as its writes and what made it run go. */
export interface Writer {
  readonly name: string;
  /** Absent where it is no task; its writes are then applied first. */
  readonly path?: TaskPath;
  readonly triggers: readonly string[];
  readonly writes: readonly ChannelValue[];
}

export class ThreadPoint {
  readonly program: PregelProgram;
  readonly values: ChannelValues;
  /** Changed with each super-step. */
  id: string;
  ts: string;
  readonly versions: Versions;
  readonly seen: Record<string, Versions>;
  metadata: CheckpointMetadata;
  /** What was sent and waits to be run. */
  sends: readonly SendInterface[];
  pending: PendingWrite[];
  /** Whether the thread has such a checkpoint. */
  readonly exists: boolean;
  readonly config: RunnableConfig;
  readonly parentConfig: RunnableConfig | undefined;
  /** What an entrypoint saved. */
  readonly previous: unknown;
  readonly #nextVersion: (current: Version | undefined) => Version;
  #greatest: Version | undefined;

  private constructor(
    program: PregelProgram,
    saver: BaseCheckpointSaver | undefined,
    saved: CheckpointTuple,
    exists: boolean,
  ) {
    const checkpoint = copyCheckpoint(saved.checkpoint);
    this.program = program;
    this.exists = exists;
    this.id = checkpoint.id;
    this.ts = checkpoint.ts;
    this.versions = checkpoint.channel_versions;
    this.seen = checkpoint.versions_seen;
    this.metadata = { ...saved.metadata } as CheckpointMetadata;
    this.config = saved.config;
    this.parentConfig = saved.parentConfig;
    this.sends = (checkpoint.channel_values[TASKS] as SendInterface[] | undefined) ?? [];
    this.previous = checkpoint.channel_values[PREVIOUS];
    this.pending = [...((saved.pendingWrites ?? []) as PendingWrite[])];
    this.values = new ChannelValues(program.plan, heldValues(program, checkpoint));
    this.#nextVersion = (current) =>
      saver === undefined ? numberAfter(current) : saver.getNextVersion(current as number);
    this.#greatest = Object.values(this.versions).reduce<Version | undefined>(greater, undefined);
  }

  /** @param saved absent in a new thread, which begins at `config` */
  static async at(
    program: PregelProgram,
    saver: BaseCheckpointSaver | undefined,
    saved: CheckpointTuple | undefined,
    config: RunnableConfig,
  ): Promise<ThreadPoint> {
    const metadata = { source: 'input', step: -2, parents: {} } as unknown as CheckpointMetadata;
    const tuple = saved ?? { config, checkpoint: emptyCheckpoint(), metadata, pendingWrites: [] };
    const point = new ThreadPoint(program, saver, tuple, saved !== undefined);
    if (saved !== undefined) await restoreDeltaChannels(point, saver, saved);
    return point;
  }

  /** Writes that belong to no task: answers, and what came with a command. */
  get unclaimed(): ChannelValue[] {
    return this.pending.filter(([taskId]) => taskId === NULL_TASK_ID).map(([, channel, value]) => [channel, value]);
  }

  /**
   * Applies writes of tasks as the end of a super-step; of writers that nothing triggered, as what came from outside.
   *
   * @param versioned whether the channels get new versions: not where the writes are only looked at ahead of their time
   */
  apply(unordered: readonly Writer[], versioned = true): Changes {
    const writers = unordered.toSorted(byPath);
    const ends = writers.some(({ triggers }) => triggers.length > 0);
    for (const { name, triggers } of writers) this.saw(name, triggers);
    const tasks = writers.map((writer) => this.#ended(writer));
    const { plan } = this.program;
    const before = { held: this.values.held, fading: this.#fadingBy(writers) };
    const changes = ends ? applyWrites(plan, before, tasks) : onlyWritten(foldWrites(plan, before, tasks), tasks);
    this.values.adopt(changes);
    const sends = writers.flatMap(({ writes }) =>
      writes.filter(([channel]) => channel === TASKS).map(([, packet]) => packet as SendInterface),
    );
    const after = ends ? sends : [...this.sends, ...sends];
    if (versioned) this.advance(writers, changes, after, sends.length > 0 || (ends && this.sends.length > 0));
    else if (ends) this.#endAll();
    else this.sends = after;
    return changes;
  }

  /** What is looked at ahead of its time counts as the end of all, as it does in LangGraph: nothing is left to follow from it. */
  #endAll(): void {
    const { plan, rules } = this.program;
    this.sends = [];
    const fading = [...this.values.fading].filter((slot) => !rules[slot]?.fadesByUse);
    for (const slot of fading)
      this.values.adopt(new Map([[slot, plan.channels[slot]?.channel.fade?.(this.values.held[slot])]]));
    for (const slot of plan.finishing) {
      const held = this.values.held[slot];
      if (held !== EMPTY) this.values.adopt(new Map([[slot, plan.channels[slot]?.channel.finish?.(held)]]));
    }
  }

  /** What was there for one super-step only: of what waits for a node to have run, that which made one of the writers run. */
  #fadingBy(writers: readonly Writer[]): ReadonlySet<number> {
    const { fading } = this.values;
    const { rules, plan } = this.program;
    if (fading.size === 0) return fading;
    const used = new Set(writers.flatMap(({ triggers }) => triggers.map((name) => plan.slots.get(name))));
    return new Set([...fading].filter((slot) => !rules[slot]?.fadesByUse || used.has(slot)));
  }

  /** Notes that a node has run on what its triggers hold. */
  saw(name: string, triggers: readonly string[]): void {
    const seen = (this.seen[name] ??= {});
    for (const channel of triggers) {
      const version = this.versions[channel];
      if (version !== undefined) seen[channel] = version;
    }
  }

  /** Gives new versions to the channels that changed: to those that were used up first, then to those that were written or cleared. */
  advance(writers: readonly Writer[], changes: Changes, sends: readonly SendInterface[], sendsChanged: boolean): void {
    this.sends = sends;
    if (changes.size === 0 && !sendsChanged) return;
    const { channelNames } = this.program;
    let version = this.#nextVersion(this.#greatest);
    const used = this.#usedUp(writers, changes);
    for (const slot of used) this.versions[channelNames[slot] ?? ''] = version;
    const written = new Set(used.size === 0 ? [] : writers.flatMap(({ writes }) => writes.map(([channel]) => channel)));
    let greatest = version;
    if (used.size > 0 && this.#greatest !== undefined) version = this.#nextVersion(version);
    for (const slot of changes.keys()) {
      const name = channelNames[slot] ?? '';
      if (used.has(slot) && !written.has(name)) continue;
      this.versions[name] = greatest = version;
    }
    if (sendsChanged) this.versions[TASKS] = greatest = version;
    this.#greatest = greatest;
  }

  #usedUp(writers: readonly Writer[], changes: Changes): ReadonlySet<number> {
    const { rules, plan } = this.program;
    if (!this.program.hasUsable) return NONE;
    const used = new Set<number>();
    for (const { triggers } of writers)
      for (const name of triggers) {
        const slot = plan.slots.get(name);
        if (slot !== undefined && rules[slot]?.fadesByUse && changes.has(slot)) used.add(slot);
      }
    return used;
  }

  /** The checkpoint as a saver takes it; nothing in it is changed afterwards. */
  checkpoint(): Checkpoint {
    const values: Record<string, unknown> = {};
    const { channelNames, rules } = this.program;
    for (const [slot, rule] of rules.entries()) {
      const saved = rule.save(this.values.held[slot]);
      if (saved !== undefined) values[channelNames[slot] ?? ''] = saved;
    }
    values[TASKS] = [...this.sends];
    const seen: Record<string, Versions> = {};
    for (const name of Object.keys(this.seen)) seen[name] = { ...this.seen[name] };
    return {
      v: 4,
      id: this.id,
      ts: this.ts,
      channel_values: values,
      channel_versions: { ...this.versions },
      versions_seen: seen,
    };
  }

  #ended({ name, writes }: Writer): EndedTask {
    const { plan, byName } = this.program;
    const taken = writes.flatMap(([channel, value]) => {
      const slot = plan.slots.get(channel);
      return slot === undefined ? [] : [{ slot, value }];
    });
    const errands = writes.flatMap(([channel, packet]) => {
      const target = channel === TASKS ? byName.get((packet as SendInterface).node) : undefined;
      return target === undefined ? [] : [{ node: target.planNode, input: (packet as SendInterface).args }];
    });
    return { node: name, planNode: plan.start, writes: taken, changes: undefined, chosen: [], errands };
  }
}

const NONE: ReadonlySet<number> = new Set();

function onlyWritten(changes: Changes, tasks: readonly EndedTask[]): Changes {
  const written = new Set(tasks.flatMap(({ writes }) => writes.map(({ slot }) => slot)));
  return new Map([...changes].filter(([slot]) => written.has(slot)));
}

function greater(a: Version | undefined, b: Version): Version {
  return a === undefined || b > a ? b : a;
}

function numberAfter(current: Version | undefined): number {
  return typeof current === 'number' ? current + 1 : 1;
}
