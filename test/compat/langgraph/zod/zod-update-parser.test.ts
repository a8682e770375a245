import * as oracleGraph from '@langchain/langgraph';
import * as oracleZod from '@langchain/langgraph/zod';
import type { InteropZodObject } from '@langchain/core/utils/types';
import { describe, expect, it } from 'vitest';
import * as door from '../../../../compat/langgraph/zod/index.ts';
import { zodUpdateParser } from '../../../../compat/langgraph/zod/zod-update-parser.ts';
import { attemptLater } from '../state/described-channels.ts';
import { zodStates, type ZodLibrary } from './zod-states.ts';

const updates: Record<string, unknown> = {
  'a text': { text: 'x' },
  'a number as text': { text: 7 },
  'a number': { number: 5, coerced: 7 },
  undefined: { text: undefined, number: undefined, maybe: undefined },
  null: { maybe: null, number: null },
  'a transformed text': { length: 'four' },
  'what is caught': { caught: 'no number' },
  'a nested object with more than it knows': { deep: { x: 1, y: 2 } },
  'a nested object without what it needs': { deep: {} },
  'an item': { list: 'x', defaulted: 'y', alike: ['z'] },
  'a list for an item': { list: ['x'] },
  'an overwrite': { list: { __overwrite__: ['x', 'y'] } },
  'an overwrite of the wrong kind': { list: { __overwrite__: 'x' } },
  'an overwrite of a last value': { number: { __overwrite__: 4 } },
  "an overwrite in Python's form": { list: { type: '__overwrite__', value: ['p'] } },
};

/** What upstream writes when a node returns the update. */
async function written(schema: never, update: unknown): Promise<unknown> {
  const graph = new oracleGraph.StateGraph(schema as InteropZodObject as never)
    .addNode('node', () => update as never)
    .addEdge('__start__', 'node')
    .compile();
  const chunks: Record<string, unknown>[] = [];
  for await (const chunk of await graph.stream({ seed: 's' } as never, { streamMode: 'updates' })) chunks.push(chunk);
  return chunks[0]?.['node'];
}

describe.each(Object.keys(zodStates))('updates of a state of %s', (name) => {
  it.each(Object.keys(updates))('%s becomes what it does upstream', async (given) => {
    const schema = zodStates[name]!(door);
    const shape = Object.keys((schema as { shape: object }).shape);
    const update = Object.fromEntries(Object.entries(updates[given] as object).filter(([key]) => shape.includes(key)));
    if (Object.keys(update).length === 0) return;
    const parse = zodUpdateParser(schema, door.schemaMetaRegistry);
    const ours = await attemptLater(() =>
      Object.fromEntries(Object.entries(update).map(([key, value]) => [key, parse(key, value)])),
    );
    const theirs = await attemptLater(() => written(zodStates[name]!(oracleZod as unknown as ZodLibrary), update));
    expect(ours).toEqual(theirs);
  });
});

describe('an update', () => {
  it('of a key that the state does not know stays as it is', () => {
    const parse = zodUpdateParser(zodStates['plain zod 4']!(door), door.schemaMetaRegistry);
    expect(parse('unknown', 7)).toBe(7);
    expect(parse('toString', 7)).toBe(7);
  });

  it('is refused by name of its key', () => {
    const parse = zodUpdateParser(zodStates['plain zod 4']!(door), door.schemaMetaRegistry);
    expect(() => parse('text', 7)).toThrow(/"path": \[\s*"text"\s*\]/);
  });
});
