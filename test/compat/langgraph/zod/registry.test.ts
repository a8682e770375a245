import * as oracle from '@langchain/langgraph/zod';
import { toJsonSchema } from '@langchain/core/utils/json_schema';
import { describe, expect, it } from 'vitest';
import { z as z3 } from 'zod/v3';
import { z as z4 } from 'zod/v4';
import * as door from '../../../../compat/langgraph/zod/index.ts';
import { attempt, describeChannels } from '../state/described-channels.ts';
import { zodStates, type ZodLibrary } from './zod-states.ts';

const upstream = oracle as unknown as ZodLibrary;

describe('the paths of zod', () => {
  it('have the names of upstream', () => {
    expect(Object.keys(door).toSorted()).toEqual(Object.keys(oracle).toSorted());
    expect(door.META_EXTRAS_DESCRIPTION_PREFIX).toBe(oracle.META_EXTRAS_DESCRIPTION_PREFIX);
  });
});

describe.each(Object.keys(zodStates))('a state of %s', (name) => {
  const seen = (see: (schema: never, library: ZodLibrary) => unknown) =>
    [door, upstream].map((library) => attempt(() => see(zodStates[name]!(library), library)));

  it('has the channels of upstream', () => {
    const writes = { text: ['x'], list: ['a', 'b'], defaulted: ['a'], alike: [['a']], number: [1] };
    const [ours, theirs] = seen((schema, { schemaMetaRegistry }) =>
      describeChannels(schemaMetaRegistry.getChannelsForSchema(schema), writes),
    );
    expect(ours).toEqual(theirs);
    expect(ours).toHaveProperty('value');
  });

  it.each([
    {},
    { asPartial: true },
    { withReducerSchema: true },
    { withJsonSchemaExtrasAsDescription: true },
    { withReducerSchema: true, asPartial: true, withJsonSchemaExtrasAsDescription: true },
    { withReducerSchema: false },
  ])('is changed as upstream does by %j', (effects) => {
    const [ours, theirs] = seen((schema, { schemaMetaRegistry }) => {
      const extended = schemaMetaRegistry.getExtendedChannelSchemas(schema, effects);
      expect(schemaMetaRegistry.getExtendedChannelSchemas(schema, effects)).toBe(extended);
      return toJsonSchema(extended as never);
    });
    expect(ours).toEqual(theirs);
  });

  it('keeps what it knows of each key', () => {
    const [ours, theirs] = seen((schema, { schemaMetaRegistry }) =>
      Object.values((schema as { shape: Record<string, never> }).shape).map((field) => {
        const meta = schemaMetaRegistry.get(field);
        const { lg_reducer_schema: reducerSchema } = field as { lg_reducer_schema?: unknown };
        return [schemaMetaRegistry.has(field), Object.keys(meta ?? {}), meta?.default?.(), reducerSchema === field];
      }),
    );
    expect(ours).toEqual(theirs);
  });
});

describe('a registry', () => {
  it('of its own stands beside that of the graphs', () => {
    for (const { SchemaMetaRegistry, LanggraphZodMetaRegistry, schemaMetaRegistry } of [door, upstream]) {
      const own = new SchemaMetaRegistry();
      const zodRegistry = new LanggraphZodMetaRegistry(own);
      const field = z4.number().default(5);
      zodRegistry.add(field as never, { reducer: { fn: Math.max } } as never);
      expect(own.get(field as never)?.default?.()).toBe(5);
      expect(schemaMetaRegistry.has(field)).toBe(false);
      expect(zodRegistry.has(field as never)).toBe(true);
      expect(own.remove(field)).toBe(own);
      expect(own.has(field)).toBe(false);
    }
  });

  it('gives the predicate what it knows', () => {
    for (const { SchemaMetaRegistry } of [door, upstream]) {
      const own = new SchemaMetaRegistry();
      const field = z3.string();
      own.extend<string, string>(field, (meta) => ({ ...meta, default: () => 'x' }));
      own.extend<string, string>(field, (meta) => ({ ...meta, jsonSchemaExtra: { a: 1 } }));
      expect(Object.keys(own.get(field) ?? {})).toEqual(['default', 'jsonSchemaExtra']);
    }
  });

  it('of the graphs takes a meta without a reducer as it is', () => {
    for (const { withLangGraph, schemaMetaRegistry } of [door, upstream]) {
      const meta = { jsonSchemaExtra: { x: 1 } };
      const field = z4.string().default('d');
      expect(withLangGraph(field, meta)).toBe(field);
      expect(schemaMetaRegistry.get(field)).toBe(meta);
      expect(meta).toEqual({ jsonSchemaExtra: { x: 1 } });
    }
  });
});
