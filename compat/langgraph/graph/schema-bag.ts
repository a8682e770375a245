/** What the named slots of a type say, each with a fallback. */
import type { ExtractStateType, ExtractUpdateType } from './schema-inference.ts';

export type ExtractBagInput<Bag, Default> = Bag extends { InputSchema: infer Schema }
  ? ExtractStateType<Schema>
  : Default;

export type ExtractBagOutput<Bag, Default> = Bag extends { OutputSchema: infer Schema }
  ? ExtractUpdateType<Schema>
  : Default;

export type ExtractBagContext<Bag, Default extends Record<string, unknown>> = Bag extends {
  ContextSchema: infer Schema;
}
  ? ExtractStateType<Schema> extends infer Context
    ? Context extends Record<string, unknown>
      ? Context
      : Default
    : Default
  : Default;

export type ExtractBagNodes<Bag, Default extends string> = Bag extends { Nodes: infer Nodes extends string }
  ? Nodes
  : Default;
