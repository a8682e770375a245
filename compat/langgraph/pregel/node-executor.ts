/** Runs the nodes of one run: body, then writers, with the config at hand for whatever they call. */
import type { TaskExecutor } from '../../../src/engine/index.ts';
import { PauseSignal, type Task, type TaskWrites } from '../../../src/engine/internal.ts';
import { Command } from '../command.ts';
import { isGraphInterrupt, isParentCommand } from '../errors/index.ts';
import { runTraced, runWithin } from './ambient-config.ts';
import { isPromiseLike } from './is-promise-like.ts';
import { performUnderPolicies } from './node-policies.ts';
import type { TaskScope } from './node-writer.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';
import type { PregelRun } from './pregel-run.ts';
import { settleFailure } from './settle-failure.ts';
import type { TaskFrame } from './task-frame.ts';
import { performTraced } from './traced-node.ts';

export class NodeExecutor implements TaskExecutor {
  readonly #run: PregelRun;

  constructor(run: PregelRun) {
    this.#run = run;
  }

  /** A task that fails does so in a turn of its own: those beside it have started by then, and their writes are kept. */
  execute(task: object): unknown {
    const run = this.#run;
    const frame = run.frameOf(task as Task);
    try {
      const plain = frame.program.plain && run.retryPolicy === undefined && frame.sentTimeout === undefined;
      const performed = plain ? perform(frame) : performUnderPolicies(frame, perform);
      if (!isPromiseLike(performed)) return finish(frame);
      return performed.then(
        () => finish(frame),
        (error: unknown) => settle(frame, error),
      );
    } catch (error) {
      return settle(frame, error);
    }
  }
}

function finish(frame: TaskFrame): TaskWrites {
  const { run, program } = frame;
  const result = frame.result();
  if (program.policies.cache !== undefined && !run.engineRun.stop.stopped) run.cache?.keep(frame);
  return result;
}

/** One attempt at a task. */
export function perform(frame: TaskFrame): void | Promise<void> {
  return frame.run.manager === undefined ? runNode(frame) : performTraced(frame, runNode);
}

function runNode(frame: TaskFrame): void | Promise<void> {
  if (!frame.program.seeksConfig) return runBody(frame);
  const enter = frame.run.isInLangSmith ? runTraced : runWithin;
  return enter(frame.scope, () => runBody(frame));
}

function runBody(frame: TaskFrame): void | Promise<void> {
  const { program, input, scope } = frame;
  const { body } = program;
  const output: unknown = body(input, body.ignoresConfig ? NOT_MADE : frame.config);
  if (isPromiseLike(output)) return finishLater(frame, output, scope);
  if (isRunnable(output)) return finishLater(frame, output.invoke(input, frame.config), scope);
  return writeResult(frame, output, scope, 0);
}

async function finishLater(frame: TaskFrame, pending: PromiseLike<unknown>, scope: TaskScope): Promise<void> {
  let output = await pending;
  while (isRunnable(output)) output = await output.invoke(frame.input, frame.config);
  await (frame.program.seeksConfig
    ? writeResult(frame, output, scope, 0)
    : runWithin(scope, () => writeResult(frame, output, scope, 0)));
}

/**
 * @param scope of the attempt that the result is from; one whose time is over has no say any more
 * @param from  the writer to begin with
 */
function writeResult(frame: TaskFrame, output: unknown, scope: TaskScope, from: number): void | Promise<void> {
  if (frame.scope !== scope) return;
  frame.output = output;
  const { writers } = frame.program;
  for (let place = from; place < writers.length; place++) {
    const written = writers[place]?.(output, scope);
    if (isPromiseLike(written)) return written.then(() => writeResult(frame, output, scope, place + 1));
  }
}

/** For bodies that cannot see it. */
const NOT_MADE: LangGraphRunnableConfig = Object.freeze({});

interface Invocable {
  invoke(input: unknown, config: unknown): Promise<unknown>;
}

/** A node may return a Runnable to be run in its place. */
function isRunnable(output: unknown): output is Invocable {
  return typeof output === 'object' && output !== null && (output as { lc_runnable?: unknown }).lc_runnable === true;
}

/** What a task comes to that threw: a pause, writes that a graph within it had for this one, or the error. */
async function settle(frame: TaskFrame, error: unknown): Promise<TaskWrites> {
  if (isGraphInterrupt(error)) {
    frame.interrupts = error.interrupts ?? [];
    frame.task.interrupts = frame.interrupts.map(({ id = '', value }) => ({ id, node: frame.name, value }));
    frame.task.paused = true;
    frame.run.lastInterrupts = frame.interrupts;
    frame.run.failures.paused = true;
    throw new PauseSignal(frame.name);
  }
  if (isParentCommand(error)) {
    const { command } = error;
    if (command.graph === frame.namespace) {
      frame.clear();
      await runWithin(frame, () => writeResult(frame, command, frame, 0));
      return frame.result();
    }
    if (command.graph === Command.PARENT) {
      const { update, goto, resume } = command;
      error.command = new Command({ update, goto, resume, graph: parentOf(frame.namespace) });
    }
  }
  return settleFailure(frame, error);
}

/** The namespace of the task that a task's graph runs in. Graphs called several times by one task are told apart by a number. */
function parentOf(namespace: string): string {
  const parts = namespace.split('|');
  while (parts.length > 1 && /^\d+$/.test(parts.at(-1) ?? '')) parts.pop();
  return parts.slice(0, -1).join('|');
}
