import * as oracle from '@langchain/langgraph/web';
import { describe, expect, it } from 'vitest';
import { isInterrupted } from '../../../../compat/langgraph/interrupts.ts';
import { Overwrite, _getOverwriteValue, _isOverwriteValue } from '../../../../compat/langgraph/overwrite.ts';
import { outcomeOf } from './outcome.ts';

const values: unknown[] = [
  null,
  undefined,
  0,
  'x',
  [],
  {},
  { __overwrite__: undefined },
  { lg_name: 'Overwrite' },
  { type: '__overwrite__' },
  new oracle.Overwrite(1),
  new Overwrite([]),
];

describe('Overwrite', () => {
  it('is what the original is', () => {
    const look = (It: typeof Overwrite) => (value: unknown) =>
      outcomeOf(() => [new It(value), new It(value).value, JSON.stringify(new It(value)), It.isInstance(value)]);
    expect(values.map(look(Overwrite))).toEqual(values.map(look(oracle.Overwrite as unknown as typeof Overwrite)));
  });

  it('is recognised in all of its forms', () => {
    expect(_getOverwriteValue({ __overwrite__: 0 })).toEqual([true, 0]);
    expect(_getOverwriteValue(new oracle.Overwrite(null))).toEqual([true, null]);
    expect(_getOverwriteValue({ type: '__overwrite__', value: 1 })).toEqual([true, 1]);
    expect(_getOverwriteValue({ type: '__overwrite__' })).toEqual([false, undefined]);
    for (const value of values) expect(_isOverwriteValue(value)).toBe(_getOverwriteValue(value)[0]);
  });
});

describe('isInterrupted', () => {
  it('answers as the original', () => {
    const results = [
      ...values,
      { __interrupt__: [] },
      { __interrupt__: [{ id: 'a', value: 1 }], x: 1 },
      { __interrupt__: {} },
    ];
    expect(results.map((it) => isInterrupted(it))).toEqual(results.map((it) => oracle.isInterrupted(it)));
  });
});
