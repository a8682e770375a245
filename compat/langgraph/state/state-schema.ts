/** State as a record of schemas of any library, and of values that take updates in a way of their own. */
import type { JSONSchema } from '@langchain/core/utils/json_schema';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { BaseChannel } from '../channels/base-channel.ts';
import { BinaryOperatorAggregate } from '../channels/binary-operator-aggregate.ts';
import { DeltaChannel } from '../channels/delta-channel.ts';
import { LastValue } from '../channels/last-value.ts';
import { UntrackedValueChannel } from '../channels/untracked-value-channel.ts';
import { DeltaValue } from './delta-value.ts';
import { ReducedValue } from './reduced-value.ts';
import type { RunnableLike } from './runnable-like.ts';
import { getJsonSchemaFromSchema, getSchemaDefaultGetter, isStandardSchema } from './standard-schema.ts';
import type { InferStateSchemaUpdate, InferStateSchemaValue, StateSchemaFields } from './state-schema-inference.ts';
import { UntrackedValue } from './untracked-value.ts';
import { validateStateField } from './validate-state-field.ts';

const STATE_SCHEMA = Symbol.for('langgraph.state.state_schema');

/** The state of a graph, field by field. `State`, `Update` and `Node` exist as types alone. */
export class StateSchema<TFields extends StateSchemaFields> {
  /** The mark that `isInstance` looks for. */
  readonly [STATE_SCHEMA] = true as const;
  readonly fields: TFields;
  declare State: InferStateSchemaValue<TFields>;
  declare Update: InferStateSchemaUpdate<TFields>;
  declare Node: RunnableLike<InferStateSchemaValue<TFields>, InferStateSchemaUpdate<TFields>>;

  constructor(fields: TFields) {
    this.fields = fields;
  }

  /** New channels, one for each field. */
  getChannels(): Record<string, BaseChannel> {
    return Object.fromEntries(
      Object.entries(this.fields).map(([key, field]): [string, BaseChannel] => [key, channelOf(key, field)]),
    );
  }

  /** The JSON schema of the whole state. What has a default is not required. */
  getJsonSchema(): JSONSchema {
    const properties: Record<string, unknown> = {};
    const required: string[] = [];
    for (const [key, field] of Object.entries(this.fields)) {
      const schema = valueSchemaOf(field);
      const described = describe(schema, field);
      if (!described) continue;
      properties[key] = described;
      if (!getSchemaDefaultGetter(schema)) required.push(key);
    }
    return { type: 'object', properties, required: required.length > 0 ? required : undefined } as JSONSchema;
  }

  /** The JSON schema of an update, of which every field may be left out. */
  getInputJsonSchema(): JSONSchema {
    const properties: Record<string, unknown> = {};
    for (const [key, field] of Object.entries(this.fields)) {
      const described = describe(isReducing(field) ? field.inputSchema : valueSchemaOf(field), field);
      if (described) properties[key] = described;
    }
    return { type: 'object', properties } as JSONSchema;
  }

  getChannelKeys(): string[] {
    return Object.keys(this.fields);
  }

  getAllKeys(): string[] {
    return Object.keys(this.fields);
  }

  /**
   * What the schemas make of an update: only the keys that it has, an overwrite checked as a value, unknown keys as
   * they are.
   */
  async validateInput<T>(data: T): Promise<T> {
    if (data === null || data === undefined || typeof data !== 'object') return data;
    const result: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(data)) {
      result[key] = await validateStateField(key, this.fields[key], value);
    }
    return result as T;
  }

  /** Recognised by a shared symbol, so that one made by another copy of the package counts as well. */
  static isInstance<TFields extends StateSchemaFields>(value: StateSchema<TFields>): value is StateSchema<TFields>;
  // oxlint-disable-next-line typescript/no-explicit-any -- its fields are unknown: only `any` fits every use
  static isInstance(value: unknown): value is StateSchema<any>;
  static isInstance(value: unknown): boolean {
    return typeof value === 'object' && value !== null && STATE_SCHEMA in value && value[STATE_SCHEMA] === true;
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- as the upper bound of all state schemas
export type AnyStateSchema = StateSchema<any>;

function channelOf(key: string, field: unknown): BaseChannel {
  const initialValueFactory = () => getSchemaDefaultGetter(valueSchemaOf(field));
  if (DeltaValue.isInstance(field)) {
    const { reducer, snapshotFrequency } = field;
    return new DeltaChannel(reducer, { snapshotFrequency, initialValueFactory: initialValueFactory() });
  }
  if (ReducedValue.isInstance(field)) return new BinaryOperatorAggregate(field.reducer, initialValueFactory());
  if (UntrackedValue.isInstance(field)) {
    return new UntrackedValueChannel({ guard: field.guard, initialValueFactory: initialValueFactory() });
  }
  if (isStandardSchema(field)) return new LastValue(initialValueFactory());
  throw new Error(
    `Invalid state field "${key}": must be a schema, ReducedValue, DeltaValue, UntrackedValue, or ManagedValue`,
  );
}

function isReducing(field: unknown): field is DeltaValue | ReducedValue {
  return DeltaValue.isInstance(field) || ReducedValue.isInstance(field);
}

/** The schema of what a field holds. */
function valueSchemaOf(field: unknown): StandardSchemaV1 | undefined {
  if (isReducing(field)) return field.valueSchema;
  if (UntrackedValue.isInstance(field)) return field.schema;
  return isStandardSchema(field) ? field : undefined;
}

function describe(schema: unknown, field: unknown): Record<string, unknown> | undefined {
  const described = getJsonSchemaFromSchema(schema);
  return isReducing(field) && field.jsonSchemaExtra ? { ...described, ...field.jsonSchemaExtra } : described;
}
