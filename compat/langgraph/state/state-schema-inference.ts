/** What types a {@link StateSchema} gives its values, updates and channels. */
/* oxlint-disable typescript/no-explicit-any -- a field's input and output vary apart: only `any` takes them all */
import type { BaseChannel } from '../channels/base-channel.ts';
import type { OverwriteValue } from '../overwrite.ts';
import type { DeltaValue } from './delta-value.ts';
import type { ReducedValue } from './reduced-value.ts';
import type { SerializableSchema } from './standard-schema.ts';
import type { UntrackedValue } from './untracked-value.ts';

/** What a field may be: a value with a way of its own to take updates, or a schema alone. */
export type StateSchemaField<Input = unknown, Output = Input> =
  | DeltaValue<Input, Output>
  | ReducedValue<Input, Output>
  | UntrackedValue<Output>
  | SerializableSchema<Input, Output>;

export type StateSchemaFields = { [key: string]: StateSchemaField<any, any> };

/** The channel of a field. */
export type StateSchemaFieldToChannel<F> =
  F extends DeltaValue<infer V, infer I>
    ? BaseChannel<V, OverwriteValue<V> | I>
    : F extends ReducedValue<infer V, infer I>
      ? BaseChannel<V, OverwriteValue<V> | I>
      : F extends UntrackedValue<infer V>
        ? BaseChannel<V, V>
        : F extends SerializableSchema<infer I, infer O>
          ? BaseChannel<O, I>
          : BaseChannel<unknown, unknown>;

/** The channels of all fields. */
export type StateSchemaFieldsToStateDefinition<TFields extends StateSchemaFields> = {
  [K in keyof TFields]: StateSchemaFieldToChannel<TFields[K]>;
};

/** What a node reads. */
export type InferStateSchemaValue<TFields extends StateSchemaFields> = {
  [K in keyof TFields]: TFields[K] extends DeltaValue<any, any>
    ? TFields[K]['ValueType']
    : TFields[K] extends ReducedValue<any, any>
      ? TFields[K]['ValueType']
      : TFields[K] extends UntrackedValue<any>
        ? TFields[K]['ValueType']
        : TFields[K] extends SerializableSchema<any, infer TOutput>
          ? TOutput
          : never;
};

/** What a node may return: any of the keys. */
export type InferStateSchemaUpdate<TFields extends StateSchemaFields> = {
  [K in keyof TFields]?: TFields[K] extends DeltaValue<infer V, infer I>
    ? OverwriteValue<V> | I
    : TFields[K] extends ReducedValue<infer V, infer I>
      ? OverwriteValue<V> | I
      : TFields[K] extends UntrackedValue<any>
        ? TFields[K]['ValueType']
        : TFields[K] extends SerializableSchema<infer TInput, any>
          ? TInput
          : never;
};
