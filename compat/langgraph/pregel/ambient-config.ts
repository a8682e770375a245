/** The config of the node that is running, as far as the platform can tell. */
import { AsyncLocalStorageProviderSingleton } from '@langchain/core/singletons';
import type { BaseStore } from '@langchain/langgraph-checkpoint';
import type { LangGraphRunnableConfig } from './runnable-config.ts';

const CHILD_CONFIG = Symbol.for('lc:child_config');
const CONTEXT_VARIABLES = Symbol.for('lc:context_variables');

interface Configured {
  readonly config: LangGraphRunnableConfig;
}

/** Where LangChain looks for the config of whatever runs: made when it looks. */
class Extra {
  readonly #task: Configured;

  constructor(task: Configured) {
    this.#task = task;
  }

  get [CHILD_CONFIG](): LangGraphRunnableConfig {
    return this.#task.config;
  }
}

interface Ambient {
  extra?: object;
  [CONTEXT_VARIABLES]?: unknown;
}

/** One does for all nodes. */
let untraced: Ambient | undefined;

/** A run that LangSmith does not hear of, as LangChain's storage holds one where nobody traces; absent without a storage. */
function untracedRun(): Ambient | undefined {
  const run = AsyncLocalStorageProviderSingleton.runWithConfig({}, () =>
    AsyncLocalStorageProviderSingleton.getInstance().getStore(),
  ) as unknown as Ambient | undefined;
  // Of whoever happens to be the first to ask.
  delete run?.[CONTEXT_VARIABLES];
  return run;
}

/** Runs `call` so that whatever it starts finds the task's config; without AsyncLocalStorage it just runs. */
export function runWithin<Result>(task: Configured, call: () => Result): Result {
  untraced ??= untracedRun();
  if (untraced === undefined) return call();
  const storage = AsyncLocalStorageProviderSingleton.getInstance();
  const variables = (storage.getStore() as Ambient | undefined)?.[CONTEXT_VARIABLES];
  const ambient = Object.create(untraced) as Ambient;
  ambient.extra = new Extra(task);
  if (variables !== undefined) ambient[CONTEXT_VARIABLES] = variables;
  // LangChain's declaration knows no generic form; the storage returns what the callback does.
  return storage.run(ambient, call as () => never);
}

/** As {@link runWithin}, for a task that LangSmith hears of: what is traced within it becomes a part of it. */
export function runTraced<Result>({ config }: Configured, call: () => Result): Result {
  return AsyncLocalStorageProviderSingleton.runWithConfig(config, call as () => never);
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
