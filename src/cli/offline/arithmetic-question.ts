/** Finds the sums in a question: "What is 17 times (20 + 3)?" asks for `17 * (20 + 3)`. */

/** Words for operators between two numbers. */
const OPERATOR_WORDS: readonly (readonly [pattern: RegExp, operator: string])[] = [
  [/\b(?:plus|added to)\b/giu, '+'],
  [/\bminus\b/giu, '-'],
  [/\b(?:times|multiplied by)\b/giu, '*'],
  [/\b(?:divided by|over)\b/giu, '/'],
  [/\b(?:modulo|mod)\b/giu, '%'],
  [/\bto the power of\b/giu, '^'],
  [/(?<=[\d)]\s*)[x×·](?=\s*[-\d(.])/giu, '*'],
  [/÷/gu, '/'],
  [/[−–]/gu, '-'],
  [/\*\*/gu, '^'],
];

/** "The sum of 2, 3 and 4" and its like. */
const NAMED_OPERATIONS: readonly (readonly [name: string, operator: string])[] = [
  ['sum', '+'],
  ['difference', '-'],
  ['product', '*'],
  ['quotient', '/'],
];

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;

function spellOutNamed(text: string): string {
  return NAMED_OPERATIONS.reduce((current, [name, operator]) => {
    const list = new RegExp(
      `\\b${name}\\s+(?:of|between)\\s+((?:${NUMBER})(?:(?:,|\\s*,?\\s+and)\\s*${NUMBER})+)`,
      'giu',
    );
    return current.replace(list, (_whole, numbers: string) =>
      numbers.split(/\s*,?\s+and\s+|\s*,\s*/u).join(` ${operator} `),
    );
  }, text);
}

/** Symbols instead of words; nothing left that only looks like a sum. */
function normalize(question: string): string {
  const plain = question.replace(/\b\d{4}-\d{2}-\d{2}\b/gu, ' a date ').replace(/(?<=\d),(?=\d{3}(?!\d))/gu, '');
  return OPERATOR_WORDS.reduce((text, [pattern, operator]) => text.replace(pattern, operator), spellOutNamed(plain));
}

/** A run of numbers, operators and parentheses with an operator between two operands. */
const CANDIDATE = /[-+(\d.][-+*/%^()\d.\s]*[\d)]/gu;
const OPERATION = /[\d)]\s*[-+*/%^]\s*[-+(\d.]/u;

/** Parentheses of the sentence, not of the sum: "(17 * 23" keeps its own, "17 * 23)" loses a foreign one. */
function dropForeignClosing(expression: string): string {
  const foreign = expression.endsWith(')') && expression.split(')').length > expression.split('(').length;
  return foreign ? dropForeignClosing(expression.slice(0, -1).trimEnd()) : expression;
}

/**
 * Finds every arithmetic expression in a question, in order. An expression may still be wrong, like `1 / 0`: telling is the
 * calculator's business.
 *
 * @example
 * findArithmetic('What is 17 times 23, and 4 - 1?'); // ['17 * 23', '4 - 1']
 */
export function findArithmetic(question: string): string[] {
  const candidates = normalize(question).match(CANDIDATE) ?? [];
  return candidates.map((text) => dropForeignClosing(text.trim())).filter((text) => OPERATION.test(text));
}
