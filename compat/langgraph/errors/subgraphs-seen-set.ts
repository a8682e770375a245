const SEEN: unique symbol = Symbol.for('LG_CHECKPOINT_SEEN_NS_SET');

/** Namespaces of graphs that run inside others, shared by all copies of the library. */
// Upstream leaves it untyped, and callers rely on that.
// oxlint-disable-next-line typescript/no-explicit-any
export const getSubgraphsSeenSet = (): any => {
  const shared = globalThis as { [SEEN]?: Set<string> };
  return (shared[SEEN] ??= new Set());
};
