/** A mistake in the command itself. */
import { InvalidConfigError } from '../base/index.ts';

export function usageError(message: string, cause?: unknown): InvalidConfigError {
  return new InvalidConfigError('USAGE', message, { cause });
}
