import type { SerializableSchema } from './standard-schema.ts';

const UNTRACKED_VALUE = Symbol.for('langgraph.state.untracked_value');

export interface UntrackedValueInit {
  /** Whether a second write in one step is an error; otherwise the last one counts. True unless said. */
  guard?: boolean;
}

/** A field of a {@link StateSchema} that lives as long as the run and is never stored. */
export class UntrackedValue<Value = unknown> {
  readonly [UNTRACKED_VALUE] = true as const;
  readonly schema?: SerializableSchema<Value>;
  readonly guard: boolean;
  declare ValueType: Value;

  constructor(schema?: SerializableSchema<Value>, init?: UntrackedValueInit) {
    this.schema = schema;
    this.guard = init?.guard ?? true;
  }

  static isInstance<Value = unknown>(value: UntrackedValue<Value>): value is UntrackedValue<Value>;
  static isInstance(value: unknown): value is UntrackedValue;
  static isInstance(value: unknown): boolean {
    return typeof value === 'object' && value !== null && UNTRACKED_VALUE in value;
  }
}
