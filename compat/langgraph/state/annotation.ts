/** State as a record of channels, each named by `Annotation`: with a reducer, or holding what was written last. */
import type { BaseChannel } from '../channels/base-channel.ts';
import { BinaryOperatorAggregate, type BinaryOperator } from '../channels/binary-operator-aggregate.ts';
import { LastValue } from '../channels/last-value.ts';
import type { OverwriteValue } from '../overwrite.ts';
import type { RunnableLike } from './runnable-like.ts';

/** How one key takes updates: `null` keeps the last one. */
export type SingleReducer<ValueType, UpdateType = ValueType> =
  | { reducer: BinaryOperator<ValueType, UpdateType>; default?: () => ValueType }
  | {
      /** @deprecated The older name of `reducer`. */
      value: BinaryOperator<ValueType, UpdateType>;
      default?: () => ValueType;
    }
  | null;

/** The channels of a state, or functions that make them. */
export interface StateDefinition {
  [key: string]: BaseChannel | (() => BaseChannel);
}

type ValueTypeOf<C> = C extends BaseChannel
  ? C['ValueType']
  : C extends () => BaseChannel
    ? ReturnType<C>['ValueType']
    : never;

type UpdateTypeOf<C> = C extends BaseChannel
  ? C['UpdateType']
  : C extends () => BaseChannel
    ? ReturnType<C>['UpdateType']
    : never;

/** What a node reads. */
export type StateType<SD extends StateDefinition> = { [key in keyof SD]: ValueTypeOf<SD[key]> };

/** What a node may return: any of the keys. */
export type UpdateType<SD extends StateDefinition> = { [key in keyof SD]?: UpdateTypeOf<SD[key]> };

/** What may be a node of a graph with this state. */
export type NodeType<SD extends StateDefinition> = RunnableLike<StateType<SD>, UpdateType<SD> | Partial<StateType<SD>>>;

/** What `Annotation.Root` makes; `State`, `Update` and `Node` exist as types alone. */
export class AnnotationRoot<SD extends StateDefinition> {
  lc_graph_name = 'AnnotationRoot';
  declare State: StateType<SD>;
  declare Update: UpdateType<SD>;
  declare Node: NodeType<SD>;
  spec: SD;

  constructor(s: SD) {
    this.spec = s;
  }

  /** Recognised by name, so that one made by another copy of the package counts as well. */
  static isInstance(value: unknown): value is AnnotationRoot<StateDefinition> {
    return (
      typeof value === 'object' &&
      value !== null &&
      'lc_graph_name' in value &&
      value.lc_graph_name === 'AnnotationRoot'
    );
  }
}

interface AnnotationFunction {
  <ValueType, UpdateType = ValueType>(
    annotation: SingleReducer<ValueType, UpdateType>,
  ): BaseChannel<ValueType, OverwriteValue<ValueType> | UpdateType>;
  <ValueType>(): LastValue<ValueType>;
  Root: <S extends StateDefinition>(sd: S) => AnnotationRoot<S>;
}

function operatorOf<V, U>(reducer: NonNullable<SingleReducer<V, U>>): BinaryOperator<V, U> | undefined {
  if ('reducer' in reducer && reducer.reducer) return reducer.reducer;
  return 'value' in reducer ? reducer.value : undefined;
}

/** The channel that a reducer's description stands for. */
export function getChannel<V, U = V>(reducer: SingleReducer<V, U> | undefined): BaseChannel<V, OverwriteValue<V> | U> {
  const operator = reducer && typeof reducer === 'object' ? operatorOf(reducer) : undefined;
  if (operator) return new BinaryOperatorAggregate<V, U>(operator, reducer?.default);
  return new LastValue<V>() as unknown as BaseChannel<V, OverwriteValue<V> | U>;
}

/**
 * One key of a state: `Annotation<T>()`, or plain `Annotation<T>`, holds the last value written and refuses two in one
 * step; `Annotation<T>({ reducer, default })` folds every write into what it holds. `Annotation.Root({…})` joins the
 * keys into a state.
 */
export const Annotation: AnnotationFunction = Object.assign(
  function Annotation<V, U = V>(annotation?: SingleReducer<V, U>) {
    return getChannel<V, U>(annotation);
  },
  { Root: <S extends StateDefinition>(sd: S) => new AnnotationRoot(sd) },
) as AnnotationFunction;
