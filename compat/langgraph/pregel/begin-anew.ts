/** The first super-step of a run that nothing keeps: its input, and what follows from it. */
import { applyWrites, selectTasks, Task, TaskWrites, type Changes, type Write } from '../../../src/engine/internal.ts';
import { isCommand } from '../command.ts';
import { TASKS } from '../reserved-names.ts';
import { EmptyInputError } from '../errors/index.ts';
import type { SendInterface } from '../send.ts';
import { commandWrites, inputWrites } from './run-input.ts';
import type { PregelRun } from './pregel-run.ts';
import type { Keys } from './run-settings.ts';
import type { ChannelValue, TimedErrand } from './task-frame.ts';

/**
 * Writes the input.
 *
 * @returns the tasks that run next
 * @throws EmptyInputError where there is nothing to begin with
 */
export function beginAnew(run: PregelRun, input: unknown, inputKeys: Keys): readonly Task[] {
  if (isCommand(input) && input.resume !== undefined && input.resume !== null)
    throw new Error('Cannot use Command(resume=...) without checkpointer');
  const writes = isCommand(input)
    ? commandWrites(input, false).map(({ write }) => write)
    : inputWrites(inputKeys, input);
  if (writes.length === 0) {
    if (isCommand(input)) throw new EmptyInputError('Received empty Command input');
    if (!('__pregel_resuming' in run.configurable))
      throw new EmptyInputError(`Received no input writes for ${JSON.stringify(inputKeys, null, 2)}`);
  }
  const { task, changes } = applyInput(run, writes);
  run.engineRun.step++;
  const tasks = selectTasks(run.engineRun, [task], changes);
  run.passTimeouts([task], tasks);
  return tasks;
}

/** Applies writes that no node made. */
function applyInput(
  run: PregelRun,
  writes: readonly ChannelValue[],
): { readonly task: Task; readonly changes: Changes } {
  const { engineRun, program } = run;
  const task = new Task(engineRun, program.plan.start, undefined, true);
  const { writes: taken, errands } = asTaskWrites(run, writes);
  task.writes = taken;
  task.errands = errands;
  task.complete = true;
  const changes = applyWrites(program.plan, engineRun.values, [task]);
  engineRun.values.adopt(changes);
  run.changed = changes;
  return { task, changes };
}

/** Writes as the engine takes them: those to channels, and what is sent. */
export function asTaskWrites(run: PregelRun, writes: readonly ChannelValue[]): TaskWrites {
  const { program } = run;
  const taken: Write[] = [];
  const errands: TimedErrand[] = [];
  for (const [channel, value] of writes) {
    const slot = program.plan.slots.get(channel);
    if (slot !== undefined) taken.push({ slot, value });
    const packet = channel === TASKS ? (value as SendInterface) : undefined;
    const target = packet && program.byName.get(packet.node);
    if (packet === undefined || target === undefined) continue;
    const { args: input, timeout } = packet;
    if (timeout !== undefined) run.sendsTimed = true;
    errands.push({ node: target.planNode, input, limit: timeout });
  }
  return new TaskWrites(taken, errands);
}
