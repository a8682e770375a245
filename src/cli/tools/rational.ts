/** Exact fractions of whole numbers, so that `0.1 + 0.2` is `0.3` and no product loses its last digits. */

/** `numerator / denominator` in lowest terms; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Digits shown of a number whose decimals do not end. */
const SIGNIFICANT_DIGITS = 20;
/** Decimals shown of a number whose decimals do end. */
const MAX_DECIMALS = 40;

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [high, low] = [magnitude(a), magnitude(b)];
  while (low !== 0n) [high, low] = [low, high % low];
  return high;
}

/** Makes a fraction in lowest terms. `denominator` must not be 0. */
export function rational(numerator: bigint, denominator = 1n): Rational {
  const divisor = greatestCommonDivisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** Reads digits with an optional decimal point, as in `12`, `.5` or `3.14`. */
export function parseDecimal(text: string): Rational {
  const [whole = '', decimals = ''] = text.split('.');
  return rational(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
}

export function add(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function negate(a: Rational): Rational {
  return { numerator: -a.numerator, denominator: a.denominator };
}

export function multiply(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** `b` must not be 0. */
export function divide(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator);
}

/** What is left of `a` after taking `b` away whole times; has the sign of `a`. `b` must not be 0. */
export function remainder(a: Rational, b: Rational): Rational {
  const times = (a.numerator * b.denominator) / (a.denominator * b.numerator);
  return add(a, negate(multiply(b, rational(times))));
}

/** `base` to a whole `exponent` ≥ 0. */
export function power(base: Rational, exponent: bigint): Rational {
  return { numerator: base.numerator ** exponent, denominator: base.denominator ** exponent };
}

/** The nearest fraction to a finite floating-point number, through its shortest decimal form. */
export function fromNumber(value: number): Rational {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const sign = mantissa.startsWith('-') ? -1n : 1n;
  const shift = 10n ** magnitude(BigInt(exponent));
  const scale = exponent.startsWith('-') ? rational(sign, shift) : rational(sign * shift);
  return multiply(parseDecimal(mantissa.replace('-', '')), scale);
}

/** The nearest floating-point number; infinite or 0 where it has no room. */
export function toNumber(value: Rational): number {
  return Number(format(value));
}

/** Decimals that `denominator` needs to be written out, or nothing if they never end. */
function decimalsNeeded(denominator: bigint): number | undefined {
  for (let count = 0, left = denominator; count <= MAX_DECIMALS; count += 1) {
    if (left === 1n) return count;
    left /= greatestCommonDivisor(left, 10n);
  }
  return undefined;
}

/** Writes `value` with `decimals` places, the last one rounded half away from zero. */
function fixed(value: Rational, decimals: number): string {
  const scaled = magnitude(value.numerator) * 10n ** BigInt(decimals);
  const digits = ((scaled * 2n + value.denominator) / (value.denominator * 2n)).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${value.numerator < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Writes the number out: exactly where its decimals end, otherwise rounded to 20 significant digits. */
export function format(value: Rational): string {
  const exact = decimalsNeeded(value.denominator);
  if (exact !== undefined) return fixed(value, exact);
  const wholeDigits = (magnitude(value.numerator) / value.denominator).toString().length;
  const leadingZeros = Math.max(0, value.denominator.toString().length - magnitude(value.numerator).toString().length);
  const small = magnitude(value.numerator) < value.denominator;
  return fixed(value, small ? SIGNIFICANT_DIGITS + leadingZeros : Math.max(0, SIGNIFICANT_DIGITS - wholeDigits));
}
