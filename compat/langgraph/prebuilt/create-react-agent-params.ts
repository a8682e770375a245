/** What an agent is made of. */
import type { LanguageModelLike } from '@langchain/core/language_models/base';
import type { BaseMessage, BaseMessageLike, SystemMessage } from '@langchain/core/messages';
import type { Runnable, RunnableLike, RunnableToolLike } from '@langchain/core/runnables';
import type { DynamicTool, StructuredToolInterface } from '@langchain/core/tools';
import type { InteropZodObject, InteropZodType } from '@langchain/core/utils/types';
import type { All, BaseCheckpointSaver, BaseStore } from '@langchain/langgraph-checkpoint';
import type { MessagesAnnotation } from '../messages/index.ts';
import type { LangGraphRunnableConfig, Runtime } from '../pregel/runnable-config.ts';
import type { START } from '../reserved-names.ts';
import type { AnnotationRoot } from '../state/index.ts';
import type { InteropZodToStateDefinition } from '../zod/schema-meta.ts';
import type { PreHookAnnotation } from './create-react-agent-annotation.ts';
import type { ToolNode } from './tool-node.ts';

/* oxlint-disable typescript/no-explicit-any -- as published: states, contexts and schemas of any kind */

type N = typeof START | 'agent' | 'tools';

type StructuredResponseSchemaOptions<StructuredResponseType> = {
  schema: InteropZodType<StructuredResponseType> | Record<string, any>;
  /** Goes before the messages. */
  prompt?: string;
  strict?: boolean;
  [key: string]: unknown;
};

/** A tool that runs at the model's provider. */
export type ServerTool = Record<string, unknown>;
/** A tool that runs here. */
export type ClientTool = StructuredToolInterface | DynamicTool | RunnableToolLike;

export type Prompt =
  | SystemMessage
  | string
  | ((state: typeof MessagesAnnotation.State, config: LangGraphRunnableConfig) => BaseMessageLike[])
  | ((state: typeof MessagesAnnotation.State, config: LangGraphRunnableConfig) => Promise<BaseMessageLike[]>)
  | Runnable;

/** @deprecated Use `Prompt`. */
type StateModifier = Prompt;

/** @deprecated Use `Prompt`. */
export type MessageModifier =
  | SystemMessage
  | string
  | ((messages: BaseMessage[]) => BaseMessage[])
  | ((messages: BaseMessage[]) => Promise<BaseMessage[]>)
  | Runnable;

export type AnyAnnotationRoot = AnnotationRoot<any>;

export type ToAnnotationRoot<A extends AnyAnnotationRoot | InteropZodObject> = A extends AnyAnnotationRoot
  ? A
  : A extends InteropZodObject
    ? AnnotationRoot<InteropZodToStateDefinition<A>>
    : never;

/** `A` is the schema of the state, `C` of the context. */
export type CreateReactAgentParams<
  A extends AnyAnnotationRoot | InteropZodObject = AnyAnnotationRoot,
  StructuredResponseType extends Record<string, any> = Record<string, any>,
  C extends AnyAnnotationRoot | InteropZodObject = AnyAnnotationRoot,
> = {
  /** A chat model, bound or not, or a function that chooses one, with the tools bound to it. */
  llm:
    | LanguageModelLike
    | ((
        state: ToAnnotationRoot<A>['State'] & PreHookAnnotation['State'],
        runtime: Runtime<ToAnnotationRoot<C>['State']>,
      ) => Promise<LanguageModelLike> | LanguageModelLike);
  tools: ToolNode | (ServerTool | ClientTool)[];
  /** @deprecated Use `prompt`. */
  messageModifier?: MessageModifier;
  /** @deprecated Use `prompt`. */
  stateModifier?: StateModifier;
  /** Text or a message that goes before the others, or what makes the model's input of the state. */
  prompt?: Prompt;
  stateSchema?: A;
  contextSchema?: C;
  /** The older name of `checkpointer`. */
  checkpointSaver?: BaseCheckpointSaver | boolean;
  checkpointer?: BaseCheckpointSaver | boolean;
  interruptBefore?: N[] | All;
  interruptAfter?: N[] | All;
  store?: BaseStore;
  /**
   * A schema that the model is asked to give its last answer in once more: a node of its own writes it to
   * `structuredResponse`. The model has to have `withStructuredOutput`.
   */
  responseFormat?:
    | InteropZodType<StructuredResponseType>
    | StructuredResponseSchemaOptions<StructuredResponseType>
    | Record<string, any>;
  /** Of the graph and of the model's answers. */
  name?: string;
  /** For whoever has to choose between agents. */
  description?: string | undefined;
  /** `inline`: the model is told in the text who said what. */
  includeAgentName?: 'inline' | undefined;
  /** Runs before each call of the model; may give it other messages as `llmInputMessages`. */
  preModelHook?: RunnableLike<
    ToAnnotationRoot<A>['State'] & PreHookAnnotation['State'],
    ToAnnotationRoot<A>['Update'] & PreHookAnnotation['Update'],
    LangGraphRunnableConfig
  >;
  /** Runs after each call of the model, and before the tools that it calls. */
  postModelHook?: RunnableLike<ToAnnotationRoot<A>['State'], ToAnnotationRoot<A>['Update'], LangGraphRunnableConfig>;
  /**
   * - `v1`: one task runs all calls of an answer
   * - `v2`: each call is a task of its own
   *
   * @default "v1"
   */
  version?: 'v1' | 'v2';
  /**
   * Whether calls that are not as they should be are made good: those that could not be read (`invalid_tool_calls`) are
   * answered with an error, so that the model can try again; those without an id, or with that of another call of the
   * message, get one; and only what comes after a call can be its answer. `false`: as in LangGraph, where an answer that has
   * only such calls ends the run, whatever its text.
   *
   * @default true
   */
  repairToolCalls?: boolean;
};
