import * as oracleGraph from '@langchain/langgraph';
import * as oracleZod from '@langchain/langgraph/zod';
import * as oracle from '@langchain/langgraph/zod/schema';
import { describe, expect, it } from 'vitest';
import { z as z4 } from 'zod/v4';
import { MessagesValue, MessagesZodState } from '../../../../compat/langgraph/messages/index.ts';
import { ReducedValue, StateSchema } from '../../../../compat/langgraph/state/index.ts';
import * as doorZod from '../../../../compat/langgraph/zod/index.ts';
import * as door from '../../../../compat/langgraph/zod/schema.ts';
import { attempt } from '../state/described-channels.ts';
import { zodStates, type ZodLibrary } from './zod-states.ts';

const partial = Symbol.for('langgraph.state.partial');
const graphOf = (state: unknown, more: object = {}) => ({
  builder: {
    _schemaRuntimeDefinition: state,
    _inputRuntimeDefinition: partial,
    _outputRuntimeDefinition: state,
    ...more,
  },
});

const doorSide = { ...door, zod: doorZod, StateSchema, ReducedValue, MessagesValue, MessagesZodState };
type Side = typeof doorSide;
const oracleSide = { ...oracle, zod: oracleZod as unknown as ZodLibrary, ...oracleGraph } as unknown as Side;

const graphs: Record<string, (side: Side) => unknown> = {
  ...Object.fromEntries(
    Object.entries(zodStates).map(([name, make]) => [
      name,
      ({ zod }: Side) => graphOf(make(zod), { _configRuntimeSchema: z4.object({ user: z4.string() }) }),
    ]),
  ),
  'zod with messages': (side) => graphOf(side.MessagesZodState),
  'a state schema': (side) =>
    graphOf(
      new side.StateSchema({
        messages: side.MessagesValue,
        text: z4.string(),
        list: new side.ReducedValue(z4.array(z4.string()), { inputSchema: z4.string(), reducer: (x, y) => [...x, y] }),
      }),
    ),
  'an input and an output of its own': ({ zod }) =>
    graphOf(zodStates['zod 4 with reducers']!(zod), {
      _inputRuntimeDefinition: z4.object({ question: z4.string() }),
      _outputRuntimeDefinition: z4.object({ answer: z4.string() }),
    }),
  'no schemas': () => ({ builder: {} }),
  'no builder': () => ({ builder: null }),
  nothing: () => undefined,
  text: () => 'text',
};

const readers = [
  'getStateTypeSchema',
  'getUpdateTypeSchema',
  'getInputTypeSchema',
  'getOutputTypeSchema',
  'getConfigTypeSchema',
] as const;

describe('JSON schemas of graphs', () => {
  it('have the names of upstream', () => {
    expect(Object.keys(door).toSorted()).toEqual(Object.keys(oracle).toSorted());
  });

  it.each(Object.keys(graphs))('are those of upstream for %s', (name) => {
    const read = (side: Side) => readers.map((reader) => attempt(() => side[reader](graphs[name]!(side))));
    expect(read(doorSide)).toEqual(read(oracleSide));
  });

  it('carry what is known of a key', () => {
    const schema = door.getStateTypeSchema(graphs['zod 4 with reducers']!(doorSide));
    expect(schema).toMatchObject({
      properties: { text: { type: 'string', langgraph_type: 'prompt', description: 'told' } },
    });
  });

  it('can be asked of another registry', () => {
    const read = (side: Side) =>
      side.getStateTypeSchema(graphs['zod 4 with reducers']!(side), new side.zod.SchemaMetaRegistry());
    expect(read(doorSide)).toEqual(read(oracleSide));
    expect(JSON.stringify(read(doorSide))).not.toContain('langgraph_type');
  });
});
