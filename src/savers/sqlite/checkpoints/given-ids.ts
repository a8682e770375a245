/** Ids as callers give them: literal texts, or nothing. */
import { InvalidConfigError } from '../../../base/index.ts';
import type { GivenConfig } from './saver-contract.ts';

export interface GivenPlace {
  readonly thread: string | undefined;
  readonly namespace: string | undefined;
  readonly checkpoint: string | undefined;
}

/** @throws InvalidConfigError for an id that is no text */
export function placeOf(config: GivenConfig | undefined): GivenPlace {
  const given = config?.configurable;
  const checkpoint = givenId(given?.['checkpoint_id'], 'checkpoint_id');
  // What LangGraph called it once.
  const former = givenId(given?.['thread_ts'], 'thread_ts');
  return {
    thread: givenId(given?.['thread_id'], 'thread_id'),
    namespace: givenId(given?.['checkpoint_ns'], 'checkpoint_ns'),
    checkpoint: checkpoint || former || undefined,
  };
}

/** @throws InvalidConfigError for what is given and no text */
function givenId(id: unknown, name: string): string | undefined {
  if (id === undefined || typeof id === 'string') return id;
  throw new InvalidConfigError('CONFIG_INVALID', `The "${name}" is ${described(id)}: give a text.`);
}

/** @throws InvalidConfigError for what is no text */
export function requiredId(id: unknown, name: string, method: string): string {
  const text = givenId(id, name);
  if (text !== undefined) return text;
  throw new InvalidConfigError(
    'CONFIG_INVALID',
    `A call of ${method}() is missing the required "${name}": give it in "configurable" of the config, e.g. { configurable: { ${name}: "…" } }.`,
  );
}

/** @throws InvalidConfigError for what is no number */
export function checkedLimit(limit: unknown): number {
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  if (typeof limit === 'number' && !Number.isNaN(limit)) return limit;
  throw new InvalidConfigError('CONFIG_INVALID', `The "limit" of list() is ${described(limit)}: give a number.`);
}

function described(value: unknown): string {
  if (value === null || Number.isNaN(value)) return String(value);
  return Array.isArray(value) ? 'a list' : `of the type ${typeof value}`;
}
