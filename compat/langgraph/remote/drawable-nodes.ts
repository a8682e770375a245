import type { Node } from '@langchain/core/runnables/graph';

export interface RemoteNode {
  id: string | number;
  name?: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- upstream's type
  data?: Record<string, any> | string;
  metadata?: unknown;
}

/** The nodes of a graph as the server draws it, for LangChain's drawings. */
export function drawableNodes(nodes: readonly RemoteNode[]): Record<string, Node> {
  const drawn = nodes.map(({ id, data }) => {
    const details = typeof data === 'string' ? undefined : data;
    const name = typeof data === 'string' ? data : ((details?.name as string | undefined) ?? '');
    const metadata = (details?.metadata ?? {}) as Record<string, unknown>;
    return [id, { id: String(id), name, data: data ?? {}, metadata } as unknown as Node] as const;
  });
  return Object.fromEntries(drawn);
}
