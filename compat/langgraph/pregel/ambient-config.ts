/** The config of the node that is running, as far as the platform can tell. */
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import type { BaseStore } from '@langchain/langgraph-checkpoint';
import type { LangGraphRunnableConfig } from './runnable-config.ts';

const CHILD_CONFIG = Symbol.for('lc:child_config');

interface Configured {
  readonly config: LangGraphRunnableConfig;
}

/** What LangChain's storage holds while a node runs: its config, made when somebody looks. */
class Ambient {
  readonly #task: Configured;

  constructor(task: Configured) {
    this.#task = task;
  }

  get extra(): Readonly<Record<symbol, unknown>> {
    return { [CHILD_CONFIG]: this.#task.config };
  }
}

/** Runs `call` so that whatever it starts finds the task's config; without AsyncLocalStorage it just runs. */
export function runWithin<Result>(task: Configured, call: () => Result): Result {
  // LangChain's declaration knows no generic form; the storage returns what the callback does.
  return AsyncLocalStorageProviderSingleton.getInstance().run(new Ambient(task), call as () => never) as Result;
}

/** The config of the node that calls this; typed as always there because most callers are nodes. */
export function getConfig(): LangGraphRunnableConfig {
  return AsyncLocalStorageProviderSingleton.getRunnableConfig() as LangGraphRunnableConfig;
}

/** @throws Error where the platform cannot tell and `config` is not given */
export function getStore(config?: LangGraphRunnableConfig): BaseStore | undefined {
  return configFor('getStore', config).store;
}

/** @throws Error as {@link getStore} */
export function getWriter(config?: LangGraphRunnableConfig): ((chunk: unknown) => void) | undefined {
  const { writer, configurable } = configFor('getWriter', config);
  return writer ?? (configurable?.writer as ((chunk: unknown) => void) | undefined);
}

/** @throws Error as {@link getStore} */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- callers name the type of their own node's input
export function getCurrentTaskInput<Input = unknown>(config?: LangGraphRunnableConfig): Input {
  const scratchpad = configFor('getCurrentTaskInput', config).configurable?.__pregel_scratchpad as
    | { readonly currentTaskInput: unknown }
    | undefined;
  if (scratchpad?.currentTaskInput === undefined) throw new Error('BUG: internal scratchpad not initialized.');
  return scratchpad.currentTaskInput as Input;
}

function configFor(name: string, given: LangGraphRunnableConfig | undefined): LangGraphRunnableConfig {
  const config =
    given ?? (AsyncLocalStorageProviderSingleton.getRunnableConfig() as LangGraphRunnableConfig | undefined);
  if (config !== undefined) return config;
  throw new Error(
    'Config not retrievable. This is likely because you are running in an environment without support for AsyncLocalStorage.\n' +
      `If you're running \`${name}\` in such environment, pass the \`config\` from the node function directly.`,
  );
}
