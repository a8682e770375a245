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

/** @returns a config that may be changed; `configurable`, `metadata` and `tags` are its own */
export function mergeRunConfig(...configs: readonly (LangGraphRunnableConfig | undefined)[]): Config {
  const ambient = getConfig() as Config | undefined;
  const merged: Config = { tags: [], metadata: {}, callbacks: undefined, recursionLimit: 25, configurable: {} };
  if (ambient !== undefined) adoptAmbient(merged, ambient, isRootCall(configs, ambient));
  for (const config of configs) if (config !== undefined) adopt(merged, config as Config);
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
