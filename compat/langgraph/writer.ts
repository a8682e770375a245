/** Telling the `custom` stream something from within a node. */
import { getConfig } from './pregel/ambient-config.ts';

/**
 * Hands `chunk` to `configurable.writer`, if the caller gave one. `getWriter()` and `config.writer` feed the `custom` stream.
 *
 * @throws Error outside a node, and where the platform cannot tell in which node it is
 */
export function writer<T>(chunk: T): void {
  const config = getConfig() as ReturnType<typeof getConfig> | undefined;
  if (config === undefined) throw new Error('Called interrupt() outside the context of a graph.');
  if (config.configurable === undefined) throw new Error('No configurable found in config');
  (config.configurable.writer as ((chunk: unknown) => void) | undefined)?.(chunk);
}
