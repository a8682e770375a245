import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArithmeticError, evaluate } from '../../../src/cli/tools/arithmetic.ts';

function problem(expression: string): unknown {
  try {
    return evaluate(expression);
  } catch (error) {
    return error;
  }
}

describe('evaluate', () => {
  it.each([
    ['17 * 23', '391'],
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['10 - 4 - 3', '3'],
    ['100 / 10 / 2', '5'],
    ['7 % 3', '1'],
    ['-7 % 3', '-1'],
    ['7.5 % 2', '1.5'],
    ['-2 ^ 2', '-4'],
    ['(-2) ^ 2', '4'],
    ['2 ^ 3 ^ 2', '512'],
    ['2 ^ -2', '0.25'],
    ['2 ** 10', '1024'],
    ['--5', '5'],
    ['3 - -+4', '7'],
    ['.5 + 1.', '1.5'],
    ['17 × 23 ÷ 1 − 1', '390'],
    [' ( 1\n+\t2 ) ', '3'],
    ['0 ^ 2', '0'],
    ['0 ^ 0', '1'],
    ['-0', '0'],
  ])('%s = %s', (expression, value) => {
    expect(evaluate(expression)).toBe(value);
  });

  it('is exact where floating point is not', () => {
    expect(evaluate('0.1 + 0.2')).toBe('0.3');
    expect(evaluate('123456789 * 987654321')).toBe('121932631112635269');
    expect(evaluate('1 / 3 * 3')).toBe('1');
    expect(evaluate('2 ^ 100')).toBe('1267650600228229401496703205376');
  });

  it('rounds to 20 significant digits where decimals never end', () => {
    expect(evaluate('1 / 3')).toBe('0.33333333333333333333');
    expect(evaluate('2 / 3')).toBe('0.66666666666666666667');
    expect(evaluate('-1000000 / 3')).toBe('-333333.33333333333333');
    expect(evaluate('1 / 3 ^ 40')).toBe('0.000000000000000000082252633399699590813');
  });

  it('takes roots by floating point', () => {
    expect(evaluate('2 ^ 0.5')).toBe(String(Math.SQRT2));
    expect(evaluate('9 ^ 0.5')).toBe('3');
    expect(evaluate('4 ^ -0.5')).toBe('0.5');
  });

  it.each([
    ['1 / 0', 'division by zero', 3],
    ['5 % (2 - 2)', 'division by zero', 3],
    ['0 ^ -1', 'division by zero', 3],
    ['', 'the expression is empty', 1],
    ['1 +', 'a number is missing before the end', 4],
    ['* 3', 'a number is missing before "*"', 1],
    ['()', 'a number is missing before ")"', 2],
    ['17 * (23', '")" is missing before the end', 9],
    ['17 * 23)', 'unexpected ")"', 8],
    ['3 4', 'unexpected "4"', 3],
    ['2 + two', 'unexpected "t"', 5],
    ['process.exit()', 'unexpected "p"', 1],
    ['1;2', 'unexpected ";"', 2],
    ['1 + 😀', 'unexpected "😀"', 5],
    ['9 ^ 99999', 'the power is too large', 3],
    ['9 ^ 9 ^ 9 ^ 9', 'the power is too large', 7],
    ['(10 ^ 300) ^ 1.5', 'the power is too large', 12],
    ['(-8) ^ 0.5', 'a root of a negative number has no real value', 6],
  ])('refuses %j: %s at position %i', (expression, why, position) => {
    const error = problem(expression);
    expect(error).toBeInstanceOf(ArithmeticError);
    expect(error).toMatchObject({ name: 'ArithmeticError', message: `${why} at position ${position}`, position });
  });

  it('refuses what is too long, and survives the deepest nesting it accepts', () => {
    expect(problem(`${'1+'.repeat(500)}1`)).toMatchObject({ message: 'more than 1000 characters at position 1001' });
    expect(evaluate(`${'('.repeat(499)}7${')'.repeat(499)}`)).toBe('7');
  });

  it('agrees with whole numbers of any size', () => {
    const operation = fc.constantFrom<['+' | '-' | '*', (a: bigint, b: bigint) => bigint]>(
      ['+', (a, b) => a + b],
      ['-', (a, b) => a - b],
      ['*', (a, b) => a * b],
    );
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), operation, (a, b, [symbol, compute]) => {
        expect(evaluate(`${a} ${symbol} ${b}`)).toBe(compute(a, b).toString());
      }),
    );
  });

  it('answers every text with a number or an ArithmeticError', () => {
    const text = fc.stringMatching(/^[0-9.+\-*/%^() x]{0,40}$/);
    fc.assert(
      fc.property(text, (expression) => {
        const outcome = problem(expression);
        expect(outcome instanceof ArithmeticError || /^-?\d+(\.\d+)?$/.test(String(outcome))).toBe(true);
      }),
    );
  });
});
