import { evaluate } from './arithmetic.ts';
import { requiredText, type BuiltInTool } from './built-in-tool.ts';

/** Exact arithmetic. */
export const calculator: BuiltInTool = {
  name: 'calculator',
  description:
    'Computes an arithmetic expression exactly: + - * / % ^ and parentheses. Returns the value as a decimal number.',
  parameters: {
    type: 'object',
    properties: { expression: { type: 'string', description: 'For example 17 * (20 + 3)' } },
    required: ['expression'],
    additionalProperties: false,
  },
  execute: (args) => evaluate(requiredText(args, 'expression')),
};
