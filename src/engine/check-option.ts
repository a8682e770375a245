/** Refuses options that make no sense. */
import { InvalidConfigError } from '../base/index.ts';
import { describeValue } from './describe-value.ts';

/**
 * @param subject what the value is of, up to the verb: `stepLimit is`
 * @param remedy  what to give instead
 * @throws InvalidConfigError where it is not fine
 */
export function checkOption(subject: string, value: unknown, isFine: boolean, remedy: string): void {
  if (isFine) return;
  const shown = typeof value === 'number' ? String(value) : describeValue(value);
  throw new InvalidConfigError('CONFIG_INVALID', `${subject} ${shown}: give ${remedy}.`);
}

export function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
