/** Whether the nodes and edges of a builder hang together. */
import { END, START } from '../reserved-names.ts';
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
export function validateGraph({ nodes, branches, allEdges }: Validated, interrupt: readonly string[] = []): void {
  const isMissing = (node: string): boolean => !Object.hasOwn(nodes, node);
  const sources = [...Array.from(allEdges, ([source]) => source), ...Object.keys(branches)];
  for (const source of sources)
    if (source !== START && isMissing(source)) throw new Error(`Found edge starting at unknown node \`${source}\``);
  const targets = targetsOf({ nodes, branches, allEdges });
  for (const name in nodes) if (!targets.has(name) && !nodes[name]?.isErrorHandler) throw unreachable(name);
  for (const target of targets)
    if (target !== END && isMissing(target)) throw new Error(`Found edge ending at unknown node \`${target}\``);
  for (const node of interrupt) if (isMissing(node)) throw new Error(`Interrupt node \`${node}\` is not present`);
}

/** Where any edge, condition or command may lead. A condition that names no ends may lead anywhere but back. */
function targetsOf({ nodes, allEdges, branches }: Validated): Set<string> {
  const targets = new Set<string>();
  const addAll = (names: Iterable<string>): void => {
    for (const name of names) targets.add(name);
  };
  for (const [, target] of allEdges) targets.add(target);
  for (const [source, conditions] of Object.entries(branches))
    for (const { ends } of Object.values(conditions))
      addAll(ends ? Object.values(ends) : [END, ...Object.keys(nodes).filter((name) => name !== source)]);
  let handlesErrors = false;
  for (const { ends, isErrorHandler } of Object.values(nodes)) {
    if (ends) addAll(ends);
    handlesErrors ||= isErrorHandler === true;
  }
  // The commands of an error handler may go to any node.
  if (handlesErrors) addAll(Object.keys(nodes));
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
