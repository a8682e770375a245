/** Telling the `custom` stream something from within a node. */
import { getConfig } from './pregel/ambient-config.ts';

/**
 * Hands `chunk` to the `custom` stream; where nobody asked for that it goes nowhere.
 *
 * @throws Error outside a node, and where the platform cannot tell in which node it is
 */
export function writer(chunk: unknown): void {
  const config = getConfig() as ReturnType<typeof getConfig> | undefined;
  if (config === undefined) throw new Error('Called interrupt() outside the context of a graph.');
  const write = config.writer ?? (config.configurable?.writer as ((chunk: unknown) => void) | undefined);
  if (write === undefined) throw new Error('No configurable found in config');
  write(chunk);
}
