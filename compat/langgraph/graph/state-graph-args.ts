/** The older forms in which a StateGraph is told its state. */
import type { AnnotationRoot, AnyStateSchema, SingleReducer, StateDefinition } from '../state/index.ts';
import type { ToStateDefinition } from './schema-inference.ts';
import type { StateDefinitionInit } from './state-graph-init.ts';

// Updates of any type.
// oxlint-disable-next-line typescript/no-explicit-any
export type ChannelReducers<Channels extends object> = { [K in keyof Channels]: SingleReducer<Channels[K], any> };

/** @deprecated The older form of a state: key → reducer. */
export interface StateGraphArgs<Channels> {
  channels: Channels extends object
    ? Channels extends unknown[]
      ? ChannelReducers<{ __root__: Channels }>
      : ChannelReducers<Channels>
    : ChannelReducers<{ __root__: Channels }>;
}

export type StateGraphArgsWithStateSchema<
  SD extends StateDefinition,
  I extends StateDefinition,
  O extends StateDefinition,
> = { stateSchema: AnnotationRoot<SD>; input?: AnnotationRoot<I>; output?: AnnotationRoot<O> };

export type StateGraphArgsWithInputOutputSchemas<SD extends StateDefinition, O extends StateDefinition = SD> = {
  input: AnnotationRoot<SD>;
  output: AnnotationRoot<O>;
};

/** The channels of a schema; a StateSchema stays what it is. */
export type ExtractStateDefinition<T> = T extends AnyStateSchema
  ? T
  : T extends StateDefinitionInit
    ? ToStateDefinition<T>
    : StateDefinition;
