/**
 * Arithmetic from text, without `eval`: a recursive-descent parser that computes as it reads.
 *
 * ```
 * sum     = product (('+' | '-') product)*
 * product = sign    (('*' | '/' | '%') sign)*
 * sign    = ('-' | '+') sign | power
 * power   = atom ('^' sign)?              so -2^2 is -4 and 2^3^2 is 2^9
 * atom    = number | '(' sum ')'
 * ```
 */
import * as exact from './rational.ts';
import type { Rational } from './rational.ts';

/** Keeps depth of recursion and size of numbers within bounds. */
const MAX_LENGTH = 1_000;
const MAX_POWER_BITS = 50_000;

/** An expression that has no value. The message says why and where. */
export class ArithmeticError extends Error {
  /** Place of the offender in the expression, counted from 1. */
  readonly position: number;

  constructor(problem: string, position: number) {
    super(`${problem} at position ${position}`);
    this.position = position;
  }
}
Object.defineProperty(ArithmeticError.prototype, 'name', { value: 'ArithmeticError' });

interface Token {
  /** A number's digits, an operator or a parenthesis; empty at the end. */
  readonly text: string;
  readonly kind: 'number' | 'symbol' | 'end';
  /** From 1. */
  readonly position: number;
}

/** Other ways to write an operator. */
const SYNONYMS: Readonly<Record<string, string>> = { '**': '^', '×': '*', '·': '*', '÷': '/', '−': '-', '–': '-' };

const TOKEN = /\s*(?:(?<number>\d+(?:\.\d*)?|\.\d+)|(?<symbol>\*\*|[-+*/%^()×·÷−–]))/uy;

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const groups = TOKEN.exec(expression)?.groups;
    if (groups === undefined) throw unexpected(expression, from);
    const text = groups['number'] ?? groups['symbol'] ?? '';
    const position = TOKEN.lastIndex - text.length + 1;
    tokens.push({ text: SYNONYMS[text] ?? text, kind: groups['number'] === undefined ? 'symbol' : 'number', position });
  }
  tokens.push({ text: '', kind: 'end', position: end + 1 });
  return tokens;
}

function shown(token: Token): string {
  return token.kind === 'end' ? 'the end' : `"${token.text}"`;
}

/** Never reached: parsing stops at the list's own end. */
const END: Token = { text: '', kind: 'end', position: 0 };

function unexpected(expression: string, from: number): ArithmeticError {
  const at = from + expression.slice(from).search(/\S/);
  const [character = ''] = expression.slice(at);
  return new ArithmeticError(`unexpected "${character}"`, at + 1);
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Rational {
    const value = this.#sum();
    const rest = this.#take();
    if (rest.kind !== 'end') throw new ArithmeticError(`unexpected ${shown(rest)}`, rest.position);
    return value;
  }

  #sum(): Rational {
    let value = this.#product();
    for (let operator = this.#accept('+-'); operator !== undefined; operator = this.#accept('+-')) {
      const right = this.#product();
      value = exact.add(value, operator.text === '+' ? right : exact.negate(right));
    }
    return value;
  }

  #product(): Rational {
    let value = this.#sign();
    for (let operator = this.#accept('*/%'); operator !== undefined; operator = this.#accept('*/%')) {
      const right = this.#sign();
      if (operator.text === '*') value = exact.multiply(value, right);
      else if (right.numerator === 0n) throw new ArithmeticError('division by zero', operator.position);
      else value = operator.text === '/' ? exact.divide(value, right) : exact.remainder(value, right);
    }
    return value;
  }

  #sign(): Rational {
    const sign = this.#accept('+-');
    if (sign === undefined) return this.#power();
    return sign.text === '-' ? exact.negate(this.#sign()) : this.#sign();
  }

  #power(): Rational {
    const base = this.#atom();
    const operator = this.#accept('^');
    return operator === undefined ? base : raise(base, this.#sign(), operator.position);
  }

  #atom(): Rational {
    const token = this.#take();
    if (token.kind === 'number') return exact.parseDecimal(token.text);
    if (token.text !== '(') throw new ArithmeticError(`a number is missing before ${shown(token)}`, token.position);
    const value = this.#sum();
    const closing = this.#take();
    if (closing.text !== ')') throw new ArithmeticError(`")" is missing before ${shown(closing)}`, closing.position);
    return value;
  }

  /** Takes the next token if it is one of these one-character operators. */
  #accept(operators: string): Token | undefined {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'symbol' || !operators.includes(token.text)) return undefined;
    this.#next += 1;
    return token;
  }

  #take(): Token {
    const token = this.#tokens[this.#next] ?? END;
    this.#next += 1;
    return token;
  }
}

/** Exact for whole exponents; by floating point, to about 16 digits, for others. */
function raise(base: Rational, exponent: Rational, position: number): Rational {
  if (base.numerator === 0n && exponent.numerator < 0n) throw new ArithmeticError('division by zero', position);
  if (exponent.denominator === 1n) return raiseToWhole(base, exponent.numerator, position);
  const result = exact.toNumber(base) ** exact.toNumber(exponent);
  if (Number.isNaN(result)) throw new ArithmeticError('a root of a negative number has no real value', position);
  if (!Number.isFinite(result)) throw new ArithmeticError('the power is too large', position);
  return exact.fromNumber(result);
}

function raiseToWhole(base: Rational, exponent: bigint, position: number): Rational {
  const times = exponent < 0n ? -exponent : exponent;
  const bits = Math.max(base.numerator.toString(2).length, base.denominator.toString(2).length);
  const trivial = bits === 1 || (bits === 2 && base.numerator === -1n);
  if (!trivial && times * BigInt(bits) > MAX_POWER_BITS) throw new ArithmeticError('the power is too large', position);
  const raised = exact.power(base, trivial && times > 0n ? 2n - (times % 2n) : times);
  return exponent < 0n ? exact.divide(exact.rational(1n), raised) : raised;
}

/**
 * Computes an arithmetic expression exactly.
 *
 * @param expression numbers, `+ - * / % ^`, parentheses; at most 1,000 characters
 * @returns the value in decimal notation, rounded to 20 significant digits only where its decimals do not end
 * @throws ArithmeticError if the expression is not one, or has no value
 *
 * @example
 * evaluate('17 * (20 + 3)'); // '391'
 */
export function evaluate(expression: string): string {
  if (expression.length > MAX_LENGTH) throw new ArithmeticError(`more than ${MAX_LENGTH} characters`, MAX_LENGTH + 1);
  if (expression.trim() === '') throw new ArithmeticError('the expression is empty', 1);
  return exact.format(new Parser(tokenize(expression)).whole());
}
