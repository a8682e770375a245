/** The config of a run: what the platform knows, what the graph was bound to and what the caller gave, in this order. */
import { ensureHandler, CallbackManager, type Callbacks } from '@langchain/core/callbacks/manager';
import { getConfig } from './ambient-config.ts';
import type { LangGraphRunnableConfig } from './runnable-config.ts';

const RUN_KEYS = new Set([
  'tags', 'metadata', 'callbacks', 'runName', 'maxConcurrency', 'recursionLimit', 'configurable', 'runId', 'outputKeys',
  'streamMode', 'store', 'writer', 'interrupt', 'context', 'interruptBefore', 'interruptAfter', 'checkpointDuring',
  'durability', 'signal', 'heartbeat', 'executionInfo', 'serverInfo', 'control',
]); // prettier-ignore

const ALSO_METADATA = ['thread_id', 'checkpoint_id', 'checkpoint_ns', 'task_id', 'run_id', 'assistant_id', 'graph_id'];
const READ = '__pregel_read';

type Config = LangGraphRunnableConfig & Record<string, unknown>;

/**
 * What a Runnable makes of the config it is called with: it adds to what is around.
 *
 * @returns a config that may be changed; `configurable`, `metadata` and `tags` are its own
 */
export function mergeRunConfig(...configs: readonly (LangGraphRunnableConfig | undefined)[]): Config {
  const ambient = getConfig() as Config | undefined;
  const merged = blank();
  if (ambient !== undefined) adoptAmbient(merged, ambient, isRootCall(configs, ambient));
  for (const config of configs) if (config !== undefined) adopt(merged, config as Config);
  return withPlace(merged);
}

/**
 * What a graph makes of the options of a call: key by key they stand in for what is around, and come over what the graph is
 * bound to.
 *
 * @returns a config that may be changed, as {@link mergeRunConfig}
 */
export function mergeCallConfig(
  bound: LangGraphRunnableConfig | undefined,
  options: LangGraphRunnableConfig | undefined,
): Config {
  const ambient = getConfig() as Config | undefined;
  const merged = blank();
  if (bound !== undefined) adopt(merged, bound as Config);
  if (ambient !== undefined) adopt(merged, inherited(ambient, bound, options as Config | undefined));
  else if (options !== undefined) adopt(merged, options as Config);
  const model: unknown = options?.configurable?.model ?? ambient?.configurable?.model;
  if (typeof model === 'string') merged.metadata = { model, ...merged.metadata };
  return withPlace(merged);
}

function inherited(ambient: Config, bound: LangGraphRunnableConfig | undefined, options: Config | undefined): Config {
  const { runName: _name, runId: _id, ...around } = ambient;
  const config: Config = around;
  if (bound?.recursionLimit !== undefined) config.recursionLimit = bound.recursionLimit;
  for (const key of options === undefined ? [] : Object.keys(options))
    if (options?.[key] !== undefined) config[key] = options[key];
  const { configurable } = ambient;
  // A task passes on where it stands, whatever else a call says.
  if (configurable?.[READ] !== undefined && options?.configurable?.[READ] === undefined)
    config.configurable = { ...configurable, ...options?.configurable };
  return config;
}

const blank = (): Config => ({
  tags: [],
  metadata: {},
  callbacks: undefined,
  recursionLimit: 25,
  configurable: {},
});

/** Tells traces of the thread and of who asked. */
function withPlace(merged: Config): Config {
  const metadata: Record<string, unknown> = merged.metadata ?? {};
  for (const key of ALSO_METADATA) {
    const value: unknown = merged.configurable?.[key];
    if (value !== undefined && !(key in metadata)) metadata[key] = value;
  }
  merged.metadata = metadata;
  return merged;
}

/** A call that names its thread outside any task: what a concurrent run happens to have around it is none of its business. */
function isRootCall(configs: readonly (LangGraphRunnableConfig | undefined)[], ambient: Config): boolean {
  const last = configs.findLast((config) => config !== undefined);
  return (
    last?.configurable?.thread_id !== undefined &&
    ambient.configurable?.[READ] === undefined &&
    !configs.some((config) => config?.configurable?.[READ] !== undefined)
  );
}

function adoptAmbient(merged: Config, ambient: Config, isRoot: boolean): void {
  for (const key of Object.keys(ambient)) {
    const value = ambient[key];
    if (value === undefined || (key === 'configurable' && isRoot)) continue;
    merged[key] = key === 'callbacks' ? copyCallbacks(value as Callbacks) : copyOwn(key, value);
  }
}

function copyOwn(key: string, value: unknown): unknown {
  if (key === 'tags') return [...(value as string[])];
  return key === 'metadata' || key === 'configurable' ? { ...(value as object) } : value;
}

function copyCallbacks(callbacks: Callbacks): Callbacks {
  return Array.isArray(callbacks) ? [...callbacks] : callbacks.copy();
}

function adopt(merged: Config, config: Config): void {
  for (const key of Object.keys(config)) {
    const value = config[key];
    if (value === undefined || !RUN_KEYS.has(key)) continue;
    if (key === 'configurable' || key === 'metadata') merged[key] = { ...merged[key], ...(value as object) };
    else if (key === 'tags') merged.tags = [...(merged.tags ?? []), ...(value as string[])];
    else if (key === 'callbacks') merged.callbacks = mergeCallbacks(merged.callbacks, value as Callbacks);
    else merged[key] = value;
  }
}

/** Handlers of both, each once. */
export function mergeCallbacks(base: Callbacks | undefined, more: Callbacks | undefined): Callbacks | undefined {
  if (base === undefined || more === undefined) return more === undefined ? base : copyCallbacks(more);
  if (Array.isArray(base)) return Array.isArray(more) ? [...base, ...more] : withHandlers(more, base);
  if (Array.isArray(more)) return withHandlers(base, more);
  const both = <Item>(first: readonly Item[], second: readonly Item[]): Item[] => [...new Set([...first, ...second])];
  return new CallbackManager(more.getParentRunId(), {
    handlers: both(base.handlers, more.handlers),
    inheritableHandlers: both(base.inheritableHandlers, more.inheritableHandlers),
    tags: both(base.tags, more.tags),
    inheritableTags: both(base.inheritableTags, more.inheritableTags),
    metadata: { ...base.metadata, ...more.metadata },
    inheritableMetadata: { ...base.inheritableMetadata, ...more.inheritableMetadata },
  });
}

function withHandlers(manager: CallbackManager, handlers: Exclude<Callbacks, CallbackManager>): CallbackManager {
  const copy = manager.copy();
  for (const handler of handlers) copy.addHandler(ensureHandler(handler), true);
  return copy;
}
