/** What the door knows of a zod schema beside what it checks, and the types that follow from it. */
/* oxlint-disable typescript/no-explicit-any -- a reducer's value and update vary apart: only `any` takes them all */
import type { InteropZodObject, InteropZodObjectShape, InteropZodType } from '@langchain/core/utils/types';
import type { BaseChannel } from '../channels/base-channel.ts';
import type { OverwriteValue } from '../overwrite.ts';

/** Begins a description that carries further fields of a JSON schema. */
export const META_EXTRAS_DESCRIPTION_PREFIX = 'lg:';

export interface SchemaMeta<TValue = any, TUpdate = TValue> {
  /** Fields for the JSON schema. */
  jsonSchemaExtra?: {
    langgraph_nodes?: string[];
    langgraph_type?: 'prompt' | 'messages';
    [key: string]: unknown;
  };
  reducer?: {
    /** Checks an update; the schema itself where none is given. */
    schema?: InteropZodType<TUpdate>;
    fn: (a: TValue, b: TUpdate) => TValue;
  };
  default?: () => TValue;
}

/** A schema whose channel takes updates of another type. */
export type ReducedZodChannel<T extends InteropZodType, TReducerSchema extends InteropZodType> = T & {
  lg_reducer_schema: TReducerSchema;
};

/** The channels of a zod object. */
export type InteropZodToStateDefinition<T extends InteropZodObject, TShape = InteropZodObjectShape<T>> = {
  [key in keyof TShape]: TShape[key] extends ReducedZodChannel<infer Schema, infer ReducerSchema>
    ? Schema extends InteropZodType<infer V>
      ? ReducerSchema extends InteropZodType<infer U>
        ? BaseChannel<V, OverwriteValue<V> | U>
        : never
      : never
    : TShape[key] extends InteropZodType<infer V, infer U>
      ? BaseChannel<V, U>
      : never;
};

/** What a node may return where the state is a zod object. */
export type UpdateType<T extends InteropZodObject, TShape = InteropZodObjectShape<T>> = {
  [key in keyof TShape]?: TShape[key] extends ReducedZodChannel<infer Schema, infer ReducerSchema>
    ? Schema extends InteropZodType<infer V>
      ? ReducerSchema extends InteropZodType<infer U>
        ? OverwriteValue<V> | U
        : never
      : never
    : TShape[key] extends InteropZodType<unknown, infer U>
      ? U
      : never;
};
