/** Namespaces of graphs within a run, compared segment by segment. */
import type { Namespace } from './protocol-event.ts';

/** A namespace as the key of a map. */
export function namespaceKey(namespace: Namespace): string {
  return namespace.length === 1 ? (namespace[0] as string) : namespace.join('\0');
}

/** Whether a namespace is the other one, or lies below it. */
export function isWithin(namespace: Namespace, root: Namespace): boolean {
  if (root.length > namespace.length) return false;
  for (let at = 0; at < root.length; at += 1) if (namespace[at] !== root[at]) return false;
  return true;
}
