/** What a run is given, as writes to channels. Pure. */
import { Command } from '../command.ts';
import { NULL_TASK_ID, RESUME, TASKS } from '../reserved-names.ts';
import { InvalidUpdateError } from '../errors/index.ts';
import { _isSend } from '../send.ts';
import type { Keys } from './run-settings.ts';
import type { ChannelValue } from './task-frame.ts';

/** @throws Error for an input that is no object where several channels take it */
export function inputWrites(keys: Keys, input: unknown): ChannelValue[] {
  if (input === undefined || input === null) return [];
  if (!Array.isArray(keys)) return [[keys, input]];
  if (typeof input !== 'object' || Array.isArray(input))
    throw new Error('Input chunk must be an object when "inputChannels" is an array');
  return Object.entries(input).filter(([key]) => keys.includes(key));
}

/** A write of a command, and the task that it is for. */
export interface CommandWrite {
  readonly taskId: string;
  readonly write: ChannelValue;
}

/**
 * What is falsy says nothing, answers included.
 *
 * @param resumesById whether `resume` says for each id of an interrupt what it is answered; such answers are not told here
 * @throws InvalidUpdateError for a command that is for a graph around this one
 */
export function commandWrites(command: Command, resumesById: boolean): CommandWrite[] {
  const { graph, goto, resume, update } = command;
  if (graph === Command.PARENT) throw new InvalidUpdateError('There is no parent graph.');
  const writes: ChannelValue[] = [];
  for (const target of goto ? [goto].flat() : []) {
    if (_isSend(target)) writes.push([TASKS, target]);
    else if (typeof target === 'string') writes.push([`branch:to:${target}`, '__start__']);
    else throw new Error(`In Command.send, expected Send or string, got ${typeof target}`);
  }
  if (!resumesById && resume) writes.push([RESUME, resume]);
  if (update) writes.push(...updateWrites(update));
  return writes.map((write) => ({ taskId: NULL_TASK_ID, write }));
}

function updateWrites(update: unknown): ChannelValue[] {
  if (typeof update !== 'object' || update === null)
    throw new Error('Expected cmd.update to be a dict mapping channel names to update values');
  return Array.isArray(update) ? (update as ChannelValue[]) : Object.entries(update);
}
