/** What a graph's state is made of. */
export { Annotation, AnnotationRoot, getChannel } from './annotation.ts';
export type { SingleReducer, StateDefinition, StateType, UpdateType } from './annotation.ts';
export { DeltaValue } from './delta-value.ts';
export { ReducedValue } from './reduced-value.ts';
export { isSerializableSchema, isStandardSchema } from './standard-schema.ts';
export { StateSchema } from './state-schema.ts';
export type { AnyStateSchema } from './state-schema.ts';
export type {
  InferStateSchemaUpdate,
  InferStateSchemaValue,
  StateSchemaFieldToChannel,
  StateSchemaFieldsToStateDefinition,
} from './state-schema-inference.ts';
export { UntrackedValue } from './untracked-value.ts';
export { validateStateField } from './validate-state-field.ts';
