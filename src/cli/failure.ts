/** What the command says about an error, and the exit status it gives. */
import { InvalidConfigError, isAbortError, MossError } from '../base/index.ts';

/** An error as it is shown. */
export interface Failure {
  readonly name: string;
  /** Code of ours, `ABORTED` after an interrupt, `UNEXPECTED` for an error that is none of ours. */
  readonly code: string;
  readonly message: string;
  /** Whether the user ended the run. */
  readonly interrupted: boolean;
  /** 2 for a mistake in the command, 130 after an interrupt, 1 otherwise. */
  readonly exitCode: 1 | 2 | 130;
}

/** A server may quote the key it refused. */
function redact(message: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message);
}

/**
 * Describes an error.
 *
 * @param error what was thrown
 * @param context.interrupted whether the user asked to stop
 * @param context.secrets texts that must not be shown
 */
export function describeFailure(
  error: unknown,
  { interrupted, secrets }: { readonly interrupted: boolean; readonly secrets: readonly string[] },
): Failure {
  if (interrupted && isAbortError(error)) {
    return { name: 'AbortError', code: 'ABORTED', message: 'interrupted', interrupted: true, exitCode: 130 };
  }
  return {
    name: error instanceof Error ? error.name : 'Error',
    code: MossError.is(error) ? error.code : 'UNEXPECTED',
    message: redact(error instanceof Error ? error.message : String(error), secrets),
    interrupted: false,
    exitCode: error instanceof InvalidConfigError ? 2 : 1,
  };
}
