/** Cases of a conformance suite, for any test runner. */
import { InvalidConfigError } from '../../base/index.ts';

/** One thing that a saver must do. */
export interface ConformanceCase {
  /** Unique in its suite, and the key in `except`. */
  readonly name: string;
  /** Why it is not run: then `run` prints that, and does nothing else. */
  readonly skip?: string;
  /** Rejects, with an error that says what differs, where the saver does not do it. Uses a saver of its own. */
  run(this: void): Promise<void>;
}

/** A case before it knows whom it tests. */
export interface CaseOf<Context> {
  readonly name: string;
  /** Rejects where the saver does not do it; resolves with why it had nothing to say, where it found that only now. */
  run(this: void, context: Context): Promise<string | void>;
}

export interface CaseSettings<Context> {
  /** Name of the suite, as its function is called. */
  readonly suite: string;
  /** Runs `work` with what a case needs, and tidies up after it. */
  readonly within: (work: (context: Context) => Promise<string | void>) => Promise<string | void>;
  /** Names of cases, each with the reason why it is not run. */
  readonly except: Readonly<Record<string, string>> | undefined;
}

/** @throws InvalidConfigError for an exception that is none of the cases */
export function conformanceCases<Context>(
  cases: readonly CaseOf<Context>[],
  { suite, within, except = {} }: CaseSettings<Context>,
): readonly ConformanceCase[] {
  const unknown = Object.keys(except).find((name) => !cases.some((known) => known.name === name));
  if (unknown !== undefined) {
    const message = `"${unknown}" in \`except\` of ${suite}() is none of its cases: take it out, or correct the name.`;
    throw new InvalidConfigError('CONFIG_INVALID', message);
  }
  return cases.map(({ name, run }) => {
    const skip = Object.hasOwn(except, name) ? except[name] : undefined;
    if (skip !== undefined) return { name, skip, run: async () => printSkip(suite, name, skip) };
    const checked = async (): Promise<void> => {
      const reason = await within(run);
      if (typeof reason === 'string') printSkip(suite, name, reason);
    };
    return { name, run: checked };
  });
}

/** Test runners leave it out where they name only what fails. */
function printSkip(suite: string, name: string, reason: string): void {
  console.log(`${suite}: left out "${name}", because ${reason}`);
}
