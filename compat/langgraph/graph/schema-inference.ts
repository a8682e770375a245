/** The state and the update that a schema of any kind describes. */
import type { InteropZodObject } from '@langchain/core/utils/types';
import type {
  AnnotationRoot,
  StateDefinition,
  StateSchema,
  StateSchemaFieldsToStateDefinition,
  StateType,
  UpdateType,
} from '../state/index.ts';
import type { InteropZodToStateDefinition } from '../zod/schema-meta.ts';

/** The channels that a schema of any kind describes. */
export type ToStateDefinition<T> =
  T extends StateSchema<infer Fields>
    ? StateSchemaFieldsToStateDefinition<Fields>
    : T extends AnnotationRoot<infer Definition>
      ? Definition
      : T extends InteropZodObject
        ? InteropZodToStateDefinition<T>
        : T extends StateDefinition
          ? T
          : never;

/** The state that a schema describes; `Fallback` where it is none. */
export type ExtractStateType<Schema, Fallback = Schema> =
  Schema extends AnnotationRoot<infer Definition>
    ? StateType<Definition>
    : StateType<ToStateDefinition<Schema>> extends infer State
      ? [State] extends [never]
        ? Fallback
        : State
      : Fallback;

/** What a node may write to the state that a schema describes; a partial `FallbackBase` where it is none. */
export type ExtractUpdateType<Schema, FallbackBase = Schema> =
  Schema extends AnnotationRoot<infer Definition>
    ? UpdateType<Definition>
    : UpdateType<ToStateDefinition<Schema>> extends infer Update
      ? [Update] extends [never]
        ? Partial<FallbackBase>
        : Update
      : Partial<FallbackBase>;
