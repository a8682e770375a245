/** The part of the state's names that the door gives out. */
export {
  Annotation,
  type AnnotationRoot,
  type NodeType,
  type SingleReducer,
  type StateDefinition,
  type StateType,
  type UpdateType,
} from './annotation.ts';
export { DeltaValue, type DeltaValueInit } from './delta-value.ts';
export { ReducedValue, type ReducedValueInit } from './reduced-value.ts';
export {
  getJsonSchemaFromSchema,
  getSchemaDefaultGetter,
  isSerializableSchema,
  isStandardSchema,
} from './standard-schema.ts';
export { StateSchema, type AnyStateSchema } from './state-schema.ts';
export type {
  InferStateSchemaUpdate,
  InferStateSchemaValue,
  StateSchemaField,
  StateSchemaFieldToChannel,
  StateSchemaFields,
  StateSchemaFieldsToStateDefinition,
} from './state-schema-inference.ts';
export { UntrackedValue, type UntrackedValueInit } from './untracked-value.ts';
