import { BaseMessage } from '@langchain/core/messages';
import { isCommand } from '../command.ts';

/** A run's input as the protocol has it: a command, or values. */
export interface SerializedInput {
  readonly command: unknown;
  readonly input: unknown;
}

export function serializeInput(input: unknown): SerializedInput {
  return isCommand(input)
    ? { command: plainCommand(input), input: undefined }
    : { command: undefined, input: serializeValues(input) };
}

/** A command may already be plain data. */
export function plainCommand(command: object): unknown {
  return 'toJSON' in command && typeof command.toJSON === 'function' ? (command.toJSON() as unknown) : command;
}

/** Messages, however deep, in the form in which servers take them: their fields, and who speaks. */
export function serializeValues(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(serializeValues);
  if (BaseMessage.isInstance(value)) return { ...value.toDict().data, role: value.getType() };
  // Dates and the like say themselves what they are written as.
  if ('toJSON' in value && typeof value.toJSON === 'function') return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, serializeValues(field)]));
}
