/** The part of a config that goes to the server. */
import type { RunnableConfig } from '@langchain/core/runnables';

/** Keys of `configurable` that only say where this side stands. */
const RESERVED = new Set(['callbacks', 'checkpoint_map', 'checkpoint_id', 'checkpoint_ns']);
/** Keys of `configurable` that metadata tells too. */
const ALSO_METADATA = ['thread_id', 'checkpoint_id', 'checkpoint_ns', 'task_id', 'run_id', 'assistant_id', 'graph_id'];

export interface SanitizedConfig {
  tags: string[];
  metadata: Record<string, unknown>;
  // oxlint-disable-next-line typescript/no-explicit-any -- upstream's type
  configurable: { [k: string]: any };
  recursion_limit: number | undefined;
}

type Data = Record<string, unknown>;

/** Leaves out what the engine keeps there, and makes JSON of what is not. What the caller gave is left as it is. */
export function sanitizeConfig(config: RunnableConfig): SanitizedConfig {
  const configurable: Data = config.configurable ?? {};
  const sent = Object.fromEntries(
    Object.entries(configurable).filter(([key]) => !RESERVED.has(key) && !key.startsWith('__pregel_')),
  );
  const metadata = withPlace(configurable, config.metadata ?? {});
  const { tags = [], ...rest } = asJson({ tags: config.tags, metadata, configurable: withNestedPlaces(sent) });
  return { tags, ...rest, recursion_limit: config.recursionLimit };
}

function withPlace(configurable: Data, metadata: Data): Data {
  const told = { ...metadata };
  for (const key of ALSO_METADATA) if (!(key in told) && configurable[key] !== undefined) told[key] = configurable[key];
  return told;
}

/** Configs within `configurable` tell their places too; copies of those that do. */
function withNestedPlaces<T>(value: T, copies: Map<object, unknown> = new Map()): T {
  if (!isPlain(value)) return value;
  const known = copies.get(value);
  if (known !== undefined) return known as T;
  const copy: Data | unknown[] = Array.isArray(value) ? [] : {};
  copies.set(value, copy);
  for (const key of Object.keys(value))
    Object.defineProperty(copy, key, {
      value: withNestedPlaces((value as Data)[key], copies),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  const { configurable, metadata } = value as Data;
  if (isObject(configurable)) {
    const told = withPlace(configurable, isObject(metadata) ? metadata : {});
    if (isObject(metadata) || Object.keys(told).length > 0) (copy as Data).metadata = told;
  }
  return copy as T;
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The value itself if it can be written; otherwise with words for what cannot: cycles, and integers without bounds. */
function asJson<T>(value: T): T {
  try {
    JSON.stringify(value);
    return value;
  } catch {
    return JSON.parse(JSON.stringify(value, jsonReplacer())) as T;
  }
}

function jsonReplacer(): (this: unknown, key: string, value: unknown) => unknown {
  const above: unknown[] = [];
  return function replace(_key, value) {
    while (above.length > 0 && above.at(-1) !== this) above.pop();
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object' || value === null) return value;
    if (above.includes(value)) return '[Circular]';
    above.push(value);
    return value;
  };
}
