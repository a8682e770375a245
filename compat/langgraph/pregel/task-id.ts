/** Names tasks so that the same task has the same id in every attempt at its super-step, by LangGraph's own recipe. */
import { randomUuid } from '../../../src/base/index.ts';
import { nameId } from './name-id.ts';
import { PULL, PUSH } from '../reserved-names.ts';
import type { TaskFrame } from './task-frame.ts';

export function taskIdOf({ run, task, name, trigger }: TaskFrame): string {
  // Nothing keeps the run, so no other attempt will ask for the same id.
  if (run.saver === undefined) return randomUuid();
  return task.sent ? sentTaskId(run, name, task.place) : pulledTaskId(run, name, trigger);
}

/** The super-step that a task belongs to. */
interface StepPlace {
  readonly namespace: string;
  readonly step: number;
  /** The checkpoint that the super-step begins at. */
  readonly checkpointId: string;
}

/** @param trigger the channel that made it run */
export function pulledTaskId({ namespace, step, checkpointId }: StepPlace, name: string, trigger: string): string {
  return nameId(JSON.stringify([within(namespace, name), String(step), name, PULL, [trigger]]), checkpointId);
}

/** @param place among what was sent */
export function sentTaskId({ namespace, step, checkpointId }: StepPlace, name: string, place: number): string {
  return nameId(JSON.stringify([within(namespace, name), String(step), name, PUSH, String(place)]), checkpointId);
}

/** @param parentPath of the task that calls; `place` counts its calls */
export function callTaskId(
  { namespace, step, checkpointId }: StepPlace,
  name: string,
  parentPath: unknown,
  place: number,
): string {
  return nameId(JSON.stringify([within(namespace, name), String(step), name, PUSH, parentPath, place]), checkpointId);
}

/** @param failed where the task that failed keeps graphs within it, and its id */
export function handlerTaskId(
  failed: { readonly namespace: string; readonly id: string },
  step: number,
  name: string,
  checkpointId: string,
): string {
  const parts = [within(failed.namespace, name), String(step), name, PUSH, 'node_error_handler', failed.id];
  return nameId(JSON.stringify(parts), checkpointId);
}

function within(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}|${name}`;
}
