import { describe, expect, it } from 'vitest';
import { parseToolArguments } from '../../src/llm/tool-arguments.ts';

const nested = (levels: number): string => `{"deep":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

describe('arguments of a tool call', () => {
  it.each([
    ['', {}],
    [' \n', {}],
    ['{"a":[1,{"b":"}"}]}', { a: [1, { b: '}' }] }],
    ['[1]', undefined],
    ['"text"', undefined],
    ['null', undefined],
    ['{"a":', undefined],
  ])('of the text %j', (text, args) => {
    expect(parseToolArguments(text)).toEqual(args);
  });

  it('are taken 500 levels deep, and not deeper', () => {
    expect(parseToolArguments(nested(500))).toHaveProperty('deep');
    expect(parseToolArguments(nested(501))).toBeUndefined();
    expect(parseToolArguments(nested(1_000_000))).toBeUndefined();
  });

  it('may be long and have any brackets in their strings', () => {
    const args = { text: '[{"\\'.repeat(100_000), list: Array.from({ length: 1000 }, () => ({ a: ['['] })) };
    expect(parseToolArguments(JSON.stringify(args))).toEqual(args);
  });

  it('keep an own key __proto__ as data', () => {
    const args = parseToolArguments('{"__proto__":{"isAdmin":true}}');
    expect(Object.hasOwn(args ?? {}, '__proto__')).toBe(true);
    expect(args?.['isAdmin']).toBeUndefined();
  });
});
