/** The type of a condition that is written apart from its graph. */
import type { END } from '../reserved-names.ts';
import type { Send } from '../send.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import type { ExtractBagContext, ExtractBagInput, ExtractBagNodes } from './schema-bag.ts';
import type { ExtractStateType } from './schema-inference.ts';

/** What {@link ConditionalEdgeRouter} takes where state and context have schemas of their own. */
export interface ConditionalEdgeRouterTypes<
  InputSchema = unknown,
  ContextSchema = unknown,
  Nodes extends string = string,
> {
  InputSchema?: InputSchema;
  ContextSchema?: ContextSchema;
  /** The nodes that it may choose. */
  Nodes?: Nodes;
}

type IsRouterTypes<T> = T extends { InputSchema: unknown } ? true : T extends { ContextSchema: unknown } ? true : false;

type Route<Nodes extends string, State> = Nodes | typeof END | Send<Nodes, State> | Array<Nodes | Send<Nodes, State>>;

type Router<State, Config, Nodes extends string> = (
  state: State,
  config: Config,
) => Route<Nodes, State> | Promise<Route<Nodes, State>>;

/**
 * A condition as a function, by the schema of the state it reads, or by a {@link ConditionalEdgeRouterTypes}.
 *
 * @example
 * const State = Annotation.Root({ done: Annotation<boolean> });
 * const route: ConditionalEdgeRouter<typeof State, Record<string, unknown>, 'work'> = (state) => (state.done ? END : 'work');
 */
export type ConditionalEdgeRouter<
  Schema,
  // As published: a context is any record.
  // oxlint-disable-next-line typescript/no-explicit-any
  Context extends Record<string, any> = Record<string, any>,
  Nodes extends string = string,
> =
  IsRouterTypes<Schema> extends true
    ? Router<
        ExtractBagInput<Schema, unknown>,
        LangGraphRunnableConfig<ExtractBagContext<Schema, Record<string, unknown>>>,
        ExtractBagNodes<Schema, string>
      >
    : Router<ExtractStateType<Schema>, LangGraphRunnableConfig<Context>, Nodes>;
