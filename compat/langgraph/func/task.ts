/** Functions whose results are kept, so that they run once. */
import { getConfig } from '../pregel/ambient-config.ts';
import type { CallTask } from '../pregel/call-task.ts';
import { coerceTimeoutPolicy, type CachePolicy, type RetryPolicy, type TimeoutPolicy } from '../pregel/policies.ts';
import { refuseGenerators, type AnyGenerator } from './refuse-generators.ts';

export interface TaskOptions {
  name: string;
  retry?: RetryPolicy;
  cachePolicy?: CachePolicy;
  /** Milliseconds for one attempt, or a policy. */
  timeout?: number | TimeoutPolicy;
}

/** Whatever returns no generator. */
export type TaskFunc<ArgsT extends unknown[], OutputT> = [OutputT] extends [never]
  ? (...args: ArgsT) => never
  : OutputT extends AnyGenerator
    ? never
    : (...args: ArgsT) => OutputT;

/**
 * Makes a task of a function: called within an entrypoint or a node it runs at once, beside others, and its result is kept with the
 * thread; when the thread is resumed the result is there and the function does not run again.
 *
 * @param optionsOrName its name, which tells its results apart, and its policies
 * @throws Error for a generator function, and at the call where it runs outside a graph
 * @example
 * const fetchPage = task('fetchPage', async (url: string) => (await fetch(url)).text());
 */
export function task<ArgsT extends unknown[], OutputT>(
  optionsOrName: TaskOptions | string,
  func: TaskFunc<ArgsT, OutputT>,
): (...args: ArgsT) => Promise<OutputT> {
  const given: TaskOptions & { cache?: CachePolicy | boolean } =
    typeof optionsOrName === 'string' ? { name: optionsOrName } : optionsOrName;
  const timeout = coerceTimeoutPolicy(given.timeout);
  refuseGenerators('tasks', func);
  const asked = given.cachePolicy ?? given.cache;
  const cache = typeof asked === 'boolean' ? (asked ? {} : undefined) : asked;
  const options = { retry: given.retry, cache, timeout };
  return (...args) => {
    const call = getConfig()?.configurable?.__pregel_call as CallTask | undefined;
    if (typeof call === 'function')
      return call(func as unknown as (...args: unknown[]) => unknown, given.name, args, options) as Promise<OutputT>;
    throw new Error(
      'Async local storage not initialized. Please call initializeAsyncLocalStorageSingleton() before using this function.',
    );
  };
}
