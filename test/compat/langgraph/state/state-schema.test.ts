import * as oracle from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { z as z3 } from 'zod/v3';
import { z as z4 } from 'zod/v4';
import * as zMini from 'zod/v4-mini';
import * as messages from '../../../../compat/langgraph/messages/index.ts';
import { Overwrite } from '../../../../compat/langgraph/overwrite.ts';
import * as state from '../../../../compat/langgraph/state/public.ts';
import { attempt, attemptLater, describeChannels } from './described-channels.ts';

const door = { ...state, ...messages, Overwrite };
type Library = typeof door;
const upstream = oracle as unknown as Library;

const concat = (held: string[], next: string) => [...held, next];
const concatAll = (held: string[], writes: string[]) => [...held, ...writes];

/** A schema of no library: it checks, but says nothing of itself in JSON. */
const bare = {
  '~standard': {
    version: 1,
    vendor: 'bare',
    validate: (value: unknown) => (value === 'good' ? { value } : { issues: [{ message: 'bad', path: ['deep', 0] }] }),
  },
} as never;
const slow = {
  '~standard': {
    version: 1,
    vendor: 'slow',
    validate: (value: unknown) => Promise.resolve({ value: `slow ${String(value)}` }),
  },
} as never;
const rejecting = {
  '~standard': {
    version: 1,
    vendor: 'rejecting',
    validate: () => {
      const answer = Promise.reject(new Error('no answer'));
      answer.catch(() => undefined);
      return answer;
    },
  },
} as never;

const fields: Record<string, (library: Library) => Record<string, unknown>> = {
  'schemas of zod 4': () => ({
    a: z4.string(),
    b: z4.number().default(3),
    c: z4.string().optional(),
    d: z4.array(z4.number()),
  }),
  'schemas of zod mini': () => ({ a: zMini.string(), b: zMini._default(zMini.number(), 3) }),
  'schemas of zod 3': () => ({ a: z3.string(), b: z3.number().default(3), c: z3.string().optional() }),
  transforms: () => ({ a: z4.string().transform((text) => text.length), b: z4.coerce.number() }),
  'what has no JSON form': () => ({ a: z4.date(), b: z4.custom(), c: bare, d: z4.bigint() }),
  'schemas that take their time': () => ({
    a: slow,
    b: rejecting,
    c: z4.string().refine(async (text) => text !== 'no'),
  }),
  'reduced values': ({ ReducedValue }) => ({
    a: new ReducedValue(
      z4.array(z4.string()).default(() => []),
      { inputSchema: z4.string(), reducer: concat },
    ),
    b: new ReducedValue(z4.number(), { reducer: Math.max, jsonSchemaExtra: { title: 'most' } }),
    c: new ReducedValue(z4.array(z4.string()).default([]), { reducer: (x, y) => [...x, ...y] }),
    d: new ReducedValue(z4.date(), { reducer: (x) => x, jsonSchemaExtra: { type: 'string' } }),
  }),
  'a reduced value whose schema of updates is named and missing': ({ ReducedValue }) => ({
    a: new ReducedValue(z4.string(), { inputSchema: undefined as never, reducer: (x: string) => x }),
  }),
  'delta values': ({ DeltaValue }) => ({
    a: new DeltaValue(
      z4.array(z4.string()).default(() => []),
      { inputSchema: z4.string(), reducer: concatAll, snapshotFrequency: 5 },
    ),
    b: new DeltaValue(z4.array(z4.string()), {
      reducer: (x, writes) => [...x, ...writes.flat()],
      jsonSchemaExtra: { x: 1 },
    }),
  }),
  'untracked values': ({ UntrackedValue }) => ({
    a: new UntrackedValue(),
    b: new UntrackedValue(z4.number(), { guard: false }),
    c: new UntrackedValue(z4.string().default('x') as never),
    d: new UntrackedValue(undefined, {}),
  }),
  messages: ({ MessagesValue, MessagesDeltaValue }) => ({ a: MessagesValue, b: MessagesDeltaValue }),
  'no fields': () => ({}),
  'what is no field': () => ({ a: 'text' }),
  'null as a field': () => ({ a: null }),
  'an arbitrary function': () => ({ a: () => z4.string() }),
};

const updates: Record<string, (library: Library) => unknown> = {
  nothing: () => undefined,
  null: () => null,
  text: () => 'text',
  'no keys': () => ({}),
  'a string': () => ({ a: 'x' }),
  'a number': () => ({ a: 7 }),
  undefined: () => ({ a: undefined, b: undefined }),
  'numbers as text': () => ({ b: '12' }),
  'a list': () => ({ a: ['x'], c: ['y'] }),
  'what the bare schema takes': () => ({ c: 'good' }),
  'what it refuses': () => ({ c: 'no' }),
  'unknown keys': () => ({ zzz: 1, toString: 2 }),
  'an overwrite': ({ Overwrite: Replace }) => ({ a: new Replace(['new']) }),
  'an overwrite as data': () => ({ a: { __overwrite__: ['new'] }, b: { type: '__overwrite__', value: 4 } }),
  'an overwrite of the wrong kind': () => ({ a: { __overwrite__: 5 } }),
};

describe('StateSchema', () => {
  describe.each(Object.keys(fields))('of %s', (name) => {
    const schemaOf = (library: Library): state.AnyStateSchema =>
      new library.StateSchema(fields[name]!(library) as state.StateSchemaFields);
    const seen = (see: (schema: state.AnyStateSchema) => unknown) =>
      [door, upstream].map((library) => attempt(() => see(schemaOf(library))));

    it('makes the channels of upstream', () => {
      const writes = { a: [{ role: 'user', content: 'x', id: '1' }], b: [1, 2], c: [['y'], ['z']] };
      const [ours, theirs] = seen((schema) => describeChannels(schema.getChannels(), writes));
      expect(ours).toEqual(theirs);
    });

    it('has the JSON schemas of upstream', () => {
      const [ours, theirs] = seen((schema) => [schema.getJsonSchema(), schema.getInputJsonSchema()]);
      expect(ours).toEqual(theirs);
    });

    it('has the keys of upstream', () => {
      const [ours, theirs] = seen((schema) => [schema.getChannelKeys(), schema.getAllKeys()]);
      expect(ours).toEqual(theirs);
    });

    it.each(Object.keys(updates))('takes %s as upstream does', async (update) => {
      const outcome = (library: Library) =>
        attemptLater(() => schemaOf(library).validateInput(updates[update]!(library)));
      expect(await outcome(door)).toEqual(await outcome(upstream));
    });
  });

  it('leaves no rejection unhandled when it asks for a default', async () => {
    const refused: unknown[] = [];
    const refuse = (reason: unknown) => refused.push(reason);
    process.on('unhandledRejection', refuse);
    try {
      const schema = { '~standard': { validate: () => Promise.reject(new Error('no answer')) } };
      expect(door.getSchemaDefaultGetter(schema)).toBeUndefined();
      await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
      process.off('unhandledRejection', refuse);
    }
    expect(refused).toEqual([]);
  });

  it('shares its default among all that ask', () => {
    const getter = door.getSchemaDefaultGetter(z4.array(z4.string()).default(() => []));
    expect(getter?.()).toBe(getter?.());
  });

  it('is recognised across copies, as its values are', () => {
    const make = (library: Library) => ({
      StateSchema: new library.StateSchema({}),
      ReducedValue: new library.ReducedValue(z4.number(), { reducer: Math.max }),
      DeltaValue: new library.DeltaValue(z4.number(), { reducer: (x) => x }),
      UntrackedValue: new library.UntrackedValue(),
    });
    const names = ['StateSchema', 'ReducedValue', 'DeltaValue', 'UntrackedValue'] as const;
    const given = [...Object.values(make(door)), ...Object.values(make(upstream)), undefined, null, {}, 'text'];
    for (const name of names) {
      const recognised = (library: Library) => given.map((value) => library[name].isInstance(value));
      expect(recognised(door)).toEqual(recognised(upstream));
      expect(recognised(door).filter(Boolean)).toHaveLength(2);
      expect(Object.keys(make(door)[name]).toSorted()).toEqual(Object.keys(make(upstream)[name]).toSorted());
    }
  });
});

describe('what is read of any schema', () => {
  const given: unknown[] = [
    undefined,
    null,
    'text',
    {},
    z4.string(),
    z4.string().default('x'),
    z4.date(),
    z3.string(),
    z3.number().default(1),
    z3.any(),
    zMini.string(),
    zMini.optional(zMini.string()),
    bare,
    slow,
    rejecting,
    { '~standard': null },
    { '~standard': {} },
    { '~standard': { jsonSchema: {} } },
    {
      '~standard': {
        validate: () => {
          throw new Error('thrown');
        },
      },
    },
    { '~standard': { validate: () => null } },
    z4.string().catch('caught'),
    Object.assign(() => undefined, { '~standard': { validate: () => ({ value: 1 }) } }),
  ];

  it.each(given.map((schema, index) => [index, schema] as const))('number %i is what it is upstream', (_, schema) => {
    const read = (library: Library) => ({
      standard: library.isStandardSchema(schema),
      serializable: library.isSerializableSchema(schema),
      json: library.getJsonSchemaFromSchema(schema),
      default: library.getSchemaDefaultGetter(schema)?.(),
      hasDefault: library.getSchemaDefaultGetter(schema) !== undefined,
    });
    expect(read(door)).toEqual(read(upstream));
  });
});
