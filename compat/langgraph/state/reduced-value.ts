import type { SerializableSchema } from './standard-schema.ts';

const REDUCED_VALUE = Symbol.for('langgraph.state.reduced_value');

interface ReducedValueInitBase<Value = unknown> {
  reducer: (current: Value, next: Value) => Value;
  /** Merged into the JSON schema of the field. */
  jsonSchemaExtra?: Record<string, unknown>;
}

interface ReducedValueInitWithSchema<Value = unknown, Input = Value> {
  inputSchema: SerializableSchema<unknown, Input>;
  reducer: (current: Value, next: Input) => Value;
  /** Merged into the JSON schema of the field. */
  jsonSchemaExtra?: Record<string, unknown>;
}

export type ReducedValueInit<Value = unknown, Input = Value> =
  | ReducedValueInitWithSchema<Value, Input>
  | ReducedValueInitBase<Value>;

/** A field of a {@link StateSchema} whose updates are folded into its value. */
export class ReducedValue<Value = unknown, Input = Value> {
  readonly [REDUCED_VALUE] = true as const;
  /** Checks the value that is held; its default is what the field starts with. */
  readonly valueSchema: SerializableSchema<unknown, Value>;
  /** Checks an update; `valueSchema` where no other was given. */
  readonly inputSchema: SerializableSchema<unknown, Input | Value>;
  readonly reducer: (current: Value, next: Input) => Value;
  readonly jsonSchemaExtra?: Record<string, unknown>;
  declare ValueType: Value;
  declare InputType: Input;

  constructor(valueSchema: SerializableSchema<unknown, Value>, init: ReducedValueInitWithSchema<Value, Input>);
  constructor(valueSchema: SerializableSchema<Input, Value>, init: ReducedValueInitBase<Value>);
  constructor(valueSchema: SerializableSchema<unknown, Value>, init: ReducedValueInit<Value, Input>) {
    this.reducer = init.reducer as (current: Value, next: Input) => Value;
    this.jsonSchemaExtra = init.jsonSchemaExtra;
    this.valueSchema = valueSchema;
    this.inputSchema = 'inputSchema' in init ? init.inputSchema : valueSchema;
  }

  static isInstance<Value = unknown, Input = Value>(
    value: ReducedValue<Value, Input>,
  ): value is ReducedValue<Value, Input>;
  static isInstance(value: unknown): value is ReducedValue;
  static isInstance(value: unknown): boolean {
    return typeof value === 'object' && value !== null && REDUCED_VALUE in value && value[REDUCED_VALUE] === true;
  }
}
