import { describe, expect, it } from 'vitest';
import { median, ratio, spread } from '../../benchmarks/harness/statistics.ts';

describe('median', () => {
  it.each([
    [[5], 5],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('of %j is %d', (figures, expected) => {
    expect(median(figures)).toBe(expected);
  });

  it('of nothing is not a number', () => {
    expect(median([])).toBeNaN();
  });

  it('leaves the figures in their order', () => {
    const figures = [3, 1, 2];
    median(figures);
    expect(figures).toEqual([3, 1, 2]);
  });
});

describe('spread', () => {
  it('is the largest less the smallest', () => {
    expect(spread([4, 1, 3])).toBe(3);
    expect(spread([7])).toBe(0);
    expect(spread([])).toBeNaN();
  });
});

describe('ratio', () => {
  it('divides', () => {
    expect(ratio(100, 4)).toBe(25);
  });

  it.each([
    [undefined, 1],
    [1, undefined],
    [0, 1],
    [1, 0],
    [1, -3],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
  ])('says nothing of %s and %s', (a, b) => {
    expect(ratio(a, b)).toBeNull();
  });
});
