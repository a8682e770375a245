/** Whether the nodes and edges of a builder hang together. */
import { END, START } from '../constants.ts';
import { UnreachableNodeError } from '../errors/index.ts';

interface Validated {
  readonly nodes: Readonly<Record<string, { ends?: string[]; isErrorHandler?: boolean }>>;
  readonly branches: Readonly<Record<string, Readonly<Record<string, { ends?: Record<string, string> }>>>>;
  readonly allEdges: ReadonlySet<readonly [string, string]>;
}

/**
 * @param interrupt nodes at which runs shall stop
 * @throws Error that names the first node which is missing, or UnreachableNodeError
 */
export function validateGraph(graph: Validated, interrupt: readonly string[] = []): void {
  const { nodes } = graph;
  const isMissing = (node: string): boolean => !Object.hasOwn(nodes, node);
  for (const source of sourcesOf(graph))
    if (source !== START && isMissing(source)) throw new Error(`Found edge starting at unknown node \`${source}\``);
  const targets = targetsOf(graph);
  for (const [name, { isErrorHandler }] of Object.entries(nodes))
    if (!isErrorHandler && !targets.has(name)) throw unreachable(name);
  for (const target of targets)
    if (target !== END && isMissing(target)) throw new Error(`Found edge ending at unknown node \`${target}\``);
  for (const node of interrupt) if (isMissing(node)) throw new Error(`Interrupt node \`${node}\` is not present`);
}

function sourcesOf({ allEdges, branches }: Validated): Set<string> {
  return new Set([...[...allEdges].map(([source]) => source), ...Object.keys(branches)]);
}

/** Where any edge, condition or command may lead. A condition that names no ends may lead anywhere but back. */
function targetsOf({ nodes, allEdges, branches }: Validated): Set<string> {
  const targets = new Set([...allEdges].map(([, target]) => target));
  const addAll = (names: Iterable<string>): void => {
    for (const name of names) targets.add(name);
  };
  for (const [source, conditions] of Object.entries(branches))
    for (const { ends } of Object.values(conditions))
      addAll(ends ? Object.values(ends) : [END, ...Object.keys(nodes).filter((name) => name !== source)]);
  for (const { ends } of Object.values(nodes)) addAll(ends ?? []);
  // The commands of an error handler may go to any node.
  if (Object.values(nodes).some(({ isErrorHandler }) => isErrorHandler)) addAll(Object.keys(nodes));
  return targets;
}

function unreachable(node: string): UnreachableNodeError {
  const message = [
    `Node \`${node}\` is not reachable.`,
    '',
    'If you are returning Command objects from your node,',
    'make sure you are passing names of potential destination nodes as an "ends" array',
    'into ".addNode(..., { ends: ["node1", "node2"] })".',
  ].join('\n');
  return new UnreachableNodeError(message, { lc_error_code: 'UNREACHABLE_NODE' });
}
