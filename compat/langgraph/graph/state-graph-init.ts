/** The forms in which a StateGraph is told its schemas, and the one form that it works with. */
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { isInteropZodObject, type InteropZodObject } from '@langchain/core/utils/types';
import { isBaseChannel, type BaseChannel } from '../channels/base-channel.ts';
import { StateGraphInputError } from '../errors/index.ts';
import {
  AnnotationRoot,
  StateSchema,
  getChannel,
  type AnyStateSchema,
  type SingleReducer,
  type StateDefinition,
} from '../state/index.ts';
import type { SchemaMetaRegistry } from '../zod/schema-meta-registry.ts';

/** What describes a state. */
// As published: an annotation of any state.
// oxlint-disable-next-line typescript/no-explicit-any
export type StateDefinitionInit = StateDefinition | InteropZodObject | AnyStateSchema | AnnotationRoot<any>;

/** What describes a context, which has no channels. */
export type ContextSchemaInit = StandardSchemaV1 | AnnotationRoot<StateDefinition>;

export type StateGraphInit<
  SD extends StateDefinitionInit = StateDefinitionInit,
  I extends StateDefinitionInit | undefined = undefined,
  O extends StateDefinitionInit | undefined = undefined,
  C extends StateDefinitionInit | undefined = undefined,
  N extends string = string,
  InterruptType = unknown,
  WriterType = unknown,
> = {
  /** `input` where it is left out. */
  state?: SD;
  /** @deprecated The older name of `state`. */
  stateSchema?: SD;
  input?: I;
  output?: O;
  context?: C;
  /** Types what is asked and answered by interrupts. */
  interrupt?: InterruptType;
  /** Types what nodes stream. */
  writer?: WriterType;
  /** Types the names of nodes that are added later. */
  nodes?: N[];
};

/** What may stand beside a state that is given on its own. */
export type StateGraphOptions<
  I extends StateDefinitionInit | undefined = undefined,
  O extends StateDefinitionInit | undefined = undefined,
  C extends StateDefinitionInit | undefined = undefined,
  N extends string = string,
  InterruptType = unknown,
  WriterType = unknown,
> = Omit<StateGraphInit<StateDefinitionInit, I, O, C, N, InterruptType, WriterType>, 'state' | 'stateSchema'>;

/** Every part, as far as it was given. */
export interface NormalInit {
  state?: StateDefinitionInit;
  stateSchema?: StateDefinitionInit;
  input?: StateDefinitionInit;
  output?: StateDefinitionInit;
  context?: unknown;
  interrupt?: unknown;
  writer?: unknown;
  nodes?: string[];
}

function isStateDefinitionInit(value: unknown): value is StateDefinitionInit {
  if (typeof value !== 'object' || value === null) return false;
  if (StateSchema.isInstance(value) || isInteropZodObject(value) || AnnotationRoot.isInstance(value)) return true;
  const members: unknown[] = Object.values(value);
  return (
    !Array.isArray(value) &&
    members.length > 0 &&
    members.every((member) => typeof member === 'function' || isBaseChannel(member))
  );
}

/** Whether it names the schemas, at least that of the state or the input. */
function isStateGraphInit(value: unknown): value is NormalInit {
  if (typeof value !== 'object' || value === null) return false;
  const { state, stateSchema, input, output } = value as NormalInit;
  if (![state, stateSchema, input].some(isStateDefinitionInit)) return false;
  return [input, output].every((schema) => schema === undefined || schema === null || isStateDefinitionInit(schema));
}

/**
 * @param options options, or the schema of the context alone
 * @throws StateGraphInputError for what describes no state
 */
export function normalizeInit(stateOrInit: unknown, options: unknown): NormalInit {
  const given = normalizeOptions(options);
  if (isStateGraphInit(stateOrInit)) return mergeInit(stateOrInit, given);
  if (isStateDefinitionInit(stateOrInit)) return mergeInit({ state: stateOrInit }, given);
  if (isChannelsInit(stateOrInit)) {
    const channels = Object.entries(stateOrInit.channels).map(([key, reducer]) => [key, getChannel(reducer)] as const);
    return { state: Object.fromEntries(channels) };
  }
  throw new StateGraphInputError();
}

function normalizeOptions(options: unknown): { context?: unknown; isContextOnly: boolean } & NormalInit {
  if (isInteropZodObject(options) || AnnotationRoot.isInstance(options))
    return { context: options, isContextOnly: true };
  return { ...(options as NormalInit | undefined), isContextOnly: false };
}

/** A context that stands alone goes before one that is named; of other parts the named one goes first. */
function mergeInit(init: NormalInit, options: ReturnType<typeof normalizeOptions>): NormalInit {
  if (options.isContextOnly) return { ...init, context: options.context };
  return {
    ...init,
    input: init.input ?? options.input,
    output: init.output ?? options.output,
    context: init.context ?? options.context,
    interrupt: init.interrupt ?? options.interrupt,
    writer: init.writer ?? options.writer,
    nodes: init.nodes ?? options.nodes,
  };
}

function isChannelsInit(value: unknown): value is { channels: Record<string, SingleReducer<unknown, unknown>> } {
  return typeof value === 'object' && value !== null && (value as { channels?: unknown }).channels !== undefined;
}

/**
 * @returns the channels, or functions that make them
 * @throws StateGraphInputError for what describes none
 */
export function channelsOf(schema: unknown, registry: SchemaMetaRegistry): StateDefinition {
  if (StateSchema.isInstance(schema)) return schema.getChannels();
  if (isInteropZodObject(schema)) return registry.getChannelsForSchema(schema);
  if (AnnotationRoot.isInstance(schema)) return schema.spec;
  if (typeof schema === 'object' && schema !== null && !Array.isArray(schema) && Object.keys(schema).length > 0)
    return schema as StateDefinition;
  throw new StateGraphInputError(
    'Invalid schema type. Expected StateSchema, Zod object, AnnotationRoot, or StateDefinition.',
  );
}

/** The channel itself, of an entry that may be a function that makes it. */
export function channelOf(entry: BaseChannel | (() => BaseChannel)): BaseChannel {
  return typeof entry === 'function' ? entry() : entry;
}

/** The schema, where it is one that values can be checked against. */
export function runtimeSchemaOf(schema: unknown): InteropZodObject | AnyStateSchema | undefined {
  return StateSchema.isInstance(schema) || isInteropZodObject(schema) ? schema : undefined;
}
