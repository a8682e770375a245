/** Runs the nodes of one run: body, then writers, with the config at hand for whatever they call. */
import type { TaskExecutor } from '../../../src/engine/index.ts';
import { PauseSignal, Task, type TaskWrites } from '../../../src/engine/internal.ts';
import { Command } from '../command.ts';
import { isGraphInterrupt, isParentCommand } from '../errors/index.ts';
import { runWithin } from './ambient-config.ts';
import { isPromiseLike } from './is-promise-like.ts';
import { performUnderPolicies } from './node-policies.ts';
import type { PregelRun } from './pregel-run.ts';
import type { TaskFrame } from './task-frame.ts';
import { performTraced } from './traced-node.ts';

export class NodeExecutor implements TaskExecutor {
  readonly #run: PregelRun;

  constructor(run: PregelRun) {
    this.#run = run;
  }

  /** A task that fails does so in a turn of its own: those beside it have started by then, and their writes are kept. */
  execute(task: object): unknown {
    const frame = this.#run.frameOf(task as Task);
    try {
      const plain = frame.program.plain && this.#run.retryPolicy === undefined;
      const performed = plain ? perform(frame) : performUnderPolicies(frame, perform);
      if (!isPromiseLike(performed)) return frame.result();
      return performed.then(
        () => frame.result(),
        (error: unknown) => settle(frame, error),
      );
    } catch (error) {
      return settle(frame, error);
    }
  }
}

/** One attempt at a task. */
export function perform(frame: TaskFrame): void | Promise<void> {
  return frame.run.manager === undefined ? runNode(frame) : performTraced(frame, runNode);
}

function runNode(frame: TaskFrame): void | Promise<void> {
  return runWithin(frame, () => {
    const { program, input, config } = frame;
    const output: unknown = program.body(input, config);
    if (isPromiseLike(output)) return finishLater(frame, output);
    return isRunnable(output) ? finishLater(frame, output.invoke(input, config)) : writeResult(frame, output, 0);
  });
}

async function finishLater(frame: TaskFrame, pending: PromiseLike<unknown>): Promise<void> {
  let output = await pending;
  while (isRunnable(output)) output = await output.invoke(frame.input, frame.config);
  await writeResult(frame, output, 0);
}

/** @param from the writer to begin with */
function writeResult(frame: TaskFrame, output: unknown, from: number): void | Promise<void> {
  frame.output = output;
  const { writers } = frame.program;
  for (let place = from; place < writers.length; place++) {
    const written = writers[place]?.(output, frame);
    if (isPromiseLike(written)) return written.then(() => writeResult(frame, output, place + 1)) as Promise<void>;
  }
}

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
    throw new PauseSignal(frame.name);
  }
  if (isParentCommand(error)) {
    const { command } = error;
    if (command.graph === frame.namespace) {
      frame.clear();
      await runWithin(frame, () => writeResult(frame, command, 0));
      return frame.result();
    }
    if (command.graph === Command.PARENT) {
      const { update, goto, resume } = command;
      error.command = new Command({ update, goto, resume, graph: parentOf(frame.namespace) });
    }
  }
  throw error;
}

/** The namespace of the task that a task's graph runs in. Graphs called several times by one task are told apart by a number. */
function parentOf(namespace: string): string {
  const parts = namespace.split('|');
  while (parts.length > 1 && /^\d+$/.test(parts.at(-1) ?? '')) parts.pop();
  return parts.slice(0, -1).join('|');
}
