/** Names tasks so that the same task has the same id in every attempt at its super-step, by LangGraph's own recipe. */
import { uuid5 } from '@langchain/langgraph-checkpoint';
import { PULL, PUSH } from '../constants.ts';
import type { TaskFrame } from './task-frame.ts';

export function taskIdOf({ run, task, name, trigger }: TaskFrame): string {
  return task.sent
    ? sentTaskId(run.namespace, run.step, name, task.place, run.checkpointId)
    : pulledTaskId(run.namespace, run.step, name, trigger, run.checkpointId);
}

/** @param trigger the channel that made it run */
export function pulledTaskId(
  namespace: string,
  step: number,
  name: string,
  trigger: string,
  checkpointId: string,
): string {
  return uuid5(JSON.stringify([within(namespace, name), String(step), name, PULL, [trigger]]), checkpointId);
}

/** @param place among what was sent */
export function sentTaskId(namespace: string, step: number, name: string, place: number, checkpointId: string): string {
  return uuid5(JSON.stringify([within(namespace, name), String(step), name, PUSH, String(place)]), checkpointId);
}

/** @param parentPath of the task that calls; `place` counts its calls */
export function callTaskId(
  namespace: string,
  step: number,
  name: string,
  [parentPath, place]: readonly [parentPath: unknown, place: number],
  checkpointId: string,
): string {
  return uuid5(JSON.stringify([within(namespace, name), String(step), name, PUSH, parentPath, place]), checkpointId);
}

function within(namespace: string, name: string): string {
  return namespace === '' ? name : `${namespace}|${name}`;
}
