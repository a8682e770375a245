/** Checks what a graph is called with against its schemas, and puts parsed values in place. */
import {
  interopParse,
  interopZodObjectPartial,
  isInteropZodObject,
  type InteropZodObject,
} from '@langchain/core/utils/types';
import { isCommand, type Command } from '../command.ts';
import { PARTIAL_STATE } from '../reserved-names.ts';
import { StateSchema, type AnyStateSchema } from '../state/index.ts';
import type { SchemaMetaRegistry } from '../zod/schema-meta-registry.ts';

export interface InputSchemas {
  input: InteropZodObject | AnyStateSchema | typeof PARTIAL_STATE | undefined;
  state: InteropZodObject | AnyStateSchema | undefined;
}

type Values = Record<string, unknown>;

export async function parseGraphInput(
  input: unknown,
  schemas: InputSchemas,
  registry: SchemaMetaRegistry,
): Promise<unknown> {
  if (input === null || input === undefined) return input;
  const schema = schemas.input === PARTIAL_STATE ? schemas.state : schemas.input;
  if (StateSchema.isInstance(schema)) {
    const parse = (values: Values): Promise<Values> => schema.validateInput(values);
    return isCommand(input) ? withUpdate(input, parse) : parse(input as Values);
  }
  if (!isInteropZodObject(schema)) return input;
  const extended = registry.getExtendedChannelSchemas(schema, { withReducerSchema: true });
  const parser = schemas.input === PARTIAL_STATE ? interopZodObjectPartial(extended) : extended;
  if (!isCommand(input)) return interopParse(parser, input);
  return withUpdate(input, (values) => {
    const parsed: Values = interopParse(parser, values);
    return Object.fromEntries(Object.keys(values).map((key) => [key, parsed[key]]));
  });
}

/** The same command with its update parsed; the caller's own stays as it is. */
async function withUpdate(command: Command, parse: (values: Values) => Values | Promise<Values>): Promise<Command> {
  const { update } = command;
  if (!update) return command;
  const values: Values = Array.isArray(update) ? Object.fromEntries(update) : update;
  const copy = Object.create(Object.getPrototypeOf(command) as object) as Command;
  return Object.assign(copy, command, { update: await parse(values) });
}
