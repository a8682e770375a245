/** What may be a node of a StateGraph. */
import type { Command } from '../command.ts';
import type { Runtime } from '../pregel/runnable-config.ts';
import type { StateType } from '../state/index.ts';
import type { RunnableLike } from '../state/runnable-like.ts';
import type { InferInterruptResumeType } from './interrupt-inference.ts';
import type { ToStateDefinition } from './schema-inference.ts';
import type { StateDefinitionInit } from './state-graph-init.ts';

/* oxlint-disable typescript/no-explicit-any -- the published types take whatever nodes take and give */

export type NodeAction<S, U, C extends StateDefinitionInit, InterruptType, WriterType> = RunnableLike<
  S,
  U extends object ? U & Record<string, any> : U,
  Runtime<StateType<ToStateDefinition<C>>, InterruptType, WriterType>
>;

/** What it may be of a graph whose nodes are known. */
export type StrictNodeAction<
  S,
  U,
  C extends StateDefinitionInit,
  Nodes extends string,
  InterruptType,
  WriterType,
> = RunnableLike<
  Prettify<S>,
  U | Command<InferInterruptResumeType<InterruptType>, U & Record<string, any>, Nodes>,
  Runtime<StateType<ToStateDefinition<C>>, InterruptType, WriterType>
>;

/** What nodes return by their names, with that of more nodes. */
export type MergeReturnType<Previous, Current> = Previous & Current extends infer T ? { [K in keyof T]: T[K] } : never;

/** What the nodes of a record return by their names. */
export type ReturnTypes<NodeMap, S, C extends StateDefinitionInit, InterruptType, WriterType> = {
  [key in keyof NodeMap]: NodeMap[key] extends NodeAction<S, infer Returned, C, InterruptType, WriterType>
    ? Returned
    : never;
};

/** The same type, spelled out. */
export type Prettify<T> = { [K in keyof T]: T[K] } & {};
