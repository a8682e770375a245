import type { DeltaReducer } from '../channels/delta-channel.ts';
import type { SerializableSchema } from './standard-schema.ts';

const DELTA_VALUE = Symbol.for('langgraph.state.delta_value');

interface DeltaValueInitBase<Value = unknown> {
  reducer: DeltaReducer<Value, Value>;
  /** After how many updates the whole value is stored. */
  snapshotFrequency?: number;
  /** Merged into the JSON schema of the field. */
  jsonSchemaExtra?: Record<string, unknown>;
}

interface DeltaValueInitWithSchema<Value = unknown, Input = Value> {
  inputSchema: SerializableSchema<unknown, Input>;
  reducer: DeltaReducer<Value, Input>;
  /** After how many updates the whole value is stored. */
  snapshotFrequency?: number;
  /** Merged into the JSON schema of the field. */
  jsonSchemaExtra?: Record<string, unknown>;
}

export type DeltaValueInit<Value = unknown, Input = Value> =
  | DeltaValueInitWithSchema<Value, Input>
  | DeltaValueInitBase<Value>;

/**
 * A field of a {@link StateSchema} of which checkpoints store the updates and, now and then, the whole value. Its
 * reducer takes all the updates of a step at once.
 */
export class DeltaValue<Value = unknown, Input = Value> {
  readonly [DELTA_VALUE] = true as const;
  /** Checks the value that is held; its default is what the field starts with. */
  readonly valueSchema: SerializableSchema<unknown, Value>;
  /** Checks an update; `valueSchema` where no other was given. */
  readonly inputSchema: SerializableSchema<unknown, Input | Value>;
  readonly reducer: DeltaReducer<Value, Input>;
  readonly snapshotFrequency?: number;
  readonly jsonSchemaExtra?: Record<string, unknown>;
  declare ValueType: Value;
  declare InputType: Input;

  constructor(valueSchema: SerializableSchema<unknown, Value>, init: DeltaValueInitWithSchema<Value, Input>);
  constructor(valueSchema: SerializableSchema<Input, Value>, init: DeltaValueInitBase<Value>);
  constructor(valueSchema: SerializableSchema<unknown, Value>, init: DeltaValueInit<Value, Input>) {
    this.reducer = init.reducer as DeltaReducer<Value, Input>;
    this.valueSchema = valueSchema;
    this.inputSchema = 'inputSchema' in init ? init.inputSchema : valueSchema;
    this.snapshotFrequency = init.snapshotFrequency;
    this.jsonSchemaExtra = init.jsonSchemaExtra;
  }

  static isInstance<Value = unknown, Input = Value>(value: DeltaValue<Value, Input>): value is DeltaValue<Value, Input>;
  static isInstance(value: unknown): value is DeltaValue;
  static isInstance(value: unknown): boolean {
    return typeof value === 'object' && value !== null && DELTA_VALUE in value && value[DELTA_VALUE] === true;
  }
}
