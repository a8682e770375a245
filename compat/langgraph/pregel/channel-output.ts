/** What callers see of a run: its state, and what tasks made of it. Pure. */
import { EMPTY } from '../../../src/engine/index.ts';
import { readable, type ChannelValues } from '../../../src/engine/internal.ts';
import { RETURN } from '../reserved-names.ts';
import type { PregelProgram } from './pregel-program.ts';
import type { ChannelValue } from './task-frame.ts';

type Keys = string | readonly string[];

/**
 * One value where one channel is named, `null` if it is empty; else a record without those that are empty.
 *
 * @param fresh writes that the values are to show and do not have yet
 */
export function readChannels(
  { plan }: PregelProgram,
  values: ChannelValues,
  keys: Keys,
  fresh: readonly ChannelValue[] = [],
): unknown {
  const read = (name: string): unknown => {
    const slot = plan.slots.get(name);
    const channel = slot === undefined ? undefined : plan.channels[slot];
    if (slot === undefined || channel === undefined) return EMPTY;
    const held = values.held[slot];
    const written = fresh.filter(([to]) => to === name).map(([, value]) => value);
    return readable(channel, written.length === 0 ? held : channel.channel.update(held, written));
  };
  if (typeof keys === 'string') {
    const value = read(keys);
    return value === EMPTY ? null : value;
  }
  const record: Record<string, unknown> = {};
  for (const name of keys) {
    const value = read(name);
    if (value !== EMPTY) record[name] = value;
  }
  return record;
}

/** Whether any of the writes goes to one of the channels. */
export function writesAny(writes: readonly ChannelValue[], keys: Keys): boolean {
  if (typeof keys === 'string') return writes.some(([channel]) => channel === keys);
  return writes.some(([channel]) => keys.includes(channel));
}

export interface NamedWrites {
  readonly name: string;
  readonly writes: readonly ChannelValue[];
}

/**
 * The chunk of mode `updates` for a task that has ended.
 *
 * @param cached whether it had ended before the run began, or its result was known
 */
export function updatesOf({ name, writes }: NamedWrites, keys: Keys, cached: boolean): Record<string, unknown> {
  const updates = taskUpdates(writes, keys);
  const chunk: Record<string, unknown> = {};
  if (updates.length === 1) chunk[name] = updates[0];
  else if (updates.length > 1) chunk[name] = updates;
  if (cached) chunk.__metadata__ = { cached };
  return chunk;
}

function taskUpdates(writes: readonly ChannelValue[], keys: Keys): unknown[] {
  const returned = writes.filter(([channel]) => channel === RETURN);
  if (returned.length > 0) return returned.map(([, value]) => value);
  if (typeof keys === 'string') return writes.filter(([channel]) => channel === keys).map(([, value]) => value);
  const told = writes.filter(([channel]) => keys.includes(channel));
  const repeats = new Set(told.map(([channel]) => channel)).size < told.length;
  return repeats ? told.map(([channel, value]) => ({ [channel]: value })) : [Object.fromEntries(told)];
}

/** The result that mode `tasks` tells: by channel; several writes to one are told apart. */
export function resultOf(writes: readonly ChannelValue[], keys: Keys): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [channel, value] of writes) {
    if (typeof keys === 'string' ? channel !== keys : !keys.includes(channel)) continue;
    if (!Object.hasOwn(result, channel)) result[channel] = value;
    else if (isMultiple(result[channel])) result[channel].$writes.push(value);
    else result[channel] = { $writes: [result[channel], value] };
  }
  return result;
}

function isMultiple(value: unknown): value is { readonly $writes: unknown[] } {
  return typeof value === 'object' && value !== null && '$writes' in value && Array.isArray(value.$writes);
}
