/** The types that a state gives its values and updates are upstream's. `tsc` is what checks them. */
import * as oracle from '@langchain/langgraph';
import * as oracleZod from '@langchain/langgraph/zod';
import type { BaseMessage } from '@langchain/core/messages';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z as z3 } from 'zod/v3';
import { z as z4 } from 'zod/v4';
import type { BaseChannel } from '../../../../compat/langgraph/channels/base-channel.ts';
import * as messages from '../../../../compat/langgraph/messages/index.ts';
import type { OverwriteValue } from '../../../../compat/langgraph/overwrite.ts';
import * as state from '../../../../compat/langgraph/state/index.ts';
import * as zod from '../../../../compat/langgraph/zod/index.ts';

const concat = (held: string[], more: string | string[]) => held.concat(more);
const count = (held: number, next: { by: number }) => held + next.by;

const annotations = {
  door: state.Annotation.Root({
    called: state.Annotation<string>(),
    uncalled: state.Annotation<number | undefined>,
    inferred: state.Annotation({ reducer: count, default: () => 0 }),
    named: state.Annotation<string[], string | string[]>({ reducer: concat }),
    older: state.Annotation<string[]>({ value: (held, more) => held.concat(more) }),
    none: state.Annotation<boolean>(null),
    ...messages.MessagesAnnotation.spec,
  }),
  oracle: oracle.Annotation.Root({
    called: oracle.Annotation<string>(),
    uncalled: oracle.Annotation<number | undefined>,
    inferred: oracle.Annotation({ reducer: count, default: () => 0 }),
    named: oracle.Annotation<string[], string | string[]>({ reducer: concat }),
    older: oracle.Annotation<string[]>({ value: (held, more) => held.concat(more) }),
    none: oracle.Annotation<boolean>(null),
    ...oracle.MessagesAnnotation.spec,
  }),
};

describe('an annotation', () => {
  type Ours = typeof annotations.door;
  type Theirs = typeof annotations.oracle;

  it('has the state, update and node of upstream', () => {
    expectTypeOf<Ours['State']>().toEqualTypeOf<Theirs['State']>();
    expectTypeOf<Ours['Update']>().toEqualTypeOf<Theirs['Update']>();
    expectTypeOf<Ours['Node']>().toEqualTypeOf<Theirs['Node']>();
    expectTypeOf<Ours['State']['inferred']>().toEqualTypeOf<number>();
    expectTypeOf<Ours['Update']['inferred']>().toEqualTypeOf<{ by: number } | OverwriteValue<number> | undefined>();
    expectTypeOf<Ours['State']['messages']>().toEqualTypeOf<BaseMessage[]>();
    expect(Object.keys(annotations.door.spec)).toEqual(Object.keys(annotations.oracle.spec));
  });

  it('lets types be made of its definition', () => {
    expectTypeOf<state.StateType<Ours['spec']>>().toEqualTypeOf<oracle.StateType<Theirs['spec']>>();
    expectTypeOf<state.UpdateType<Ours['spec']>>().toEqualTypeOf<oracle.UpdateType<Theirs['spec']>>();
    expectTypeOf<state.SingleReducer<string[], string>>().toEqualTypeOf<oracle.SingleReducer<string[], string>>();
    expectTypeOf<Ours>().toExtend<{ spec: state.StateDefinition }>();
  });

  it('refuses what is no channel', () => {
    // @ts-expect-error -- a string is no channel
    state.Annotation.Root({ key: 'text' });
    // @ts-expect-error -- a reducer takes the value first
    state.Annotation<string[]>({ reducer: (held: number) => held });
    expect(state.Annotation.Root({})).toBeInstanceOf(state.AnnotationRoot);
  });
});

const schemas = {
  door: new state.StateSchema({
    text: z4.string(),
    number: z4.number().default(0),
    optional: z4.string().optional(),
    transformed: z4.string().transform((text) => text.length),
    folded: new state.ReducedValue(
      z4.array(z4.string()).default(() => []),
      { inputSchema: z4.string(), reducer: (held, next) => [...held, next] },
    ),
    alike: new state.ReducedValue(z4.number(), { reducer: (held, next) => held + next }),
    delta: new state.DeltaValue(
      z4.array(z4.string()).default(() => []),
      { inputSchema: z4.string(), reducer: (held, writes) => [...held, ...writes] },
    ),
    untracked: new state.UntrackedValue(z4.object({ token: z4.string() })),
    bare: new state.UntrackedValue<Map<string, number>>(),
    messages: messages.MessagesValue,
    long: messages.MessagesDeltaValue,
  }),
  oracle: new oracle.StateSchema({
    text: z4.string(),
    number: z4.number().default(0),
    optional: z4.string().optional(),
    transformed: z4.string().transform((text) => text.length),
    folded: new oracle.ReducedValue(
      z4.array(z4.string()).default(() => []),
      { inputSchema: z4.string(), reducer: (held, next) => [...held, next] },
    ),
    alike: new oracle.ReducedValue(z4.number(), { reducer: (held, next) => held + next }),
    delta: new oracle.DeltaValue(
      z4.array(z4.string()).default(() => []),
      { inputSchema: z4.string(), reducer: (held, writes) => [...held, ...writes] },
    ),
    untracked: new oracle.UntrackedValue(z4.object({ token: z4.string() })),
    bare: new oracle.UntrackedValue<Map<string, number>>(),
    messages: oracle.MessagesValue,
    long: oracle.MessagesDeltaValue,
  }),
};

describe('a state schema', () => {
  type Ours = typeof schemas.door;
  type Theirs = typeof schemas.oracle;

  it('has the state, update and node of upstream', () => {
    expectTypeOf<Ours['State']>().toEqualTypeOf<Theirs['State']>();
    expectTypeOf<Ours['Update']>().toEqualTypeOf<Theirs['Update']>();
    expectTypeOf<Ours['Node']>().toEqualTypeOf<Theirs['Node']>();
    expectTypeOf<Ours['State']['transformed']>().toEqualTypeOf<number>();
    expectTypeOf<Ours['Update']['transformed']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Ours['State']['folded']>().toEqualTypeOf<string[]>();
    expectTypeOf<Ours['State']['messages']>().toEqualTypeOf<BaseMessage[]>();
    expect(schemas.door.getAllKeys()).toEqual(schemas.oracle.getAllKeys());
  });

  it('lets types be made of its fields', () => {
    type OurFields = Ours['fields'];
    type TheirFields = Theirs['fields'];
    expectTypeOf<state.InferStateSchemaValue<OurFields>>().toEqualTypeOf<oracle.InferStateSchemaValue<TheirFields>>();
    expectTypeOf<state.InferStateSchemaUpdate<OurFields>>().toEqualTypeOf<oracle.InferStateSchemaUpdate<TheirFields>>();
    type OurChannels = state.StateSchemaFieldsToStateDefinition<OurFields>;
    type TheirChannels = oracle.StateSchemaFieldsToStateDefinition<TheirFields>;
    expectTypeOf<state.StateType<OurChannels>>().toEqualTypeOf<oracle.StateType<TheirChannels>>();
    expectTypeOf<state.UpdateType<OurChannels>>().toEqualTypeOf<oracle.UpdateType<TheirChannels>>();
    expectTypeOf<OurChannels['number']>().toEqualTypeOf<BaseChannel<number, number | undefined>>();
    expectTypeOf<state.StateSchemaFieldToChannel<7>>().toEqualTypeOf<BaseChannel<unknown, unknown>>();
    expectTypeOf<Ours>().toExtend<state.AnyStateSchema>();
  });

  it('refuses what is no field', () => {
    // @ts-expect-error -- a string is no field
    expect(() => new state.StateSchema({ key: 'text' }).getChannels()).toThrow('Invalid state field "key"');
  });
});

const zods = {
  door: {
    three: z3.object({
      text: z3.string(),
      number: z3.number().default(0),
      folded: zod.withLangGraph(z3.array(z3.string()), {
        reducer: { schema: z3.string(), fn: (held: string[], next: string) => [...held, next] },
      }),
      noted: zod.withLangGraph(z3.string(), { jsonSchemaExtra: { langgraph_type: 'prompt' } }),
    }),
    four: z4.object({
      text: z4.string(),
      number: z4.number().default(0),
      transformed: z4.string().transform((text) => text.length),
      folded: zod.withLangGraph(z4.array(z4.string()), {
        reducer: { schema: z4.string(), fn: (held: string[], next: string) => [...held, next] },
      }),
      registered: z4.custom<BaseMessage[]>().register(zod.registry, messages.MessagesZodMeta),
    }),
  },
  oracle: {
    three: z3.object({
      text: z3.string(),
      number: z3.number().default(0),
      folded: oracleZod.withLangGraph(z3.array(z3.string()), {
        reducer: { schema: z3.string(), fn: (held: string[], next: string) => [...held, next] },
      }),
      noted: oracleZod.withLangGraph(z3.string(), { jsonSchemaExtra: { langgraph_type: 'prompt' } }),
    }),
    four: z4.object({
      text: z4.string(),
      number: z4.number().default(0),
      transformed: z4.string().transform((text) => text.length),
      folded: oracleZod.withLangGraph(z4.array(z4.string()), {
        reducer: { schema: z4.string(), fn: (held: string[], next: string) => [...held, next] },
      }),
      registered: z4.custom<BaseMessage[]>().register(oracleZod.registry, oracle.MessagesZodMeta),
    }),
  },
};

describe('a zod state', () => {
  type Ours = typeof zods.door;
  type Theirs = typeof zods.oracle;

  it('has the state and the update of upstream', () => {
    type State<T extends Ours['three'] | Ours['four']> = state.StateType<zod.InteropZodToStateDefinition<T>>;
    type TheirState<T extends Theirs['three'] | Theirs['four']> = oracle.StateType<
      oracleZod.InteropZodToStateDefinition<T>
    >;
    expectTypeOf<State<Ours['three']>>().toEqualTypeOf<TheirState<Theirs['three']>>();
    expectTypeOf<State<Ours['four']>>().toEqualTypeOf<TheirState<Theirs['four']>>();
    expectTypeOf<zod.UpdateType<Ours['three']>>().toEqualTypeOf<oracleZod.UpdateType<Theirs['three']>>();
    expectTypeOf<zod.UpdateType<Ours['four']>>().toEqualTypeOf<oracleZod.UpdateType<Theirs['four']>>();
    expectTypeOf<State<Ours['four']>['folded']>().toEqualTypeOf<string[]>();
    expectTypeOf<State<Ours['four']>['registered']>().toEqualTypeOf<BaseMessage[]>();
    expectTypeOf<typeof messages.MessagesZodState>().toEqualTypeOf<typeof oracle.MessagesZodState>();
    expectTypeOf<typeof messages.MessagesZodMeta>().toEqualTypeOf<typeof oracle.MessagesZodMeta>();
    expect(Object.keys(zods.door.four.shape)).toEqual(Object.keys(zods.oracle.four.shape));
  });

  it('has the deprecated plugin', () => {
    const field = z3.array(z3.string()).langgraph.reducer((held, next: string) => [...held, next], z3.string());
    expectTypeOf<(typeof field)['_output']>().toEqualTypeOf<string[]>();
    expectTypeOf<(typeof field)['_input']>().toEqualTypeOf<string>();
    const noted = z3.string().langgraph.metadata({ langgraph_type: 'prompt' });
    expectTypeOf(noted).toEqualTypeOf<z3.ZodString>();
    expect(noted.parse('x')).toBe('x');
  });
});

it('the reducers have the types of upstream', () => {
  expectTypeOf<messages.Messages>().toEqualTypeOf<oracle.Messages>();
  expectTypeOf<typeof messages.messagesStateReducer>().toEqualTypeOf<typeof oracle.messagesStateReducer>();
  expectTypeOf<typeof messages.messagesDeltaReducer>().toEqualTypeOf<typeof oracle.messagesDeltaReducer>();
  expectTypeOf<typeof messages.pushMessage>().toEqualTypeOf<typeof oracle.pushMessage>();
  expectTypeOf<typeof state.isSerializableSchema>().toEqualTypeOf<typeof oracle.isSerializableSchema>();
  expectTypeOf<typeof state.isStandardSchema>().toEqualTypeOf<typeof oracle.isStandardSchema>();
  expect(messages.REMOVE_ALL_MESSAGES).toBe(oracle.REMOVE_ALL_MESSAGES);
});
