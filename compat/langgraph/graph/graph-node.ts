/** The type of a node that is written apart from its graph. */
import type { CommandInstance } from '../command.ts';
import type { LangGraphRunnableConfig } from '../pregel/runnable-config.ts';
import type { ExtractBagContext, ExtractBagInput, ExtractBagNodes, ExtractBagOutput } from './schema-bag.ts';
import type { ExtractStateType, ExtractUpdateType } from './schema-inference.ts';

/** What {@link GraphNode} takes where input, output and context have schemas of their own. */
export interface GraphNodeTypes<
  InputSchema = unknown,
  OutputSchema = unknown,
  ContextSchema = unknown,
  Nodes extends string = string,
> {
  InputSchema?: InputSchema;
  OutputSchema?: OutputSchema;
  ContextSchema?: ContextSchema;
  /** The nodes that its commands may go to. */
  Nodes?: Nodes;
}

type IsGraphNodeTypes<T> = T extends { InputSchema: unknown }
  ? true
  : T extends { OutputSchema: unknown }
    ? true
    : false;

type UpdateOrCommand<Update, Nodes extends string> = Update | CommandInstance<unknown, Update, Nodes>;

/** What a node may return: an update, a command, or a promise of either. */
export type GraphNodeReturnValue<Update, Nodes extends string = string> =
  | UpdateOrCommand<Update, Nodes>
  | Promise<UpdateOrCommand<Update, Nodes>>;

/**
 * A node as a function, by the schema of the state it reads and writes, or by a {@link GraphNodeTypes}.
 *
 * @example
 * const State = Annotation.Root({ count: Annotation<number> });
 * const increment: GraphNode<typeof State> = (state) => ({ count: state.count + 1 });
 */
export type GraphNode<
  Schema,
  // As published: a context is any record.
  // oxlint-disable-next-line typescript/no-explicit-any
  Context extends Record<string, any> = Record<string, any>,
  Nodes extends string = string,
> =
  IsGraphNodeTypes<Schema> extends true
    ? (
        state: ExtractBagInput<Schema, unknown>,
        config: LangGraphRunnableConfig<ExtractBagContext<Schema, Record<string, unknown>>>,
      ) => GraphNodeReturnValue<
        ExtractBagOutput<Schema, Partial<ExtractBagInput<Schema, unknown>>>,
        ExtractBagNodes<Schema, string>
      >
    : (
        state: ExtractStateType<Schema>,
        config: LangGraphRunnableConfig<Context>,
      ) => GraphNodeReturnValue<ExtractUpdateType<Schema>, Nodes>;
