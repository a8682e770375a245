/** One execution of a node: what it writes, its config, and who it is, each made when it is asked for. */
import type { BaseCallbackHandler } from '@langchain/core/callbacks/base';
import { EMPTY } from '../../../src/engine/index.ts';
import { TaskWrites, readable, type Errand, type Task, type Write } from '../../../src/engine/internal.ts';
import { CONFIG_KEY_RESUMING, NO_WRITES, PULL, PUSH, TASKS } from '../reserved-names.ts';
import { InvalidUpdateError } from '../errors/index.ts';
import type { Send } from '../send.ts';
import type { Interrupt } from '../interrupts.ts';
import { readChannels } from './channel-output.ts';
import type { TaskScope } from './node-writer.ts';
import type { CachePolicy, RetryPolicy, TimeoutPolicy } from './policies.ts';
import type { NodeProgram } from './pregel-program.ts';
import type { PregelRun } from './pregel-run.ts';
import type { ExecutionInfo, LangGraphRunnableConfig } from './runnable-config.ts';
import { Scratchpad } from './scratchpad.ts';
import { taskConfig } from './task-config.ts';
import { taskIdOf } from './task-id.ts';

/** Channel and value, in the form of a checkpoint's pending writes. */
export type ChannelValue = readonly [channel: string, value: unknown];
export type TaskPath = readonly [kind: string, ...place: (string | number | boolean | TaskPath)[]];

/** What was sent, with how long the task may take if that was said. */
export interface TimedErrand extends Errand {
  readonly limit: TimeoutPolicy | undefined;
}

export class TaskFrame implements TaskScope {
  readonly run: PregelRun;
  readonly task: Task;
  readonly program: NodeProgram;
  /** What the node gets. */
  readonly input: unknown;
  writes: ChannelValue[] = [];
  errands: TimedErrand[] = [];
  /** What the node's writers write to: an attempt that may take only so long has one of its own. */
  scope: TaskScope = this;
  /** What the node returned. */
  output: unknown = undefined;
  /** What it waits for. */
  interrupts: readonly Interrupt[] = [];
  /** Told with its config while it is tried again. */
  attempt: { readonly number: number; readonly firstTime: number } | undefined;
  /** Notices what an attempt does that may not be idle for too long. */
  watcher: BaseCallbackHandler | undefined;
  /** What the cache has for it. */
  known: ChannelValue[] | undefined;
  /** Whether it has failed and that has been told and kept, as its end is otherwise. */
  failed = false;
  /** How long the task may take, where whoever sent it said so. */
  sentTimeout: TimeoutPolicy | undefined;
  #firstTime: number | undefined;
  #config: LangGraphRunnableConfig | undefined;
  #scratchpad: Scratchpad | undefined;
  #trigger: string | undefined;

  /** @param trigger as a checkpoint tells it */
  constructor(run: PregelRun, task: Task, program: NodeProgram, trigger?: string) {
    this.run = run;
    this.task = task;
    this.program = program;
    this.#trigger = trigger;
    this.input = task.sent ? task.input : program.read(run.engineRun.values);
  }

  get name(): string {
    return this.program.name;
  }

  get watched(): boolean {
    return this.run.manager !== undefined;
  }

  get config(): LangGraphRunnableConfig {
    return (this.#config ??= taskConfig(this));
  }

  set config(config: LangGraphRunnableConfig) {
    this.#config = config;
  }

  get scratchpad(): Scratchpad {
    return (this.#scratchpad ??= new Scratchpad(this.input, this, this.run.answers));
  }

  /** The same whenever the task runs again. */
  get id(): string {
    return (this.task.id ??= taskIdOf(this));
  }

  get path(): TaskPath {
    return this.task.sent ? [PUSH, this.task.place] : [PULL, this.name];
  }

  /** The channels that made it run. */
  get triggers(): string[] {
    return this.task.sent ? [PUSH] : [this.trigger];
  }

  /** Found out before the super-step ends, as what the channels hold tells it. */
  get trigger(): string {
    return (this.#trigger ??= this.#findTrigger());
  }

  #findTrigger(): string {
    const { values, plan } = this.run.engineRun;
    const available = this.program.triggers.filter(([, slot]) => {
      const channel = plan.channels[slot];
      return channel !== undefined && readable(channel, values.held[slot]) !== EMPTY;
    });
    const fresh = available.find(([, slot]) => this.run.changed?.has(slot) ?? true);
    return (fresh ?? available[0] ?? this.program.triggers[0])?.[0] ?? '';
  }

  /** Where graphs that run within the node are kept. */
  get namespace(): string {
    const own = `${this.name}:${this.id}`;
    return this.run.namespace === '' ? own : `${this.run.namespace}|${own}`;
  }

  get retryPolicy(): RetryPolicy | undefined {
    return this.program.policies.retry ?? this.run.retryPolicy;
  }

  get timeout(): TimeoutPolicy | undefined {
    return this.sentTimeout ?? this.program.policies.timeout;
  }

  /** Absent where there is no cache. */
  get cachePolicy(): CachePolicy | undefined {
    return this.run.cache && this.program.policies.cache;
  }

  /** Under which its result is cached. */
  get cacheNamespace(): readonly string[] {
    return ['__dynamic__', this.name];
  }

  /** What its `configurable` has besides what every task's has. */
  get ownConfigurable(): Readonly<Record<string, unknown>> | undefined {
    return this.attempt !== undefined && this.attempt.number > 1 ? { [CONFIG_KEY_RESUMING]: true } : undefined;
  }

  /** Namespaces of tasks around it within its graph. */
  get outerNamespaces(): readonly string[] {
    return [];
  }

  get executionInfo(): ExecutionInfo {
    const { run, attempt } = this;
    const threadId = run.config.configurable?.thread_id as string | undefined;
    return {
      checkpointId: run.checkpointId,
      checkpointNs: this.namespace,
      taskId: this.id,
      ...(threadId !== undefined && { threadId }),
      nodeAttempt: attempt?.number ?? 1,
      nodeFirstAttemptTime: attempt?.firstTime ?? (this.#firstTime ??= Date.now()),
    };
  }

  write(channel: string, value: unknown): void {
    this.writes.push([channel, value]);
  }

  send(packet: Send): void {
    const target = this.run.program.byName.get(packet.node);
    if (target === undefined) throw new InvalidUpdateError(`Invalid node name "${packet.node}" in Send packet`);
    this.writes.push([TASKS, packet]);
    const { timeout } = packet;
    if (timeout !== undefined) this.run.sendsTimed = true;
    this.errands.push({ node: target.planNode, input: packet.args, limit: timeout });
  }

  read(select: string | readonly string[], fresh = false): unknown {
    const { program, engineRun } = this.run;
    return readChannels(program, engineRun.values, select, fresh ? this.writes : undefined);
  }

  /** Forgets a failed attempt: what it wrote, its config, and how far it had come with its questions. */
  clear(): void {
    this.writes = [];
    this.errands = [];
    this.interrupts = [];
    this.output = undefined;
    this.scope = this;
    this.watcher = undefined;
    this.#config = undefined;
    if (this.#scratchpad !== undefined) this.#scratchpad.interruptCounter = -1;
  }

  /** What the engine takes. Writes to what is not a channel are for the books alone. */
  result(): TaskWrites {
    if (this.writes.length === 0) this.writes.push([NO_WRITES, null]);
    const { slots } = this.run.engineRun.plan;
    const writes: Write[] = [];
    for (const [channel, value] of this.writes) {
      const slot = slots.get(channel);
      if (slot !== undefined) writes.push({ slot, value });
    }
    return new TaskWrites(writes, this.errands);
  }
}
